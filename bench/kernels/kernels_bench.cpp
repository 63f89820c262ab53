// kernels_bench: Ember's kernels and, beside them, the best other libraries.
//
// Every row is the 10th percentile of 60 windows in which the contestants of a group took turns, so that
// other work on the machine meets all of them alike. EMBER_ISA chooses Ember's kernels; rivals get as many
// threads as Ember.
#include <cmath>
#include <ember/autograd/kernels/table.hpp>
#include <memory>
#include <random>

#include "gemm_bench.hpp"
#include "rivals.hpp"

namespace ember::bench {

namespace {

std::vector<float> random_floats(size_t n, double low, double high) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> draw(low, high);
  std::vector<float> x(n);
  for (float& v : x) v = static_cast<float>(draw(random));
  return x;
}

template <class Rule> void add_function(const char* name, float (*libm)(float), double low, double high) {
  add_race(
      std::string("pointwise/") + name, {.items = 4096}, {"ember", "libm"}, [=]() -> std::vector<Contestant> {
        constexpr int64_t n = 4096;
        auto x = std::make_shared<std::vector<float>>(random_floats(n, low, high));
        auto y = std::make_shared<std::vector<float>>(n);
        auto ours = [=](int) {
          const Rule rule{};
          kernels::table().f32.unary[rules::UnaryRules::index_of<Rule>()](&rule, y->data(), x->data(), n);
        };
        auto scalar = [=](int) {
          for (size_t i = 0; i < n; ++i) (*y)[i] = libm((*x)[i]);
        };
        return {{"ember", ours}, {"libm", scalar}};
      });
}

float sigmoid_libm(float x) { return 1 / (1 + std::exp(-x)); }

void add_adam() {
  add_race("optimizer/adam_17410", {}, {"step", "norm_for_clipping"}, []() -> std::vector<Contestant> {
    constexpr size_t n = 17410;
    auto state = std::make_shared<std::vector<std::vector<float>>>();
    for (int i = 0; i < 4; ++i) state->push_back(random_floats(n, i < 2 ? -1 : 0, 1));
    auto step = [=](int) {
      const kernels::AdamStep s{1e-3, 0.9, 0.999, 1e-8, 0, 0.1, 0.0316, 0.7};
      auto& x = *state;
      kernels::table().f32.adam(s, x[0].data(), x[1].data(), x[2].data(), x[3].data(), nullptr, n);
    };
    auto norm = [=](int) {
      volatile double s = kernels::table().f32.sum_of_squares((*state)[1].data(), n);
      (void)s;
    };
    return {{"step", step}, {"norm_for_clipping", norm}};
  });
}

void add_reductions() {
  const std::vector<std::string> names{"column_sum",       "row_sum",  "softmax",    "softmax_4096x2",
                                       "log_softmax_64x2", "max_64x2", "max_64x128", "transpose_128x64"};
  add_race("reduction/64x128", {}, names, []() -> std::vector<Contestant> {
    auto x = std::make_shared<std::vector<float>>(random_floats(64 * 128, -1, 1));
    auto y = std::make_shared<std::vector<float>>(64 * 128);
    auto index = std::make_shared<std::vector<int64_t>>(64 * 128);
    const auto& k = kernels::table().f32;
    return {{"column_sum", [=, &k](int) { k.sum(y->data(), x->data(), 1, 64, 128); }},
            {"row_sum", [=, &k](int) { k.sum(y->data(), x->data(), 64, 128, 1); }},
            {"softmax", [=, &k](int) { k.softmax(y->data(), x->data(), 64, 128); }},
            {"softmax_4096x2", [=, &k](int) { k.softmax(y->data(), x->data(), 4096, 2); }},
            {"log_softmax_64x2", [=, &k](int) { k.log_softmax(y->data(), x->data(), 64, 2); }},
            {"max_64x2", [=, &k](int) { k.max(y->data(), index->data(), x->data(), 64, 2, 1); }},
            {"max_64x128", [=, &k](int) { k.max(y->data(), index->data(), x->data(), 64, 128, 1); }},
            {"transpose_128x64", [=, &k](int) { k.transpose(y->data(), x->data(), 128, 64); }}};
  });
}

void add_rows() {
  add_gemm_races();
  add_function<rules::Exp>("exp", std::exp, -10, 10);
  add_function<rules::Tanh>("tanh", std::tanh, -5, 5);
  add_function<rules::Log>("log", std::log, 0.001, 100);
  add_function<rules::Log1p>("log1p", std::log1p, -0.9, 100);
  add_function<rules::Sigmoid>("sigmoid", sigmoid_libm, -10, 10);
  add_function<rules::Sin>("sin", std::sin, -10, 10);
  add_adam();
  add_reductions();
}

}  // namespace
}  // namespace ember::bench

int main(int argc, char** argv) {
  return ember::bench::run_suite(argc, argv, ember::bench::rival_names(), ember::bench::add_rows);
}
