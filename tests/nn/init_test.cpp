#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/nn/functional/dropout.hpp>
#include <ember/nn/init.hpp>
#include <ember/nn/linear.hpp>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

namespace ember::nn {
namespace {

struct Drawing {
  std::function<Tensor(Tensor)> draw;
  std::vector<int64_t> shape;
  double tolerance;  ///< 0: the same bits
};

const std::map<std::string, Drawing>& drawings() {
  static const std::map<std::string, Drawing> all{
      {"uniform", {[](Tensor t) { return init::uniform_(t, -2, 3); }, {6, 4}, 0}},
      {"normal", {[](Tensor t) { return init::normal_(t, 1, 2); }, {6, 4}, 1e-6}},
      {"xavier_uniform", {[](Tensor t) { return init::xavier_uniform_(t, 2); }, {6, 4}, 0}},
      {"xavier_normal_conv", {[](Tensor t) { return init::xavier_normal_(t); }, {6, 4, 3}, 1e-6}},
      {"kaiming_uniform", {[](Tensor t) { return init::kaiming_uniform_(t, 0, kFanIn, kReLU); }, {6, 4}, 0}},
      {"kaiming_uniform_conv",
       {[](Tensor t) { return init::kaiming_uniform_(t, std::sqrt(5.0), kFanOut); }, {6, 4, 3}, 0}},
      {"kaiming_normal",
       {[](Tensor t) { return init::kaiming_normal_(t, 0.1, kFanIn, kTanh); }, {6, 4}, 1e-6}},
      {"orthogonal", {[](Tensor t) { return init::orthogonal_(t, std::sqrt(2.0)); }, {6, 4}, 2e-6}},
      {"orthogonal_wide", {[](Tensor t) { return init::orthogonal_(t, 0.01); }, {4, 6}, 2e-8}},
      {"orthogonal_conv", {[](Tensor t) { return init::orthogonal_(t); }, {6, 4, 3}, 2e-6}},
      {"dropout", {[](const Tensor&) { return functional::dropout(ones({40}), 0.3); }, {1}, 0}},
      {"linear",
       {[](const Tensor&) {
          const Linear layer(4, 3);
          return cat({layer->weight.detach().reshape({-1}), layer->bias.detach()});
        },
        {1},
        0}},
  };
  return all;
}

TEST(Init, DrawsWhatPyTorchDrawsFromTheSameSeed) {
  std::ifstream file(std::string(EMBER_TEST_DATA) + "/nn/init.txt");
  size_t rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    std::istringstream words(line);
    std::string name, word;
    uint64_t seed = 0;
    words >> name >> seed;
    const Drawing& drawing = drawings().at(name);
    manual_seed(seed);
    const Tensor values = drawing.draw(ember::empty(drawing.shape)).reshape({-1});
    for (int64_t i = 0; i < values.numel(); ++i) {
      ASSERT_TRUE(words >> word);
      EXPECT_NEAR(values[i].item<float>(), std::strtod(word.c_str(), nullptr), drawing.tolerance)
          << name << " " << seed << " at " << i;
    }
    EXPECT_FALSE(words >> word) << name;
  }
  EXPECT_EQ(rows, 27u);
}

TEST(Init, GainsAreThoseOfThePapers) {
  EXPECT_EQ(init::calculate_gain(kTanh), 5.0 / 3.0);
  EXPECT_EQ(init::calculate_gain(kReLU), std::sqrt(2.0));
  EXPECT_EQ(init::calculate_gain(kLeakyReLU, 0.2), std::sqrt(2.0 / 1.04));
  EXPECT_EQ(init::calculate_gain(kSELU), 0.75);
  EXPECT_EQ(init::calculate_gain(kLinear), 1);
  EXPECT_EQ(init::calculate_gain(kSigmoid), 1);
}

TEST(Init, OrthogonalMatricesHaveOrthonormalRowsOrColumnsTimesTheGain) {
  for (const auto& shape : {std::vector<int64_t>{64, 64}, {3, 50}, {50, 3}}) {
    const Tensor w = init::orthogonal_(ember::empty(shape, kDouble), 2),
                 product = shape[0] <= shape[1] ? w.mm(w.t()) : w.t().mm(w);
    EXPECT_LT((product - eye(product.size(0), kDouble) * 4).abs().max().item<double>(), 1e-12);
  }
}

TEST(Init, FansNeedTwoDimensions) {
  EXPECT_THROW(init::orthogonal_(empty({3})), ValueError);
  EXPECT_THROW(init::kaiming_uniform_(empty({3})), ValueError);
  EXPECT_THROW(init::xavier_normal_(empty({3})), ValueError);
  EXPECT_EQ(init::fans(empty({8, 4, 3, 3})), (std::pair<int64_t, int64_t>{36, 72}));
}

TEST(Init, FillsAParameterOutsideTheGraphAndReturnsIt) {
  const Tensor p = empty({2, 2}, requires_grad());
  EXPECT_TRUE(init::constant_(p, 3).is_same(p));
  EXPECT_TRUE(p.is_leaf());
  EXPECT_EQ(p[1][1].item<float>(), 3);
  init::eye_(p);
  EXPECT_EQ(p[0][1].item<float>(), 0);
  EXPECT_EQ(init::zeros_(p)[0][0].item<float>(), 0);
  EXPECT_EQ(init::ones_(p)[0][0].item<float>(), 1);
}

TEST(Init, SparseColumnsHaveTheirShareOfZeros) {
  const Tensor w = init::sparse_(empty({10, 4}), 0.35);
  EXPECT_TRUE(((w == 0).sum({0}) == 4).all().item<bool>());
}

TEST(Init, AnEmptyLayerIsMadeWithoutDrawing) {
  const Linear none(0, 3);
  EXPECT_EQ(none->bias.abs().max().item<float>(), 0);
  EXPECT_THROW(Linear(-1, 2), ValueError);
}

}  // namespace
}  // namespace ember::nn
