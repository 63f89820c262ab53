#include <gtest/gtest.h>

#include <ember/autograd/create.hpp>
#include <ember/rl/schedule.hpp>
#include <ember/rl/seeds.hpp>
#include <ember/rl/targets.hpp>

namespace ember::rl {
namespace {

TEST(TdTarget, TakesTheBestNextValueUnlessTerminated) {
  const Tensor next = tensor({{1.0, 5.0, 3.0}, {2.0, 0.0, 4.0}}, kDouble);
  const Tensor y =
      td_target(tensor({1.0, -1.0}, kDouble), tensor({0.0, 1.0}, kDouble), greedy_value(next), 0.99);
  EXPECT_NEAR(y[0].item<double>(), 5.95, 1e-9);
  EXPECT_NEAR(y[1].item<double>(), -1, 1e-9);
}

TEST(TdTarget, CarriesNoGradient) {
  const Tensor next = ones({2, 3}, requires_grad());
  EXPECT_FALSE(td_target(ones({2}), zeros({2}), greedy_value(next), 0.9).requires_grad());
  const Tensor value = ones({2}, requires_grad());
  EXPECT_FALSE(td_target(ones({2}), zeros({2}), value, 0.9).requires_grad());
}

TEST(TdTarget, RefusesShapesThatWouldBroadcast) {
  EXPECT_THROW(td_target(ones({4}), zeros({4}), ones({4, 1}), 0.9), ShapeError);
}

TEST(ValueOf, PicksTheActionsTaken) {
  const Tensor q = tensor({{1.0, 2.0}, {3.0, 4.0}}, dtype(kDouble).requires_grad(true));
  const Tensor taken = value_of(q, tensor({1, 0}));
  EXPECT_EQ(taken.sizes(), IntArrayRef({2}));
  EXPECT_EQ(taken[0].item<double>(), 2);
  taken.sum().backward();
  EXPECT_EQ(q.grad()[0][0].item<double>(), 0);
  EXPECT_EQ(q.grad()[1][0].item<double>(), 1);
}

TEST(LinearSchedule, IsExactAtItsEnds) {
  EXPECT_EQ(linear_schedule(1.0, 0.04, 8000, 0), 1.0);
  EXPECT_DOUBLE_EQ(linear_schedule(1.0, 0.04, 8000, 4000), 0.52);
  EXPECT_EQ(linear_schedule(1.0, 0.04, 8000, 8000), 0.04);
  EXPECT_EQ(linear_schedule(1.0, 0.04, 8000, 9000), 0.04);
}

TEST(StreamSeed, DiffersByNameAndBySeed) {
  EXPECT_EQ(stream_seed(3, "replay"), stream_seed(3, "replay"));
  EXPECT_NE(stream_seed(3, "replay"), stream_seed(3, "exploration"));
  EXPECT_NE(stream_seed(3, "replay"), stream_seed(4, "replay"));
}

}  // namespace
}  // namespace ember::rl
