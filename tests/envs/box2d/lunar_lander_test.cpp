#include <ember/envs/box2d/lunar_lander.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>

#include <ember/envs/registry.hpp>
#include <ember/envs/vector_env.hpp>

#include "crc32.hpp"

namespace ember::envs {
namespace {

using Row = std::array<float, 8>;

// The bits depend on sinf and cosf of the C library; see record_lunar_lander.cpp.
TEST(LunarLander, FliesAsOnBox2D23ToTheBitUntilTheFirstTouch) {
  std::ifstream file(EMBER_TEST_DATA "/envs/lunar_lander_flight.txt");
  int flights = 0, all_steps = 0;
  std::string sum;
  for (int seed = 0, steps = 0; file >> seed >> steps >> sum; ++flights) {
    LunarLander env({.enable_wind = seed % 4 == 3});
    Row o;
    Space actions = env.action_space();
    actions.seed(seed);
    env.reset(seed, o);
    Crc32 crc;
    crc.add(std::span<const float>(o));
    for (int i = 0; i < steps; ++i) {
      const auto sample = static_cast<std::int64_t>(actions.sample()[0]);
      const Step step = env.step(seed % 2 == 1 ? LunarLanderHeuristic::discrete(o) : sample, o);
      crc.add(std::span<const float>(o));
      crc.add(step.reward);
    }
    ASSERT_EQ(crc.take(), std::stoul(sum, nullptr, 16)) << "seed " << seed;
    all_steps += steps;
  }
  EXPECT_EQ(flights, 400);
  EXPECT_GT(all_steps, 40000);
}

TEST(LunarLander, RunsTheSameEpisodeFromTheSameSeed) {
  LunarLander a, b;
  Row x, y;
  for (const bool again : {false, true}) {
    a.reset(again ? Seed(5) : Seed(3), x);
    b.reset(again ? Seed(5) : Seed(3), y);
    for (int i = 0; i < 60; ++i) {
      const Step p = a.step(i % 4, x), q = b.step(i % 4, y);
      ASSERT_EQ(x, y);
      ASSERT_EQ(p.reward, q.reward);
    }
  }
}

TEST(LunarLander, ACopyAndALoadedStateGoOnExactly) {
  Env env = make("LunarLander-v3");
  Row o, p, q;
  env.reset(7, o);
  for (int i = 0; i < 40; ++i) env.step(LunarLanderHeuristic::discrete(o), o);
  Env copy = env;
  Env loaded = make("LunarLander-v3");
  load(loaded, save(env));
  for (Step step; !step.done();) {
    const auto action = LunarLanderHeuristic::discrete(o);
    step = env.step(action, o);
    EXPECT_EQ(copy.step(action, p).reward, step.reward);
    EXPECT_EQ(loaded.step(action, q).reward, step.reward);
    ASSERT_EQ(o, p);
    ASSERT_EQ(o, q);
  }
}

TEST(LunarLander, RefusesBadActionsAndStaysAsItWas) {
  Env env = make("LunarLander-v3"), continuous = make("LunarLanderContinuous-v3");
  Row o;
  env.reset(0, o);
  continuous.reset(0, o);
  const auto state = save(env), other = save(continuous);
  EXPECT_THROW(env.step(4, o), ActionError);
  EXPECT_THROW(continuous.step(std::array{NAN, 0.0f}, o), ActionError);
  EXPECT_THROW(continuous.step(std::array{0.0f}, o), ShapeError);
  EXPECT_EQ(save(env), state);
  EXPECT_EQ(save(continuous), other);
  EXPECT_THROW(LunarLander({.gravity = -12}), ValueError);
  EXPECT_THROW(LunarLander({.gravity = 1}), ValueError);
}

TEST(LunarLander, TheOldVersionNamesTheNewOne) {
  try {
    make("LunarLander-v2");
    FAIL();
  } catch (const UnknownEnv& error) {
    EXPECT_NE(std::string(error.what()).find("use LunarLander-v3"), std::string::npos) << error.what();
  }
}

TEST(LunarLander, WindMovesTheLander) {
  LunarLander calm, windy({.enable_wind = true});
  Row o, p;
  calm.reset(0, o);
  windy.reset(0, p);
  for (int i = 0; i < 20; ++i) {
    calm.step(0, o);
    windy.step(0, p);
  }
  EXPECT_NE(o, p);
}

// In a vector the physics of several worlds is done in lanes; contacts and ends of episodes come at other
// times in each.
template <class E> void expect_same_together(const std::string& id, const Settings& settings) {
  constexpr std::int64_t n = 67;
  VectorEnv<> envs = make_vec(id, n, {.autoreset = Autoreset::same_step}, settings);
  std::vector<Env> alone(n, make(id, settings));
  std::vector<float> observations(n * 8), expected(n * 8);
  std::vector<double> rewards(n);
  std::vector<std::uint8_t> terminated(n), truncated(n);
  envs.reset(5, observations);
  Generator random(11);
  const auto row = [&](std::size_t i) { return std::span(expected).subspan(i * 8, 8); };
  for (std::size_t i = 0; i < n; ++i) alone[i].reset(5 + i, row(i));
  std::int64_t ends = 0;
  for (int step = 0; step < 300; ++step) {
    std::vector<typename E::Action> actions;
    std::vector<float> values;
    if constexpr (std::same_as<typename E::Action, std::int64_t>) {
      for (std::int64_t i = 0; i < n; ++i)
        actions.push_back(i % 3 == 0 ? random.integers(0, 4)
                                     : LunarLanderHeuristic::discrete(row(static_cast<std::size_t>(i))));
      envs.step(actions, {observations, rewards, terminated, truncated});
    } else {
      for (std::int64_t i = 0; i < 2 * n; ++i) values.push_back(static_cast<float>(random.uniform(-1, 1)));
      envs.step(values, {observations, rewards, terminated, truncated});
      for (std::size_t i = 0; i < n; ++i) actions.push_back(std::span<const float>(values).subspan(2 * i, 2));
    }
    for (std::size_t i = 0; i < n; ++i) {
      const Step result = alone[i].step(actions[i], row(i));
      ASSERT_EQ(result.reward, rewards[i]) << step << " " << i;
      ASSERT_EQ(result.terminated, terminated[i] != 0);
      if (result.done()) alone[i].reset({}, row(i));
      ends += result.done() ? 1 : 0;
    }
    ASSERT_EQ(expected, observations) << step;
  }
  EXPECT_GT(ends, 50);
}

TEST(LunarLander, StepsInAVectorAsItStepsAlone) {
  expect_same_together<LunarLander>("LunarLander-v3", {});
  expect_same_together<LunarLander>("LunarLander-v3", {{"enable_wind", "true"}});
  expect_same_together<LunarLanderContinuous>("LunarLanderContinuous-v3", {});
}

}  // namespace
}  // namespace ember::envs
