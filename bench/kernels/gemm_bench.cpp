// Products of deep RL and squares, in the three layouts of a linear layer.
#include <ember/autograd/kernels/parallel.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <memory>
#include <random>
#include <set>
#include <tuple>

#include "gemm_bench.hpp"
#include "rivals.hpp"
#include "rows.hpp"

namespace ember::bench {
namespace {

/// Rotated inputs: as many copies of A and B as keep them from staying in L1 by accident, at most 4.
struct Operands {
  static constexpr int copies = 4;
  std::vector<float> a[copies], b[copies], c, bias;
  int used;

  explicit Operands(const Product& p) {
    std::mt19937 random(7);
    std::uniform_real_distribution<float> draw(-1, 1);
    const auto m = static_cast<size_t>(p.m), n = static_cast<size_t>(p.n), k = static_cast<size_t>(p.k);
    used = (m * k + k * n) * 4 * copies < (size_t{1} << 19) ? copies : 1;
    for (int i = 0; i < used; ++i) {
      a[i].resize(m * k + 16);
      b[i].resize(k * n + 16);
      for (float& v : a[i]) v = draw(random);
      for (float& v : b[i]) v = draw(random);
    }
    c.resize(m * n + 16);
    bias.resize(n + 16);
  }
  static const float* aligned(const std::vector<float>& v) {
    return reinterpret_cast<const float*>((reinterpret_cast<uintptr_t>(v.data()) + 63) & ~uintptr_t{63});
  }
  const float* a_at(int round) const { return aligned(a[round % used]); }
  const float* b_at(int round) const { return aligned(b[round % used]); }
  float* c_at() { return const_cast<float*>(aligned(c)); }
};

const std::vector<Rival>& found() {
  static const std::vector<Rival> all = [] {
    std::vector<Rival> wanted;
    for (Rival& rival : rivals()) {
      if (is_asked(rival.name)) wanted.push_back(std::move(rival));
    }
    return wanted;
  }();
  return all;
}

/// The kernels for AVX2, where those in use are for AVX-512; else null.
const kernels::KernelTable* lesser_table() {
  return kernels::table().isa == kernels::Isa::avx512 ? kernels::table_for(kernels::Isa::avx2) : nullptr;
}

std::vector<Contestant> make_race(const Product& p) {
  auto x = std::make_shared<Operands>(p);
  auto ours = [=](bool with_epilogue, const kernels::KernelTable& table = kernels::table()) {
    return [=, &table](int round) {
      kernels::Gemm<float> g;
      g.m = p.m;
      g.n = p.n;
      g.k = p.k;
      g.a = x->a_at(round);
      g.a_row = p.a_transposed ? 1 : p.k;
      g.a_col = p.a_transposed ? p.m : 1;
      g.b = x->b_at(round);
      g.b_row = p.b_transposed ? 1 : p.n;
      g.b_col = p.b_transposed ? p.k : 1;
      g.c = x->c_at();
      g.c_row = p.n;
      if (with_epilogue) {
        g.bias = Operands::aligned(x->bias);
        g.epilogue = kernels::Epilogue::relu;
      }
      table.f32.gemm(g);
    };
  };
  std::vector<Contestant> all{{"ember", ours(false)}, {"ember_bias_relu", ours(true)}};
  if (lesser_table()) all.push_back({"ember_avx2", ours(false, *lesser_table())});
  if (const int threads = get_num_threads(); threads > 1) {
    all.push_back({"ember_on_one_thread", [=, alone = ours(false)](int round) {
                     set_num_threads(1);
                     alone(round);
                     set_num_threads(threads);
                   }});
  }
  for (const Rival& rival : found()) {
    rival.set_threads(get_num_threads());
    if (RunProduct run = rival.prepare(p)) {
      all.push_back({rival.name, [=](int round) { run(x->a_at(round), x->b_at(round), x->c_at()); }});
      const float* bias = Operands::aligned(x->bias);
      const RunLayer layer = rival.prepare_layer ? rival.prepare_layer(p) : RunLayer{};
      all.push_back({rival.name + "_bias_relu", [=](int round) {
                       if (layer) return layer(x->a_at(round), x->b_at(round), bias, x->c_at());
                       run(x->a_at(round), x->b_at(round), x->c_at());
                       add_bias_relu(bias, x->c_at(), p.m, p.n);
                     }});
    }
  }
  return all;
}

void add(const char* layout, int m, int n, int k) {
  static std::set<std::tuple<std::string, int, int, int>> known;  // shapes that stand for two things
  if (!known.emplace(layout, m, n, k).second) return;
  const Product p{m, n, k, layout[0] == 't', layout[1] == 't'};
  const std::string group = std::string("gemm/") + layout + '/' + std::to_string(m) + 'x' +
                            std::to_string(n) + 'x' + std::to_string(k);
  std::vector<std::string> names{"ember", "ember_bias_relu"};
  if (lesser_table()) names.push_back("ember_avx2");
  if (get_num_threads() > 1) names.push_back("ember_on_one_thread");
  for (const Rival& rival : found()) {
    if (!rival.prepare(p)) continue;
    names.push_back(rival.name);
    names.push_back(rival.name + "_bias_relu");
  }
  const double elements = 1.0 * m * k + 1.0 * k * n + 1.0 * m * n;
  add_race(group, {.flops = 2.0 * m * n * k, .bytes = 4 * elements}, names, [p] { return make_race(p); });
}

}  // namespace

void add_gemm_races() {
  constexpr int layers[][2] = {{4, 128}, {128, 128}, {128, 2}, {64, 64}, {256, 256}, {8, 256}, {512, 512}};
  for (int rows : {1, 8, 32, 64, 128, 256, 1024}) {
    for (auto [in, out] : layers) {
      add("nt", rows, out, in);  // forward with weights as stored, [out, in]
      add("nn", rows, out, in);  // forward with weights prepared as [in, out]
      add("nn", rows, in, out);  // gradient of the input
      add("tn", out, in, rows);  // gradient of the weights
    }
  }
  for (int size : {64, 128, 256, 512, 1024, 2048}) {
    for (const char* layout : {"nn", "nt", "tn"}) add(layout, size, size, size);
  }
}

}  // namespace ember::bench
