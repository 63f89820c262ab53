#include <gtest/gtest.h>

#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/nn/distributions/categorical.hpp>
#include <ember/rl/policy_losses.hpp>

namespace ember::rl {
namespace {

const Tensor log_ratio = tensor({-0.3, 0.0, 0.1, 0.5}, kDouble);
const Tensor advantages = tensor({1.0, -1.0, 2.0, -0.5}, kDouble);

TEST(ClippedSurrogate, IsThePessimisticOfTheTwo) {
  EXPECT_NEAR(clipped_surrogate(log_ratio, advantages, 0.2).item<double>(), -0.2816998554, 1e-9);
}

TEST(ClippedSurrogate, HasTheGradientOfThePolicyGradientAtRatio1) {
  const Tensor x = zeros({4}, dtype(kDouble).requires_grad(true)),
               y = zeros({4}, dtype(kDouble).requires_grad(true));
  clipped_surrogate(x, advantages, 0.2).backward();
  policy_gradient_loss(y, advantages).backward();
  EXPECT_TRUE(equal(x.grad(), y.grad()));
}

TEST(ClippedSurrogate, HasNoGradientWhereTheRatioIsClipped) {
  const Tensor x = tensor({0.5, -0.5, 0.5, -0.5}, dtype(kDouble).requires_grad(true));
  clipped_surrogate(x, tensor({1.0, 1.0, -1.0, -1.0}, kDouble), 0.2).backward();
  EXPECT_EQ(x.grad()[0].item<double>(), 0);  // already more probable than allowed
  EXPECT_NE(x.grad()[1].item<double>(), 0);
  EXPECT_NE(x.grad()[2].item<double>(), 0);
  EXPECT_EQ(x.grad()[3].item<double>(), 0);
}

TEST(ClippedSurrogate, HasTheBitsOfItsPlainFormAndSoHasItsGradient) {
  const double epsilon = 0.2;
  const Tensor A = randn({1000}), x = 0.3 * randn({1000}), bound = log(tensor({0.8, 1.2, 1.0, 1.5}));
  for (const auto& [log_rho, a] :
       {std::pair{x, A}, {bound, ones({4})}, {bound, zeros({4})}, {bound, -ones({4})}}) {
    const Tensor plain_x = log_rho.clone().set_requires_grad(true),
                 fused_x = log_rho.clone().set_requires_grad(true);
    const Tensor rho = exp(plain_x);
    const Tensor plain = -mean(minimum(rho * a, clamp(rho, 1 - epsilon, 1 + epsilon) * a)),
                 fused = clipped_surrogate(fused_x, a, epsilon);
    plain.backward();
    fused.backward();
    EXPECT_TRUE(equal(plain, fused));
    EXPECT_TRUE(equal(plain_x.grad(), fused_x.grad()));
  }
}

TEST(ValueLoss, HasTheBitsOfItsPlainFormAndSoHasItsGradient) {
  const Tensor R = randn({77}), V = randn({77});
  const Tensor plain_V = V.clone().set_requires_grad(true), fused_V = V.clone().set_requires_grad(true);
  const Tensor plain = 0.5 * mean(square(plain_V - R)), fused = value_loss(fused_V, R);
  plain.backward();
  fused.backward();
  EXPECT_TRUE(equal(plain, fused));
  EXPECT_TRUE(equal(plain_V.grad(), fused_V.grad()));
}

TEST(ClipFraction, CountsRatiosOutsideTheRange) {
  EXPECT_NEAR(clip_fraction(log_ratio, 0.2).item<double>(), 0.5, 1e-12);
}

TEST(ApproximateKl, IsGoldenInBothForms) {
  EXPECT_NEAR(approximate_kl(log_ratio).item<double>(), 0.0486776024, 1e-9);
  EXPECT_NEAR(approximate_kl_k1(log_ratio).item<double>(), -0.075, 1e-12);
}

TEST(ValueLoss, IsGoldenWithAndWithoutClipping) {
  const Tensor v = tensor({1.0, 2.0, 3.0}, kDouble), old = tensor({0.5, 2.5, 2.9}, kDouble),
               R = tensor({2.0, 1.0, 3.5}, kDouble);
  EXPECT_NEAR(clipped_value_loss(v, old, R, 0.2).item<double>(), 0.605, 1e-9);
  EXPECT_NEAR(value_loss(v, R).item<double>(), 0.375, 1e-9);
}

TEST(PolicyLosses, RefuseShapesThatWouldBroadcast) {
  EXPECT_THROW(value_loss(ones({4, 1}), ones({4})), ShapeError);
  EXPECT_THROW(policy_gradient_loss(ones({4, 1}), ones({4})), ShapeError);
  EXPECT_THROW(clipped_surrogate(ones({4, 1}), ones({4}), 0.2), ShapeError);
  EXPECT_THROW(clipped_value_loss(ones({4}), ones({4, 1}), ones({4}), 0.2), ShapeError);
}

TEST(Entropy, OfThreeLogitsIsGolden) {
  const auto p = distributions::Categorical::from_logits(tensor({1.0, 2.0, 3.0}, kDouble));
  EXPECT_NEAR(p.entropy().item<double>(), 0.8323955818, 1e-9);
}

}  // namespace
}  // namespace ember::rl
