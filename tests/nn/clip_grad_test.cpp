#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/nn/utils/clip_grad.hpp>
#include <ember/nn/utils/convert_parameters.hpp>
#include <fstream>
#include <limits>
#include <sstream>

namespace ember::nn::utils {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

Tensor with_gradient(const TensorLiteral& gradient, ScalarType type = kDouble) {
  const Tensor g = tensor(gradient, type), p = zeros(g.sizes(), dtype(type).requires_grad(true));
  p.mutable_grad() = g;
  return p;
}
double at(const Tensor& t, int64_t i) { return t.reshape({-1})[i].item().toDouble(); }

double start(int64_t i) { return static_cast<double>((5 * i + 2) % 7 - 3) / 4; }
std::vector<Tensor> oracle_parameters() {
  std::vector<Tensor> params{zeros({3, 2}, dtype(kDouble).requires_grad(true)),
                             zeros({4}, dtype(kDouble).requires_grad(true))};
  int64_t i = 0;
  for (const Tensor& p : params) {
    p.mutable_grad() = zeros(p.sizes(), kDouble);
    for (int64_t k = 0; k < p.numel(); ++k) p.grad().data_ptr<double>()[k] = start(i++);
  }
  return params;
}

TEST(ClipGrad, EqualsPyTorchsForEveryNorm) {
  std::ifstream file(std::string(EMBER_TEST_DATA) + "/optim/trajectories.txt");
  size_t rows = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("clip", 0) != 0) continue;
    const std::vector<Tensor> params = oracle_parameters();
    const auto option = [&](const char* name) {
      return std::strtod(line.c_str() + line.find(name) + std::string(name).size() + 1, nullptr);
    };
    double norm = -1;
    if (line.rfind("clip_grad_norm_", 0) == 0)
      norm = clip_grad_norm_(params, option("max_norm"), option("norm_type"));
    else
      clip_grad_value_(params, option("clip_value"));
    std::istringstream numbers(line.substr(line.find('|') + 1));
    std::string word;
    for (const Tensor& p : params) {
      for (int64_t k = 0; k < p.numel(); ++k) {
        numbers >> word;
        EXPECT_NEAR(at(p.grad(), k), std::strtod(word.c_str(), nullptr), 1e-15) << line.substr(0, 60);
      }
    }
    if (numbers >> word) {
      EXPECT_NEAR(norm, std::strtod(word.c_str(), nullptr), 1e-15);
    }
    ++rows;
  }
  EXPECT_EQ(rows, 5u);
}

TEST(ClipGrad, ReturnsTheNormBeforeAndSparesSmallGradients) {
  const Tensor p = with_gradient({3.0, 4.0}), untouched = zeros({1}, requires_grad());
  EXPECT_EQ(clip_grad_norm_({p, untouched}, 1), 5);
  EXPECT_NEAR(at(p.grad(), 0), 0.6, 1e-6);
  EXPECT_LT(at(p.grad(), 0), 0.6);
  const Tensor small = with_gradient({3.0, 4.0});
  clip_grad_norm_({small}, 100);
  EXPECT_EQ(at(small.grad(), 1), 4);
}

TEST(ClipGrad, WithoutGradientsTheNormIsZero) {
  EXPECT_EQ(clip_grad_norm_({zeros({1}, requires_grad())}, 1), 0);
}

TEST(ClipGrad, PassesWhatIsNotFiniteUnlessAsked) {
  const Tensor p = with_gradient({inf, 1.0});
  EXPECT_THROW(clip_grad_norm_({p}, 1, 2, true), NonFiniteError);
  EXPECT_EQ(at(p.grad(), 1), 1);
  EXPECT_EQ(clip_grad_norm_({p}, 1), inf);
  EXPECT_TRUE(std::isnan(at(p.grad(), 0)));
  EXPECT_EQ(at(p.grad(), 1), 0);
}

TEST(ClipGrad, InFloat32RoundsAsPyTorch) {
  const Tensor p = with_gradient({0.1, 0.2, 0.7}, kFloat);
  const double norm = clip_grad_norm_({p}, 0.5);
  EXPECT_EQ(norm, static_cast<double>(static_cast<float>(norm)));
  EXPECT_NEAR(norm, 0.73484692, 1e-7);
}

TEST(ConvertParameters, GoesToAVectorAndBack) {
  const Tensor a = tensor({{1.0, 2.0}, {3.0, 4.0}}, requires_grad()), b = tensor({5.0}, requires_grad());
  const Tensor vector = parameters_to_vector({a, b});
  EXPECT_EQ(vector.sizes(), IntArrayRef({5}));
  EXPECT_EQ(at(vector, 4), 5);
  EXPECT_TRUE(vector.requires_grad());
  vector_to_parameters(vector.detach() * 2, {a, b});
  EXPECT_EQ(at(a, 3), 8);
  EXPECT_EQ(at(b, 0), 10);
  EXPECT_THROW(vector_to_parameters(zeros({4}), {a, b}), ShapeError);
  EXPECT_EQ(at(a, 3), 8);
}

}  // namespace
}  // namespace ember::nn::utils
