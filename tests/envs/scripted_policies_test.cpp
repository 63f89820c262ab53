#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <numbers>

#include <ember/envs/registry.hpp>

namespace ember::envs {
namespace {

struct Returns {
  double mean, standard_error;
};

using Policy = std::function<Step(Env&, std::span<float>)>;

Returns play(const std::string& id, int episodes, const Policy& policy) {
  Env env = make(id);
  std::vector<float> o(env.observation_size());
  double sum = 0, squares = 0;
  for (int seed = 0; seed < episodes; ++seed) {
    env.reset(seed, o);
    double total = 0;
    for (Step step; !step.done(); total += step.reward) step = policy(env, o);
    sum += total;
    squares += total * total;
  }
  const double mean = sum / episodes;
  return {mean, std::sqrt(std::max(0.0, squares / episodes - mean * mean) / episodes)};
}

// Known return of a policy: mean, standard deviation and number of the episodes it was measured on. The two
// means agree if they are within three standard errors of their difference.
void expect_return(const char* what, Returns returns, double mean, double deviation, int n) {
  const double error = std::hypot(returns.standard_error, deviation / std::sqrt(n));
  EXPECT_NEAR(returns.mean, mean, 3 * error + 0.05) << what;
}

Policy choose(std::function<std::int64_t(std::span<const float>)> rule) {
  return [rule = std::move(rule)](Env& env, std::span<float> o) { return env.step(rule(o), o); };
}

Policy pull(std::function<float(std::span<const float>)> rule) {
  return [rule = std::move(rule)](Env& env, std::span<float> o) { return env.step(std::array{rule(o)}, o); };
}

Policy at_random(const std::string& id) {
  auto space = std::make_shared<Space>(make(id).action_space());
  space->seed(0);
  return [space](Env& env, std::span<float> o) {
    const std::vector<double> sample = space->sample();
    const std::vector<float> row(sample.begin(), sample.end());
    return env.takes_choice() ? env.step(static_cast<std::int64_t>(sample[0]), o) : env.step(row, o);
  };
}

TEST(ScriptedPolicies, CartPole) {
  expect_return("random", play("CartPole-v1", 2000, at_random("CartPole-v1")), 22.1, 11.6, 2000);
  expect_return("angle and velocity",
                play("CartPole-v1", 300, choose([](auto o) { return o[2] + o[3] > 0 ? 1 : 0; })), 482.5, 50,
                300);
  const auto linear = choose([](auto o) { return 0.05f * o[0] + 0.2f * o[1] + 3 * o[2] + o[3] > 0 ? 1 : 0; });
  EXPECT_EQ(play("CartPole-v1", 300, linear).mean, 500);
}

TEST(ScriptedPolicies, Acrobot) {
  expect_return("against the first joint",
                play("Acrobot-v1", 300, choose([](auto o) { return o[4] > 0 ? 0 : 2; })), -85.0, 15.9, 60);
}

TEST(ScriptedPolicies, MountainCar) {
  EXPECT_EQ(play("MountainCar-v0", 50, at_random("MountainCar-v0")).mean, -200);
  expect_return("along the velocity",
                play("MountainCar-v0", 500, choose([](auto o) { return o[1] >= 0 ? 2 : 0; })), -119.8, 3.6,
                500);
}

TEST(ScriptedPolicies, MountainCarContinuous) {
  EXPECT_EQ(play("MountainCarContinuous-v0", 5, pull([](auto) { return 0.0f; })).mean, 0);
  expect_return("random", play("MountainCarContinuous-v0", 100, at_random("MountainCarContinuous-v0")), -33.4,
                1.0, 100);
  expect_return("along the velocity",
                play("MountainCarContinuous-v0", 200, pull([](auto o) { return o[1] >= 0 ? 1.0f : -1.0f; })),
                89.4, 0.1, 200);
}

TEST(ScriptedPolicies, Pendulum) {
  expect_return("random", play("Pendulum-v1", 500, at_random("Pendulum-v1")), -1244, 289, 300);
  expect_return("zero", play("Pendulum-v1", 500, pull([](auto) { return 0.0f; })), -1180, 351, 300);
  // Pumps energy until it is near the top, then a proportional-derivative controller.
  const auto swing_up = pull([](auto o) {
    const double angle = std::atan2(static_cast<double>(o[1]), static_cast<double>(o[0]));
    const double velocity = o[2];
    if (std::cos(angle) > 0.9) return static_cast<float>(-(16 * angle + 4 * velocity));
    const double energy = velocity * velocity / 6 + 5 * std::cos(angle);
    return static_cast<float>((5 - energy) * velocity > 0 ? 2 : -2);
  });
  expect_return("swing up", play("Pendulum-v1", 300, swing_up), -148.9, 90.2, 300);
}

}  // namespace
}  // namespace ember::envs
