#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>

#include <ember/envs/box2d/lunar_lander.hpp>
#include <ember/envs/registry.hpp>

namespace ember::envs {
namespace {

using Row = std::array<float, 8>;
using Policy = std::function<Step(Env&, Space&, Row&)>;

struct Outcome {
  double mean = 0, deviation = 0, length = 0, crashed = 0, landed = 0;
};

Outcome play(const char* id, int episodes, const Policy& policy) {
  Env env = make(id);
  Row o;
  double sum = 0, squares = 0, steps = 0, crashed = 0, landed = 0;
  for (int seed = 0; seed < episodes; ++seed) {
    Space actions = env.action_space();
    actions.seed(seed);
    env.reset(seed, o);
    double total = 0;
    Step step;
    while (!step.done()) {
      step = policy(env, actions, o);
      total += step.reward;
      ++steps;
    }
    sum += total;
    squares += total * total;
    if (step.terminated) (step.reward > 0 ? landed : crashed) += 1;
  }
  const double n = episodes, mean = sum / n;
  return {mean, std::sqrt(squares / n - mean * mean), steps / n, 100 * crashed / n, 100 * landed / n};
}

Step random_choice(Env& env, Space& actions, Row& o) {
  return env.step(static_cast<std::int64_t>(actions.sample()[0]), o);
}

Step random_throttle(Env& env, Space& actions, Row& o) {
  const std::vector<double> sample = actions.sample();
  return env.step(std::array{static_cast<float>(sample[0]), static_cast<float>(sample[1])}, o);
}

// Gymnasium 1.4 with Box2D 2.3 on the same seeds gave the figures beside each.
TEST(LunarLanderStatistics, RandomPolicyReturnsWhatItDoesOnGymnasium) {
  const Outcome discrete = play("LunarLander-v3", 1000, random_choice);
  EXPECT_NEAR(discrete.mean, -184.3, 15);
  EXPECT_NEAR(discrete.deviation, 111.1, 15);
  EXPECT_NEAR(discrete.length, 94.6, 3);
  EXPECT_NEAR(discrete.crashed, 99.7, 3);
  const Outcome continuous = play("LunarLanderContinuous-v3", 1000, random_throttle);
  EXPECT_NEAR(continuous.mean, -213.8, 15);
  EXPECT_NEAR(continuous.crashed, 99.8, 3);
}

TEST(LunarLanderStatistics, HeuristicLandsAsOnGymnasium) {
  const auto discrete = [](Env& env, Space&, Row& o) {
    return env.step(LunarLanderHeuristic::discrete(o), o);
  };
  const auto continuous = [](Env& env, Space&, Row& o) {
    return env.step(LunarLanderHeuristic::continuous(o), o);
  };
  const Outcome one = play("LunarLander-v3", 1000, discrete);
  EXPECT_NEAR(one.mean, 238.7, 10);
  EXPECT_NEAR(one.crashed, 6.8, 3);
  EXPECT_NEAR(one.landed, 91.6, 3);
  const Outcome two = play("LunarLanderContinuous-v3", 1000, continuous);
  EXPECT_NEAR(two.mean, 283.0, 10);
  EXPECT_NEAR(two.crashed, 0.2, 3);
  EXPECT_NEAR(two.landed, 99.8, 3);
}

TEST(LunarLanderStatistics, IdleLanderFallsAsOnGymnasium) {
  const Outcome idle = play("LunarLander-v3", 300, [](Env& env, Space&, Row& o) { return env.step(0, o); });
  EXPECT_NEAR(idle.mean, -134.7, 2);
  EXPECT_NEAR(idle.deviation, 43.6, 2);
  EXPECT_NEAR(idle.length, 70.3, 0.5);
}

}  // namespace
}  // namespace ember::envs
