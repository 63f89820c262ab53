#include <ember/envs/env.hpp>

#include <gtest/gtest.h>

#include <array>

#include <ember/envs/registry.hpp>

namespace ember::envs {
namespace {

using Row = std::array<float, 4>;

TEST(Env, RefusesAStepBeforeReset) {
  Env env = make("CartPole-v1");
  Row o{};
  EXPECT_THROW(env.step(0, o), StateError);
}

TEST(Env, RefusesAStepAfterTheEndUntilReset) {
  Env env = make("CartPole-v1");
  Row o;
  env.reset(0, o);
  while (!env.step(1, o).done()) {
  }
  EXPECT_THROW(env.step(1, o), StateError);
  env.reset({}, o);
  EXPECT_NO_THROW(env.step(1, o));
}

TEST(Env, TruncatesAtTheLimitAndKeepsTerminationApart) {
  Env env = make("CartPole-v0");
  Row o;
  env.reset(0, o);
  Step step;
  int steps = 0;
  while (!step.done()) {
    step = env.step(0.05f * o[0] + 0.2f * o[1] + 3 * o[2] + o[3] > 0 ? 1 : 0, o);
    ++steps;
  }
  EXPECT_EQ(steps, 200);
  EXPECT_TRUE(step.truncated);
  EXPECT_FALSE(step.terminated);
}

TEST(Env, RefusesSeedsBelowZero) {
  Env env = make("CartPole-v1");
  Row o;
  EXPECT_THROW(env.reset(-1, o), ValueError);
  static_assert(!std::is_constructible_v<Seed, double>);
}

TEST(Env, GoesOnExactlyFromASavedState) {
  Env env = make("CartPole-v1");
  Row o;
  env.reset(9, o);
  for (int i = 0; i < 5; ++i) env.step(i % 2, o);
  const auto state = save(env);
  Env other = make("CartPole-v1");
  load(other, state);
  Row a, b;
  for (int i = 0; i < 300; ++i) {
    const Step x = env.step(i % 2, a), y = other.step(i % 2, b);
    ASSERT_EQ(a, b);
    ASSERT_EQ(x.done(), y.done());
    if (x.done()) {
      env.reset({}, a);
      other.reset({}, b);
    }
  }
}

TEST(Env, RefusesADamagedStateAndStaysAsItWas) {
  Env env = make("CartPole-v1");
  Row o;
  env.reset(9, o);
  const auto state = save(env);
  for (std::size_t size = 0; size < state.size(); ++size) {
    EXPECT_THROW(load(env, std::span(state).first(size)), ValueError);
  }
  auto longer = state;
  longer.push_back({});
  EXPECT_THROW(load(env, longer), ValueError);
  EXPECT_EQ(save(env), state);
}

TEST(Env, ACopyGoesOnAlone) {
  Env env = make("CartPole-v1");
  Row o, p;
  env.reset(3, o);
  Env copy = env;
  env.step(0, o);
  copy.step(0, p);
  EXPECT_EQ(o, p);
  env.step(0, o);
  env.step(0, o);
  copy.step(0, p);
  EXPECT_NE(o, p);
}

TEST(Env, SaysWhatItTakes) {
  const Env env = make("CartPole-v1");
  EXPECT_EQ(env.observation_size(), 4u);
  EXPECT_TRUE(env.takes_choice());
  EXPECT_EQ(env.action_space().discrete().n(), 2);
  EXPECT_EQ(env.action_space().to_string(), "Discrete(2)");
  EXPECT_EQ(
      env.observation_space().to_string(),
      "Box([-4.8               -inf -0.41887903        -inf], [4.8               inf 0.41887903        inf], "
      "(4,), float32)");
}

TEST(Env, IsAnEnvironmentItself) {
  Env env(TimeLimit(make("CartPole-v1"), 2));
  Row o;
  env.reset(0, o);
  EXPECT_FALSE(env.step(0, o).truncated);
  EXPECT_TRUE(env.step(0, o).truncated);
  EXPECT_EQ(env.spec().id, "CartPole-v1");
}

}  // namespace
}  // namespace ember::envs
