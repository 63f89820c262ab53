#include <ember/envs/classic/cart_pole_batch.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include <ember/envs/classic/cart_pole.hpp>
#include <ember/envs/vector_env.hpp>
#include <ember/envs/wrappers/time_limit.hpp>

namespace ember::envs {
namespace {

struct Rows {
  explicit Rows(std::size_t n) : observations(4 * n), rewards(n), terminated(n), truncated(n) {}
  VectorRows rows() { return {observations, rewards, terminated, truncated}; }
  std::vector<float> observations;
  std::vector<double> rewards;
  std::vector<std::uint8_t> terminated, truncated;
};

std::array<double, 4> numbers(const CartPole& env) {
  const auto& s = env.state();
  return {s.x, s.x_dot, s.theta, s.theta_dot};
}

// The largest distance of the batch's state from CartPole's after one step from the same state, relative to
// the largest values that are met.
template <class T> double distance(std::int64_t steps) {
  constexpr std::array<double, 4> size{2.4, 3.0, 0.2095, 3.0};
  constexpr std::size_t n = 32;
  std::vector<CartPole> ones(n);
  CartPoleBatch<T> batch(n, 1'000'000);
  Rows out(n);
  std::vector<float> seen(4 * n);
  batch.reset(7, out.observations);
  for (std::size_t i = 0; i < n; ++i) ones[i].reset(7 + i, std::span(seen).subspan(4 * i, 4));
  std::vector<std::int64_t> actions(n);
  double worst = 0;
  for (std::int64_t k = 0; k < steps; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      actions[i] =
          k % 5 == 0 ? (k + static_cast<std::int64_t>(i)) / 5 % 2 : seen[4 * i + 2] + seen[4 * i + 3] > 0;
      batch.set_state(static_cast<std::int64_t>(i), numbers(ones[i]));
    }
    batch.step(actions, out.rows());
    for (std::size_t i = 0; i < n; ++i) {
      const auto row = std::span(seen).subspan(4 * i, 4);
      const bool fell = ones[i].step(actions[i], row).terminated;
      EXPECT_EQ(fell, out.terminated[i] != 0);
      if (fell) {
        ones[i].reset({}, row);
        continue;
      }
      const auto moved = batch.state(static_cast<std::int64_t>(i));
      for (std::size_t j = 0; j < 4; ++j) {
        worst = std::max(worst, std::abs(moved[j] - numbers(ones[i])[j]) / size[j]);
      }
    }
  }
  return worst;
}

TEST(CartPoleBatch, StepsInDoubleWithinAFewRoundingsOfCartPole) {
  const double worst = distance<double>(20'000);
  EXPECT_LE(worst, 4e-16);
  RecordProperty("distance", std::to_string(worst * 1e16) + "e-16");
}

TEST(CartPoleBatch, StepsInFloatWithinAFewRoundingsOfCartPole) {
  const double worst = distance<float>(20'000);
  EXPECT_LE(worst, 4e-7);
  RecordProperty("distance", std::to_string(worst * 1e7) + "e-7");
}

TEST(CartPoleBatch, GivesTheRowsOfAVectorEnv) {
  constexpr std::int64_t limit = 30, n = 37;
  VectorEnv<TimeLimit<CartPole>> ones(TimeLimit(CartPole(), limit), n, {.autoreset = Autoreset::same_step});
  CartPoleBatch<double> batch(n, limit);
  Rows out(n), expected(n);
  batch.reset(5, out.observations);
  ones.reset(5, expected.observations);
  EXPECT_EQ(out.observations, expected.observations);
  Discrete choice(2);
  choice.seed(1);
  std::vector<std::int64_t> actions(n);
  std::int64_t terminated = 0, truncated = 0;
  for (int k = 0; k < 2000; ++k) {
    for (std::int64_t& action : actions) action = choice.sample();
    batch.step(actions, out.rows());
    ones.step(actions, expected.rows());
    ASSERT_EQ(out.terminated, expected.terminated);
    ASSERT_EQ(out.truncated, expected.truncated);
    EXPECT_EQ(out.rewards, expected.rewards);
    for (std::size_t j = 0; j < 4 * n; ++j) {
      ASSERT_NEAR(out.observations[j], expected.observations[j], 1e-6);
      const auto i = static_cast<std::int64_t>(j / 4);
      if (!out.terminated[j / 4] && !out.truncated[j / 4]) continue;
      ASSERT_NEAR(batch.final_observation(i)[j % 4], ones.final_observation(i)[j % 4], 1e-6);
    }
    for (std::size_t i = 0; i < n; ++i) terminated += out.terminated[i], truncated += out.truncated[i];
  }
  EXPECT_GT(terminated, 1000);
  EXPECT_GT(truncated, 300);
}

TEST(CartPoleBatch, RefusesWhatItCannotStepAndStaysAsItWas) {
  EXPECT_THROW(CartPoleBatch<float>(0), ValueError);
  EXPECT_THROW(CartPoleBatch<float>(1'000'001), ValueError);
  EXPECT_THROW(CartPoleBatch<float>(1, 0), ValueError);
  CartPoleBatch<double> batch(3);
  Rows out(3), small(2);
  EXPECT_THROW(batch.step(std::array<std::int64_t, 3>{}, out.rows()), StateError);
  batch.reset(0, out.observations);
  const auto before = batch.state(0);
  EXPECT_THROW(batch.step(std::array<std::int64_t, 3>{0, 1, 2}, out.rows()), ActionError);
  EXPECT_THROW(batch.step(std::array<std::int64_t, 3>{0, 1, -1}, out.rows()), ActionError);
  EXPECT_THROW(batch.step(std::array<std::int64_t, 2>{0, 1}, out.rows()), ShapeError);
  EXPECT_THROW(batch.step(std::array<std::int64_t, 3>{}, small.rows()), ShapeError);
  EXPECT_EQ(batch.state(0), before);
}

}  // namespace
}  // namespace ember::envs
