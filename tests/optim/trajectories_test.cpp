// Twenty steps of every optimizer against PyTorch, in float64: tests/oracle/optim/trajectories.py.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/view.hpp>
#include <ember/optim/adadelta.hpp>
#include <ember/optim/adagrad.hpp>
#include <ember/optim/adam.hpp>
#include <ember/optim/adamax.hpp>
#include <ember/optim/adamw.hpp>
#include <ember/optim/nadam.hpp>
#include <ember/optim/radam.hpp>
#include <ember/optim/rmsprop.hpp>
#include <ember/optim/sgd.hpp>
#include <fstream>
#include <map>
#include <sstream>

namespace ember::optim {
namespace {

struct Row {
  int64_t step;
  std::vector<double> values;
};

/// Rows by optimizer and options, "Adam lr=0.1 amsgrad=1".
std::map<std::string, std::vector<Row>> read_rows() {
  std::map<std::string, std::vector<Row>> rows;
  std::ifstream file(std::string(EMBER_TEST_DATA) + "/optim/trajectories.txt");
  for (std::string line; std::getline(file, line);) {
    const size_t bar = line.find('|');
    std::istringstream head(line.substr(0, bar)), numbers(line.substr(bar + 1));
    std::string name, options, word;
    Row row{};
    head >> name >> row.step;
    while (head >> word) options += " " + word;
    while (numbers >> word) row.values.push_back(std::strtod(word.c_str(), nullptr));
    rows[name + options].push_back(row);
  }
  return rows;
}

/// Sets the options that the text names, through the same fields that a state dict has.
struct FromText final : FieldVisitor {
  std::map<std::string, double> given;
  size_t used = 0;
  explicit FromText(const std::string& text) {
    std::istringstream words(text);
    std::string word;
    words >> word;
    while (words >> word) {
      if (word == "-") continue;
      const size_t equals = word.find('='), comma = word.find(',');
      const std::string key = word.substr(0, equals);
      if (key == "betas") {
        given["beta1"] = std::stod(word.substr(equals + 1, comma - equals - 1));
        given["beta2"] = std::stod(word.substr(comma + 1));
      } else {
        given[key] = std::stod(word.substr(equals + 1));
      }
    }
  }
  void number(const std::string& name, double& value) override {
    if (const auto found = given.find(name); found != given.end()) {
      value = found->second;
      ++used;
    }
  }
  void tensor(const std::string&, Tensor&) override {}
};

double start(int64_t i) { return static_cast<double>((5 * i + 2) % 7 - 3) / 4; }

std::vector<Tensor> parameters(ScalarType dtype) {
  const Tensor all = zeros({10}, kDouble);
  for (int64_t i = 0; i < 10; ++i) all.data_ptr<double>()[i] = start(i);
  std::vector<Tensor> made{all.slice(0, 0, 6).reshape({3, 2}).clone(), all.slice(0, 6).clone()};
  for (Tensor& p : made) p = p.to(dtype).requires_grad_();
  return made;
}

void set_gradients(const std::vector<Tensor>& params, int64_t t) {
  int64_t i = 0;
  for (const Tensor& p : params) {
    const Tensor wave = zeros({p.numel()}, kDouble);
    for (int64_t k = 0; k < p.numel(); ++k, ++i)
      wave.data_ptr<double>()[k] = static_cast<double>((3 * i + 2 * t) % 11 - 5) / 10;
    p.mutable_grad() = (p.detach() * 0.3 + wave.reshape(p.sizes()).to(p.dtype())).detach();
  }
}

template <class Algorithm, class Options>
std::unique_ptr<Optimizer> make(std::vector<Tensor> params, Options options, FromText& text) {
  options.visit(text);
  return std::make_unique<Algorithm>(std::move(params), options);
}

std::unique_ptr<Optimizer> make(const std::string& name, std::vector<Tensor> params, FromText& text) {
  if (name == "SGD") return make<SGD>(std::move(params), SGDOptions(0.1), text);
  if (name == "Adam") return make<Adam>(std::move(params), AdamOptions(), text);
  if (name == "AdamW") return make<AdamW>(std::move(params), AdamWOptions(), text);
  if (name == "RMSprop") return make<RMSprop>(std::move(params), RMSpropOptions(), text);
  if (name == "Adagrad") return make<Adagrad>(std::move(params), AdagradOptions(), text);
  if (name == "Adadelta") return make<Adadelta>(std::move(params), AdadeltaOptions(), text);
  if (name == "Adamax") return make<Adamax>(std::move(params), AdamaxOptions(), text);
  if (name == "NAdam") return make<NAdam>(std::move(params), NAdamOptions(), text);
  return make<RAdam>(std::move(params), RAdamOptions(), text);
}

void follow(ScalarType dtype, double tolerance) {
  size_t followed = 0;
  for (const auto& [key, rows] : read_rows()) {
    if (key.rfind("clip", 0) == 0) continue;
    const std::string name = key.substr(0, key.find(' '));
    std::vector<Tensor> params = parameters(dtype);
    FromText text(key);
    const std::unique_ptr<Optimizer> optimizer = make(name, params, text);
    ASSERT_EQ(text.used, text.given.size()) << key;
    int64_t t = 0;
    for (const Row& row : rows) {
      for (; t < row.step; ++t) {
        set_gradients(params, t + 1);
        optimizer->step();
      }
      size_t i = 0;
      for (const Tensor& p : params) {
        const Tensor values = p.detach().to(kDouble).reshape({-1});
        for (int64_t k = 0; k < p.numel(); ++k, ++i)
          ASSERT_NEAR(values.data_ptr<double>()[k], row.values[i], tolerance) << key << " step " << t;
      }
    }
    ++followed;
  }
  EXPECT_EQ(followed, 27u);
}

TEST(Trajectories, EqualPyTorchsIn20StepsOfEveryOptimizer) { follow(kDouble, 1e-12); }
TEST(Trajectories, InFloat32StayBesideThoseInFloat64) { follow(kFloat, 2e-5); }

TEST(Trajectories, OfAStridedParameterAreThoseOfADenseOne) {
  std::vector<Tensor> dense = parameters(kDouble);
  const Tensor strided = dense[0].detach().t().clone().t().requires_grad_();
  ASSERT_FALSE(strided.is_contiguous());
  Adam a({dense[0]}), b({strided});
  for (int64_t t = 1; t < 5; ++t) {
    set_gradients({dense[0]}, t);
    set_gradients({strided}, t);
    a.step();
    b.step();
  }
  EXPECT_TRUE(dense[0].eq(strided).all().item<bool>());
}

}  // namespace
}  // namespace ember::optim
