// Every value-based method learns what it must: a value that is known, and a game.
#include <gtest/gtest.h>

#include <array>
#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/envs/registry.hpp>
#include <ember/envs/wrappers/time_limit.hpp>
#include <ember/rl/c51.hpp>
#include <ember/rl/dqn.hpp>
#include <ember/rl/evaluate.hpp>
#include <ember/rl/tabular.hpp>

namespace ember::rl {
namespace {

struct Method {
  const char* name;
  void (*choose)(DQNOptions&);
};

const Method methods[] = {
    {"dqn", [](DQNOptions&) {}},
    {"double", [](DQNOptions& o) { o.double_dqn = true; }},
    {"dueling", [](DQNOptions& o) { o.dueling = true; }},
    {"prioritized", [](DQNOptions& o) { o.prioritized = true; }},
    {"n_step", [](DQNOptions& o) { o.n_step = 3; }},
    {"noisy", [](DQNOptions& o) { o.noisy = true; }},
    {"c51", [](DQNOptions& o) { o.atoms = 51; }},
    {"rainbow",
     [](DQNOptions& o) {
       o.double_dqn = o.dueling = o.prioritized = o.noisy = true;
       o.n_step = 3;
       o.atoms = 51;
     }},
};

// Four states in a ring, reward 1 per step, no end: the value is 1 / (1 - gamma) everywhere. Seen as one of
// four inputs, or as a number. One action, so that no maximum over noise can add to the value.
struct Endless {
  using Action = int64_t;
  int64_t s = 0;
  bool one_hot = true;

  envs::Space observation_space() const {
    return one_hot ? envs::Space(envs::Box(0, 1, {4})) : envs::Space(envs::Discrete(4));
  }
  static envs::Discrete action_space() { return envs::Discrete(1); }
  void show(std::span<float> observation) const {
    std::fill(observation.begin(), observation.end(), 0.0F);
    observation[one_hot ? static_cast<size_t>(s) : 0] = one_hot ? 1 : static_cast<float>(s);
  }
  void reset(envs::Seed, std::span<float> observation) {
    s = 0;
    show(observation);
  }
  envs::Step step(int64_t, std::span<float> observation) {
    s = (s + 1) % 4;
    show(observation);
    return {1, false, false};
  }
  void serialize(envs::Archive& archive) { archive(s); }
};

// Trains on an environment, one update per step once there is a batch.
void train(DQNAgent& agent, envs::Env env, int64_t steps) {
  std::vector<float> s(env.observation_size()), next(s);
  env.reset(1, s);
  for (int64_t t = 1; t <= steps; ++t) {
    agent.explore_at(t);
    const int64_t action = agent.select_action(s);
    const envs::Step step = env.step(action, next);
    agent.remember({s, action, step.reward, next, step.terminated, step.truncated});
    if (agent.is_due(t)) agent.update();
    if (step.done())
      env.reset({}, s);
    else
      std::swap(s, next);
  }
}

class ValueMethod : public testing::TestWithParam<Method> {};

TEST_P(ValueMethod, KnowsThatTheEndlessTaskIsWorth50DespiteATimeLimitOf8) {
  manual_seed(1);
  DQNOptions options;
  options.gamma = 0.98;
  options.hidden = {32};
  options.batch_size = 32;
  options.buffer_size = 1000;
  options.learning_starts = 100;
  options.target_every = 10;
  options.lr = 2e-3;
  options.v_min = 0;
  GetParam().choose(options);
  DQNAgent agent(options, {4}, 1, 1);
  train(agent, envs::Env(envs::TimeLimit(Endless{}, 8)), 9000);
  agent.policy_net->eval();
  const Tensor output = agent.policy_net->forward(tensor({{1.0F, 0.0F, 0.0F, 0.0F}}));
  const Tensor q = options.atoms > 1 ? expected_value(softmax(output, 2), agent.z) : output;
  EXPECT_NEAR(q.max().item<float>(), 50, 1);
}

TEST_P(ValueMethod, LearnsToCatch) {
  manual_seed(1);
  DQNOptions options;
  options.hidden = {64};
  options.batch_size = 32;
  options.learning_starts = 200;
  options.epsilon_steps = 2000;
  options.target_every = 50;
  options.v_min = -1;
  options.v_max = 1;
  GetParam().choose(options);
  DQNAgent agent(options, {50}, 3, 1);
  const envs::Env env = envs::make("Catch-v0");
  train(agent, env, 6000);
  const auto returns = evaluate(
      env, [&](auto x) { return envs::Action(agent.greedy_action(x)); }, 1'000'000, 100);
  EXPECT_EQ(std::count(returns.begin(), returns.end(), 1.0), 100);
}

TEST_P(ValueMethod, GoesOnFromASavedStateAsIfNeverStopped) {
  DQNOptions options;
  options.hidden = {16};
  options.batch_size = 8;
  options.learning_starts = 20;
  options.v_min = -1;
  options.v_max = 1;
  GetParam().choose(options);
  DQNAgent agent(options, {50}, 3, 1), copy(options, {50}, 3, 2);
  const envs::Env env = envs::make("Catch-v0");
  train(agent, env, 101);  // within an episode
  envs::Archive saved;
  agent.serialize(saved);
  envs::Archive loaded(saved.bytes());
  copy.serialize(loaded);
  train(agent, env, 200);
  train(copy, env, 200);
  EXPECT_EQ(agent.updates, copy.updates);
  for (size_t i = 0; i < agent.parameters.size(); ++i)
    EXPECT_TRUE((agent.parameters[i].detach() == copy.parameters[i].detach()).all().item<bool>()) << i;
}

TEST(DQN, GoesOnWithTheEpsilonThatItsUpdatesLeft) {
  DQNOptions options;
  options.hidden = {16};
  options.batch_size = 8;
  options.learning_starts = 20;
  options.epsilon_decay = 0.99;
  DQNAgent agent(options, {50}, 3, 1), copy(options, {50}, 3, 2);
  train(agent, envs::make("Catch-v0"), 50);
  envs::Archive saved;
  agent.serialize(saved);
  envs::Archive loaded(saved.bytes());
  copy.serialize(loaded);
  EXPECT_LT(copy.epsilon, 0.9);
  EXPECT_EQ(copy.epsilon, agent.epsilon);
}

INSTANTIATE_TEST_SUITE_P(All, ValueMethod, testing::ValuesIn(methods),
                         [](const auto& method) { return std::string(method.param.name); });

TEST(DQN, LearnsToCatchFromPixelsThroughConvolutions) {
  manual_seed(1);
  DQNOptions options;
  options.hidden = {64};
  options.batch_size = 32;
  options.learning_starts = 200;
  options.epsilon_steps = 2000;
  options.target_every = 50;
  DQNAgent agent(options, {10, 5}, 3, 1);
  const envs::Env env = envs::make("Catch-v0");
  train(agent, env, 6000);
  const auto returns = evaluate(
      env, [&](auto x) { return envs::Action(agent.greedy_action(x)); }, 1'000'000, 100);
  EXPECT_EQ(std::count(returns.begin(), returns.end(), 1.0), 100);
}

TEST(Tabular, KnowsThatTheEndlessTaskIsWorth50DespiteATimeLimitOf8) {
  for (const bool on_policy : {false, true}) {
    TabularOptions options;
    options.alpha = options.alpha_end = 0.5;
    options.gamma = 0.98;
    TabularAgent agent(options, 4, 1, 1);
    envs::TimeLimit env(Endless{0, false}, 8);
    std::array<float, 1> x{};
    env.reset(1, x);
    auto s = static_cast<int64_t>(x[0]);
    int64_t a = agent.select_action(s);
    for (int t = 0; t < 20'000; ++t) {
      const envs::Step step = env.step(a, x);
      const auto next_s = static_cast<int64_t>(x[0]);
      const int64_t next_a = agent.select_action(next_s);
      if (on_policy)
        agent.sarsa(s, a, step.reward, next_s, next_a, step.terminated);
      else
        agent.q_learning(s, a, step.reward, next_s, step.terminated);
      if (step.done()) env.reset({}, x);
      s = static_cast<int64_t>(x[0]);
      a = step.done() ? agent.select_action(s) : next_a;
    }
    EXPECT_NEAR(agent.values(0)[0], 50, 1) << (on_policy ? "sarsa" : "q_learning");
  }
}

}  // namespace
}  // namespace ember::rl
