#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <ember/envs/registry.hpp>
#include <ember/rl/evaluate.hpp>
#include <ember/rl/tabular.hpp>

namespace ember::rl {
namespace {

// A chain of five states; action 0 goes left (and stays in the first), 1 goes right. Reward 1 for reaching
// the last, where the episode ends. Q* of the research literature's usual chain at gamma = 0.9.
struct Chain {
  int64_t s = 0;
  envs::Step step(int64_t a) {
    s = std::max<int64_t>(0, s + (a == 1 ? 1 : -1));
    return {s == 4 ? 1.0 : 0.0, s == 4, false};
  }
};

TEST(QLearning, FindsTheOptimalValuesOfAChain) {
  TabularOptions options;
  options.alpha = options.alpha_end = 0.5;
  options.gamma = 0.9;
  TabularAgent agent(options, 5, 2, 0);
  Chain chain;
  agent.epsilon = 1;
  for (int t = 0; t < 20'000; ++t) {
    const int64_t s = chain.s, a = agent.select_action(s);
    const envs::Step step = chain.step(a);
    agent.q_learning(s, a, step.reward, chain.s, step.terminated);
    if (step.done()) chain.s = 0;
  }
  const double expected[4][2] = {{0.6561, 0.729}, {0.6561, 0.81}, {0.729, 0.9}, {0.81, 1}};
  for (int64_t s = 0; s < 4; ++s)
    for (size_t a = 0; a < 2; ++a) EXPECT_NEAR(agent.values(s)[a], expected[s][a], 1e-3) << s << " " << a;
}

TEST(Sarsa, FindsTheValuesOfTheRandomPolicyOnAChain) {
  TabularOptions options;
  options.gamma = 0.9;
  options.alpha = 0.2;
  options.alpha_end = 0.0001;
  options.epsilon_end = 1;
  options.decay_steps = 300'000;
  TabularAgent agent(options, 5, 2, 0);
  Chain chain;
  int64_t a = agent.select_action(0);
  for (int t = 0; t < 400'000; ++t) {
    agent.explore_at(t);
    const int64_t s = chain.s;
    const envs::Step step = chain.step(a);
    const int64_t next_a = agent.select_action(chain.s);
    agent.sarsa(s, a, step.reward, chain.s, next_a, step.terminated);
    if (step.done()) chain.s = 0;
    a = step.done() ? agent.select_action(0) : next_a;
  }
  // Other seeds spread by 0.006 around the truth; four times that. The values v of the random policy solve
  // v(s) = (q(s, left) + q(s, right)) / 2, found by iteration.
  std::array<double, 5> v{};
  const auto q = [&](size_t s, size_t action) {
    const size_t next = action == 1 ? s + 1 : s - (s > 0 ? 1 : 0);
    return next == 4 ? 1.0 : 0.9 * v[next];
  };
  for (int i = 0; i < 1000; ++i)
    for (size_t s = 0; s < 4; ++s) v[s] = (q(s, 0) + q(s, 1)) / 2;
  for (size_t s = 0; s < 4; ++s)
    for (size_t action = 0; action < 2; ++action)
      EXPECT_NEAR(agent.values(static_cast<int64_t>(s))[action], q(s, action), 0.025) << s << " " << action;
}

TEST(TabularAgent, PicksEquallyAmongTheBestActions) {
  TabularAgent agent(TabularOptions{}, 1, 4, 1);
  agent.epsilon = 0;
  agent.values(0)[1] = agent.values(0)[3] = 2;
  std::array<int, 4> count{};
  for (int i = 0; i < 10'000; ++i) ++count[static_cast<size_t>(agent.select_action(0))];
  EXPECT_EQ(count[0] + count[2], 0);
  EXPECT_NEAR(count[1], 5000, 200);  // four standard errors
  EXPECT_EQ(agent.greedy_action(0), 1);
}

TEST(TabularAgent, RefusesARewardThatIsNotFiniteAndKeepsTheTable) {
  TabularAgent agent(TabularOptions{}, 2, 2, 1);
  EXPECT_THROW(agent.q_learning(0, 1, std::nan(""), 1, false), NonFiniteError);
  EXPECT_EQ(agent.values(0)[1], 0);
}

TEST(StateNumbers, CountAndNumberChoicesAndTheirTuples) {
  const auto blackjack = StateNumbers::of(envs::make("Blackjack-v1").observation_space());
  ASSERT_TRUE(blackjack);
  EXPECT_EQ(blackjack->count(), 32 * 11 * 2);
  EXPECT_EQ((*blackjack)(std::array<float, 3>{31, 10, 1}), 32 * 11 * 2 - 1);
  EXPECT_EQ((*blackjack)(std::array<float, 3>{0, 1, 0}), 2);
  EXPECT_EQ(StateNumbers::of(envs::make("Taxi-v4").observation_space())->count(), 500);
  EXPECT_FALSE(StateNumbers::of(envs::make("CartPole-v1").observation_space()));
}

// Sutton and Barto (2018), example 6.6: without exploration Q-learning walks along the edge, 13 steps; SARSA
// has learned to keep away from it.
TEST(CliffWalking, IsCrossedOnTheShortPathByQLearningAndOnASafeOneBySarsa) {
  const auto greedy_return = [](bool on_policy) {
    TabularOptions options;
    options.alpha = options.alpha_end = 0.5;
    options.gamma = 1;
    options.epsilon_start = options.epsilon_end = 0.1;
    envs::Env env = envs::make("CliffWalking-v1");
    const StateNumbers state = StateNumbers::of(env.observation_space()).value();
    TabularAgent agent(options, state.count(), 4, 3);
    std::array<float, 1> observation{};
    env.reset(3, observation);
    agent.explore_at(0);
    int64_t s = state(observation), a = agent.select_action(s);
    for (int t = 0; t < 50'000; ++t) {
      agent.alpha = 0.5 * (1 - t / 50'000.0);  // falling, so that SARSA's values settle
      const envs::Step step = env.step(a, observation);
      int64_t next_s = state(observation), next_a = agent.select_action(next_s);
      if (on_policy)
        agent.sarsa(s, a, step.reward, next_s, next_a, step.terminated);
      else
        agent.q_learning(s, a, step.reward, next_s, step.terminated);
      if (step.done()) {
        env.reset({}, observation);
        next_s = state(observation);
        next_a = agent.select_action(next_s);
      }
      s = next_s;
      a = next_a;
    }
    return evaluate(
        env, [&](auto x) { return envs::Action(agent.greedy_action(state(x))); }, 0, 1)[0];
  };
  EXPECT_EQ(greedy_return(false), -13);
  const double safe = greedy_return(true);
  EXPECT_GE(safe, -17);
  EXPECT_LT(safe, -13);
}

}  // namespace
}  // namespace ember::rl
