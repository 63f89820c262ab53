#include <gtest/gtest.h>

#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/rl/advantages.hpp>

namespace ember::rl {
namespace {

const Tensor rewards = tensor({1.0, 0.0, 2.0, -1.0, 0.5}, kDouble);
const Tensor values = tensor({0.5, 0.4, 0.3, 0.2, 0.1}, kDouble);
const Tensor next_values = tensor({0.4, 0.3, 0.2, 0.1, 0.7}, kDouble);
const Tensor never = zeros({5}, kDouble);
const Tensor at_2 = tensor({0.0, 0.0, 1.0, 0.0, 0.0}, kDouble);

void expect_near(const Tensor& got, std::initializer_list<double> wanted) {
  ASSERT_EQ(got.numel(), static_cast<int64_t>(wanted.size()));
  int64_t i = 0;
  for (const double w : wanted) {
    EXPECT_NEAR(got[i].item<double>(), w, 1e-9) << "element " << i;
    ++i;
  }
}

TEST(Gae, IsTheGoldenOneWhereNothingEnds) {
  expect_near(gae(rewards, values, next_values, never, never, 0.99, 0.95),
              {2.4172285878, 1.6174679297, 1.8293119932, -0.0730335, 1.093});
}

TEST(Gae, TakesNoValueFromBehindATermination) {
  expect_near(gae(rewards, values, next_values, at_2, never, 0.99, 0.95),
              {2.302846925, 1.49585, 1.7, -0.0730335, 1.093});
}

TEST(Gae, CutsTheTraceButKeepsTheValueAtATruncation) {
  const Tensor next = tensor({0.4, 0.3, 0.6, 0.1, 0.7}, kDouble);
  expect_near(gae(rewards, values, next, never, at_2, 0.99, 0.95),
              {2.8282638335, 2.054507, 2.294, -0.0730335, 1.093});
}

TEST(Gae, TreatsTheColumnsOfSeveralEnvironmentsAlike) {
  const auto twice = [](const Tensor& x) { return stack({x, x}, 1); };
  const Tensor both =
      gae(twice(rewards), twice(values), twice(next_values), twice(at_2), twice(never), 0.99, 0.95);
  const Tensor one = gae(rewards, values, next_values, at_2, never, 0.99, 0.95);
  for (int64_t column : {0, 1}) EXPECT_TRUE(equal(both.select(1, column), one));
}

TEST(Gae, IsTheTdErrorForLambda0AndTheReturnMinusTheValueForLambda1) {
  manual_seed(3);
  for (int i = 0; i < 1000; ++i) {
    const Tensor r = randn({12}, kDouble), v = randn({13}, kDouble), now = v.slice(0, 0, 12),
                 next = v.slice(0, 1, 13), none = zeros({12}, kDouble);
    const Tensor delta = r + 0.9 * next - now;
    EXPECT_LE((gae(r, now, next, none, none, 0.9, 0) - delta).abs().max().item<double>(), 1e-12);
    const Tensor G = returns_to_go({r.data_ptr<double>(), 12}, 0.9, v[12].item<double>());
    EXPECT_LE((gae(r, now, next, none, none, 0.9, 1) - (G - now)).abs().max().item<double>(), 1e-12);
  }
}

TEST(Gae, RefusesShapesThatWouldBroadcast) {
  EXPECT_THROW(gae(ones({4, 1}), ones({4}), ones({4}), ones({4}), ones({4}), 0.9, 0.9), ShapeError);
}

TEST(ReturnsToGo, SumsDiscountedRewardsFromTheBack) {
  const std::vector<double> r{1, 2, 3};
  expect_near(returns_to_go(r, 0.5), {2.75, 3.5, 3});
  expect_near(returns_to_go(r, 0.5, 8), {3.75, 5.5, 7});
}

TEST(Standardized, HasMean0AndDeviation1AndLeavesASingleNumberAlone) {
  const Tensor x = standardized(tensor({1.0, 2.0, 3.0, 6.0}, kDouble));
  EXPECT_NEAR(x.mean().item<double>(), 0, 1e-15);
  EXPECT_NEAR(x.std().item<double>(), 1, 1e-7);
  EXPECT_EQ(standardized(tensor({5.0})).item<float>(), 5);
}

}  // namespace
}  // namespace ember::rl
