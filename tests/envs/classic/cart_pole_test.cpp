#include <ember/envs/classic/cart_pole.hpp>

#include <gtest/gtest.h>

#include <array>

#include <ember/envs/registry.hpp>

#include "recorded.hpp"

namespace ember::envs {
namespace {

TEST(CartPole, EqualsGymnasiumToTheBitForAMillionSteps) {
  const auto script = [](std::span<const float> o) { return Action(o[2] + o[3] > 0 ? 1 : 0); };
  const auto maker = [](const std::string& id, const std::string& options) {
    return Env(CartPole({.sutton_barto_reward = options == "sutton_barto_reward=True"}), spec(id));
  };
  const auto counts = recorded::replay("cart_pole", script, maker);
  EXPECT_EQ(counts.rollouts, 10);
  EXPECT_GE(counts.steps, 1'000'000);
}

TEST(CartPole, Seed42FollowsThePublishedStates) {
  CartPole env;
  std::array<float, 4> o;
  env.reset(42, o);
  EXPECT_EQ(o, (std::array{0.027395604855596334f, -0.006112156024794771f, 0.03585979199113824f,
                           0.019736802905936393f}));
  for (int k = 0; k < 8; ++k) env.step(k % 2, o);
  EXPECT_EQ(o, (std::array{0.010475958186592096f, -0.011558901899087287f, 0.06979101143511275f,
                           0.1402045444894911f}));
}

TEST(CartPole, VersionsDifferInLimitAndThresholdOnly) {
  EXPECT_EQ(spec("CartPole-v0").max_episode_steps, 200);
  EXPECT_EQ(spec("CartPole-v0").reward_threshold, 195);
  EXPECT_EQ(spec("CartPole-v1").max_episode_steps, 500);
  EXPECT_EQ(spec("CartPole-v1").reward_threshold, 475);
}

TEST(CartPole, RefusesActionsOutsideTheSpaceAndStaysAsItWas) {
  Env env = make("CartPole-v1");
  std::array<float, 4> o, before;
  env.reset(1, o);
  before = o;
  const auto state = save(env);
  for (const std::int64_t action : {std::int64_t{2}, std::int64_t{-1}, std::int64_t{1} << 40}) {
    EXPECT_THROW(env.step(action, o), ActionError);
  }
  EXPECT_THROW(env.step(std::array{1.0f}, o), ActionError);
  EXPECT_EQ(save(env), state);
  EXPECT_EQ(o, before);
}

TEST(CartPole, RefusesObservationMemoryOfTheWrongSize) {
  CartPole env;
  std::array<float, 5> o;
  EXPECT_THROW(env.reset(0, o), ShapeError);
  env.reset(0, std::span(o).first(4));
  EXPECT_THROW(env.step(0, std::span(o).first(3)), ShapeError);
}

TEST(CartPole, ResetBoundsHoldForOneEpisode) {
  CartPole env;
  std::array<float, 4> o;
  env.reset(0, o, 1.0, 1.5);
  for (const float value : o) EXPECT_GE(value, 1.0f);
  env.reset({}, o);
  for (const float value : o) EXPECT_LE(std::abs(value), 0.05f);
  EXPECT_THROW(env.reset(0, o, 1, -1), ValueError);
}

TEST(CartPole, PaysNothingForStepsBeyondTheFall) {
  CartPole env;
  std::array<float, 4> o;
  env.reset(0, o);
  Step step;
  while (!step.terminated) step = env.step(1, o);
  EXPECT_EQ(step.reward, 1);
  EXPECT_EQ(env.step(1, o).reward, 0);
}

}  // namespace
}  // namespace ember::envs
