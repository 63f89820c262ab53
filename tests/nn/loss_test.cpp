#include <gtest/gtest.h>

#include <cmath>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/gradient_check.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/nn/functional/activation.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/nn/loss.hpp>
#include <limits>

namespace ember::nn {
namespace {

namespace F = functional;

TEST(Loss, OfDifferencesRefusesAColumnAgainstAVector) {
  const Tensor column = ones({3, 1}), vector = ones({3});
  EXPECT_THROW(F::mse_loss(column, vector), ShapeError);
  EXPECT_THROW(F::l1_loss(vector, column), ShapeError);
  EXPECT_THROW(F::smooth_l1_loss(column, vector), ShapeError);
  EXPECT_THROW(F::huber_loss(column, vector), ShapeError);
  EXPECT_EQ(F::mse_loss(ones({2, 3}), zeros({3})).item<float>(), 1);
  EXPECT_EQ(F::mse_loss(ones({2, 3}), tensor(0.0)).item<float>(), 1);
}

TEST(Loss, ReducesAsAsked) {
  const Tensor x = tensor({1.0, 3.0}), y = zeros({2});
  EXPECT_EQ(F::mse_loss(x, y).item<float>(), 5);
  EXPECT_EQ(F::mse_loss(x, y, kSum).item<float>(), 10);
  EXPECT_EQ(F::mse_loss(x, y, F::MSELossFuncOptions().reduction(kNone))[1].item<float>(), 9);
  EXPECT_THROW(F::mse_loss(x, y, kBatchMean), ValueError);
  EXPECT_EQ(MSELoss(kSum)(x, y).item<float>(), 10);
}

TEST(Loss, OfNothingIsNaN) { EXPECT_TRUE(std::isnan(F::mse_loss(empty({0}), empty({0})).item<float>())); }

TEST(Loss, HuberIsSmoothL1TimesDelta) {
  const Tensor x = tensor({0.5, 2.0, -3.0}), zero = zeros({3});
  EXPECT_NEAR(F::huber_loss(x, zero).item<float>(), 1.375, 1e-6);
  EXPECT_NEAR(F::mse_loss(x, zero).item<float>(), 4.41667, 1e-5);
  EXPECT_EQ(F::huber_loss(tensor({3.0}), zeros({1}), F::HuberLossFuncOptions().delta(2)).item<float>(), 4);
  EXPECT_EQ(F::smooth_l1_loss(tensor({3.0}), zeros({1}), F::SmoothL1LossFuncOptions().beta(2)).item<float>(),
            2);
  EXPECT_FLOAT_EQ(
      F::smooth_l1_loss(tensor({0.3}), zeros({1}), F::SmoothL1LossFuncOptions().beta(0)).item<float>(), 0.3F);
  EXPECT_THROW(F::smooth_l1_loss(x, zero, F::SmoothL1LossFuncOptions().beta(-1)), ValueError);
  EXPECT_THROW(F::huber_loss(x, zero, F::HuberLossFuncOptions().delta(0)), ValueError);
}

TEST(Loss, L1HasTheSubgradientZeroAtZero) {
  const Tensor x = zeros({1}, requires_grad());
  F::l1_loss(x, zeros({1})).backward();
  EXPECT_EQ(x.grad().item<float>(), 0);
}

TEST(Loss, HuberHasNoCurvatureAtDelta) {
  const Tensor x = tensor({1.0, -1.0, 0.5}, requires_grad());
  const auto g = autograd::grad({F::huber_loss(x, zeros({3}), kSum)}, {x}, {}, true, true)[0];
  EXPECT_TRUE(equal(g.detach(), x.detach()));
  EXPECT_TRUE(equal(autograd::grad({g.sum()}, {x})[0], tensor({0.0, 0.0, 1.0})));
}

TEST(BinaryCrossEntropy, RefusesWeightsThatWouldWidenTheLosses) {
  const Tensor p = full({3}, 0.5), y = ones({3}), weight = ones({2, 3});
  EXPECT_THROW(F::binary_cross_entropy(p, y, F::BinaryCrossEntropyFuncOptions().weight(weight)), ShapeError);
  EXPECT_THROW(
      F::binary_cross_entropy_with_logits(p, y, F::BinaryCrossEntropyWithLogitsFuncOptions().weight(weight)),
      ShapeError);
}

TEST(BinaryCrossEntropy, LimitsTheLogarithm) {
  EXPECT_EQ(F::binary_cross_entropy(tensor({0.0}), tensor({1.0})).item<float>(), 100);
  const Tensor x = zeros({1}, requires_grad());
  F::binary_cross_entropy(x, ones({1})).backward();
  EXPECT_FLOAT_EQ(x.grad().item<float>(), -1e12F);
  EXPECT_THROW(F::binary_cross_entropy(tensor({1.1}), tensor({1.0})), ValueError);
  EXPECT_THROW(F::binary_cross_entropy(ones({3, 1}), ones({3})), ShapeError);
}

TEST(BinaryCrossEntropy, OfLogitsIsFiniteAnywhere) {
  const Tensor x = tensor({500.0, -500.0}, requires_grad()), y = tensor({0.0, 1.0});
  const Tensor losses = F::binary_cross_entropy_with_logits(x, y, kNone);
  EXPECT_EQ(losses[0].item<float>(), 500);
  EXPECT_EQ(losses[1].item<float>(), 500);
  losses.sum().backward();
  EXPECT_EQ(x.grad()[0].item<float>(), 1);
  EXPECT_EQ(x.grad()[1].item<float>(), -1);
}

TEST(CrossEntropy, MeanDividesByTheWeightsThatWerePicked) {
  const Tensor x = tensor({{1.0, 2.0}, {3.0, 1.0}});
  const auto options = F::CrossEntropyFuncOptions().weight(tensor({1.0, 3.0}));
  EXPECT_NEAR(F::cross_entropy(x, tensor({0, 1}), options).item<float>(), 1.9235113859, 1e-6);
}

TEST(CrossEntropy, IgnoresAClassAndIsNaNWhenAllAreIgnored) {
  EXPECT_TRUE(std::isnan(F::cross_entropy(ones({1, 2}), tensor({-100})).item<float>()));
  EXPECT_NEAR(F::cross_entropy(ones({2, 2}), tensor({-100, 1})).item<float>(), std::log(2.0), 1e-6);
}

/// The loss of rows as the ops that it stands for.
Tensor plain_cross_entropy(const Tensor& x, const Tensor& target, const F::CrossEntropyFuncOptions& options) {
  return F::nll_loss(log_softmax(x, 1), target,
                     F::NLLLossFuncOptions(options.reduction())
                         .weight(options.weight())
                         .ignore_index(options.ignore_index()));
}

TEST(CrossEntropy, HasTheBitsOfItsPlainFormAndSoHasItsGradient) {
  for (const ScalarType type : {kFloat, kDouble}) {
    for (const int64_t n : {1, 2, 3, 8, 10, 16, 17, 40}) {
      for (const int64_t rows : {1, 5, 64, 67}) {
        const Tensor x = 3 * randn({rows, n}, type), target = randint(0, n, {rows}, kLong);
        for (const auto& reduction : {kNone, kMean, kSum}) {
          for (const bool weighted : {false, true}) {
            F::CrossEntropyFuncOptions options(reduction);
            if (weighted) options.weight(rand({n}, type)).ignore_index(n / 2);
            const Tensor a = x.clone().set_requires_grad(true), b = x.clone().set_requires_grad(true);
            const Tensor plain = plain_cross_entropy(a, target, options),
                         fused = F::cross_entropy(b, target, options);
            const Tensor g = randn(plain.sizes(), type);
            plain.backward(g);
            fused.backward(g);
            EXPECT_TRUE(allclose(plain, fused, 0, 0, true)) << rows << 'x' << n;
            EXPECT_TRUE(equal(a.grad(), b.grad())) << rows << 'x' << n << ' ' << weighted;
          }
        }
      }
    }
  }
}

TEST(CrossEntropy, OfRowsIsOneNodeOfAnyLayout) {
  const Tensor x = randn({3, 4}).t().set_requires_grad(true), target = tensor({0, 2, 1, 1});
  const Tensor loss = F::cross_entropy(x, target);
  EXPECT_EQ(loss.grad_fn()->name(), "CrossEntropyBackward");
  EXPECT_EQ(loss.item<float>(), F::cross_entropy(contiguous(x), target).item<float>());
  const NoGradGuard guard;
  EXPECT_FALSE(F::cross_entropy(x, target).requires_grad());
}

TEST(CrossEntropy, HasFirstAndSecondDerivatives) {
  const Tensor x = randn({5, 3}, dtype(kDouble).requires_grad(true)), target = tensor({0, 2, -100, 1, 1});
  for (const auto& reduction : {kNone, kMean, kSum}) {
    const auto f = [&](const autograd::variable_list& in) {
      return autograd::variable_list{F::cross_entropy(
          in[0], target, F::CrossEntropyFuncOptions(reduction).weight(tensor({0.5, 2.0, 1.0}, kDouble)))};
    };
    EXPECT_TRUE(autograd::gradcheck(f, {x}));
    EXPECT_TRUE(autograd::gradgradcheck(f, {x}));
  }
}

TEST(CrossEntropy, SaysWhichTargetIsNoClass) {
  try {
    F::cross_entropy(ones({2, 3}), tensor({2, 5}));
    FAIL();
  } catch (const IndexError& error) {
    EXPECT_STREQ(error.what(), "cross_entropy: target 5 is no class of [0, 3)");
  }
}

TEST(CrossEntropy, RefusesTargetsThatAreNoClass) {
  EXPECT_THROW(F::cross_entropy(ones({1, 2}), tensor({2})), IndexError);
  EXPECT_THROW(F::cross_entropy(ones({1, 2}), tensor({-1})), IndexError);
  EXPECT_THROW(F::cross_entropy(ones({2, 3}), tensor({0.0, 1.0})), TypeError);
  EXPECT_THROW(F::cross_entropy(ones({2, 3}), tensor({0, 1, 2})), ShapeError);
  EXPECT_THROW(F::cross_entropy(ones({1, 2}), tensor({0}), F::CrossEntropyFuncOptions().label_smoothing(2)),
               ValueError);
}

TEST(KLDiv, MeanIsByElementAndBatchmeanByRow) {
  const Tensor x = zeros({2, 2}), y = full({2, 2}, 0.5);
  EXPECT_NEAR(F::kl_div(x, y).item<float>(), -0.34657359, 1e-7);
  EXPECT_NEAR(F::kl_div(x, y, kBatchMean).item<float>(), -0.69314718, 1e-7);
  EXPECT_EQ(F::kl_div(zeros({1}), zeros({1})).item<float>(), 0) << "0 log 0 is 0";
}

TEST(Activation, SaturatesWithoutNaN) {
  const double inf = std::numeric_limits<double>::infinity();
  const Tensor x = tensor({-inf, -1e4, -100.0, 0.0, 100.0, 1e4}, requires_grad());
  for (const Tensor& y : {F::elu(x), F::selu(x), F::celu(x), F::logsigmoid(x.slice(0, 1)), F::softplus(x)}) {
    x.mutable_grad().reset();
    y.slice(0, 1).sum().backward({}, true);
    EXPECT_FALSE(x.grad().isnan().any().item<bool>());
  }
  EXPECT_EQ(F::softplus(tensor({20.5, 1000.0}))[1].item<float>(), 1000);
  EXPECT_EQ(F::logsigmoid(tensor({-200.0})).item<float>(), -200);
}

TEST(Activation, WritesIntoItsInputWhenAsked) {
  Tensor x = tensor({-1.0, 2.0});
  F::relu(x, F::ReLUFuncOptions(true));
  EXPECT_EQ(x[0].item<float>(), 0);
  F::leaky_relu(x);
  EXPECT_EQ(x._version(), 1);
}

}  // namespace
}  // namespace ember::nn
