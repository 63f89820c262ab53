#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/autograd/kernels/parallel.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/rl/dqn.hpp>
#include <fstream>
#include <limits>

namespace ember::rl {
namespace {

/// The generator that tests/oracle/dqn_lockstep.py describes.
struct Formula {
  uint64_t state = 42;
  double operator()() {
    state = 6364136223846793005ULL * state + 1442695040888963407ULL;
    return static_cast<double>(state >> 40) / (1 << 24);
  }
};

DQNOptions notebook() {
  DQNOptions options;
  options.buffer_size = 10'000;
  options.loss = "mse";
  options.max_grad_norm = 0;
  options.epsilon_decay = 0.995;
  options.epsilon_end = 0.01;
  options.truncation = "terminal";
  return options;
}

TransitionBatch formula_batch(Formula& u, int64_t rows, ScalarType dtype = kDouble) {
  TransitionBatch batch{empty({rows, 4}, kDouble), empty({rows}, kLong),   ones({rows}, kDouble),
                        empty({rows, 4}, kDouble), empty({rows}, kDouble), zeros({rows}, kDouble)};
  for (int64_t i = 0; i < rows; ++i) {
    double* state = batch.observations.data_ptr<double>() + 4 * i;
    double* next = batch.next_observations.data_ptr<double>() + 4 * i;
    for (int k = 0; k < 4; ++k) state[k] = 2 * u() - 1;
    batch.actions.data_ptr<int64_t>()[i] = u() >= 0.5 ? 1 : 0;
    for (int k = 0; k < 4; ++k) next[k] = state[k] + 0.1 * (2 * u() - 1);
    batch.terminated.data_ptr<double>()[i] = u() < 0.05 ? 1 : 0;
  }
  for (Tensor* t :
       {&batch.observations, &batch.rewards, &batch.next_observations, &batch.terminated, &batch.truncated}) {
    *t = t->to(dtype);
  }
  return batch;
}

// The losses of 1000 updates, and the sum of the weights after them, are those of the recording.
void expect_lockstep(const DQNOptions& options, const std::string& recording) {
  DQNAgent agent(options, {4}, 2, 0, kDouble);
  Formula u;
  {
    const NoGradGuard no_grad;
    for (size_t i = 0; i < agent.parameters.size(); ++i) {
      const double inputs = i < 2 ? 4 : 128;
      double* values = agent.parameters[i].data_ptr<double>();
      for (int64_t k = 0; k < agent.parameters[i].numel(); ++k) values[k] = (2 * u() - 1) / std::sqrt(inputs);
      agent.target_parameters[i].copy_(agent.parameters[i]);
    }
  }
  std::ifstream recorded(EMBER_TEST_DATA "/" + recording);
  std::string line;
  for (int update = 1; update <= 1000; ++update) {
    const double loss = agent.update(formula_batch(u, 64));
    ASSERT_TRUE(std::getline(recorded, line));
    const double expected = std::strtod(line.c_str(), nullptr);
    ASSERT_NEAR(loss, expected, 1e-12 * expected) << "update " << update;
  }
  ASSERT_TRUE(std::getline(recorded, line));
  double sum_of_weights = 0;
  for (const Tensor& parameter : agent.parameters) sum_of_weights += parameter.detach().sum().item<double>();
  EXPECT_NEAR(sum_of_weights, std::strtod(line.c_str(), nullptr), 1e-10);
}

TEST(DQN, FollowsPyTorchInLockstepFor1000Updates) { expect_lockstep(notebook(), "dqn_lockstep.txt"); }

TEST(DoubleDQN, FollowsPyTorchInLockstepFor1000Updates) {
  DQNOptions options = notebook();
  options.double_dqn = true;
  expect_lockstep(options, "double_dqn_lockstep.txt");
}

TEST(DQN, SendsNoGradientIntoTheTargetNetwork) {
  DQNAgent agent(notebook(), {4}, 2, 0);
  Formula u;
  agent.update(formula_batch(u, 16, kFloat));
  for (const Tensor& parameter : agent.target_parameters) EXPECT_FALSE(parameter.grad().defined());
}

TEST(DQN, CopiesTheTargetOnlyWhenItIsDue) {
  DQNOptions options = notebook();
  options.target_every = 3;
  DQNAgent agent(options, {4}, 2, 0);
  const auto differ = [&] {
    return (agent.parameters[0].detach() != agent.target_parameters[0].detach()).any().item<bool>();
  };
  Formula u;
  EXPECT_FALSE(differ());
  agent.update(formula_batch(u, 16, kFloat));
  agent.update(formula_batch(u, 16, kFloat));
  EXPECT_TRUE(differ());
  agent.update(formula_batch(u, 16, kFloat));
  EXPECT_FALSE(differ());
  EXPECT_NE(agent.parameters[0].data_ptr<float>(), agent.target_parameters[0].data_ptr<float>());
}

TEST(DQN, BootstrapsThroughTruncationUnlessToldOtherwise) {
  const auto learned_value = [](const std::string& truncation) {
    DQNOptions options;
    options.truncation = truncation;
    options.loss = "mse";
    options.gamma = 0.9;
    options.target_every = 20;
    options.lr = 5e-3;
    options.hidden = {16};
    DQNAgent agent(options, {1}, 1, 0, kDouble);
    const std::array<float, 1> state{1};
    for (int i = 0; i < 64; ++i) agent.buffer.push({state, 0, 1.0, state, false, i % 4 == 0});
    for (int i = 0; i < 3000; ++i) agent.update();
    return agent.policy_net->forward(ones({1, 1}, kDouble)).item<double>();
  };
  EXPECT_NEAR(learned_value("bootstrap"), 10, 0.1);  // 1 / (1 - 0.9)
  EXPECT_NEAR(learned_value("terminal"), 1 / (1 - 0.9 * 0.75), 0.1);
}

TEST(DQN, RefusesALossThatIsNotFiniteAndKeepsTheWeights) {
  DQNAgent agent(notebook(), {4}, 2, 0);
  Formula u;
  TransitionBatch batch = formula_batch(u, 16, kFloat);
  batch.rewards.fill_(std::numeric_limits<float>::quiet_NaN());
  const Tensor before = agent.parameters[2].detach().clone();
  EXPECT_THROW(agent.update(batch), NonFiniteError);
  EXPECT_TRUE((agent.parameters[2].detach() == before).all().item<bool>());
  EXPECT_EQ(agent.updates, 0);
}

TEST(DQN, ExploresAtTheRateOfEpsilon) {
  DQNAgent agent(notebook(), {4}, 2, 7);
  const std::array<float, 4> state{0.1F, 0.2F, 0.3F, 0.4F};
  const int64_t greedy = agent.greedy_action(state);
  agent.epsilon = 0.5;
  int other = 0;
  for (int i = 0; i < 20'000; ++i) other += agent.select_action(state) != greedy ? 1 : 0;
  EXPECT_NEAR(other / 20'000.0, 0.25, 0.0125);  // four standard errors
  agent.epsilon = 0;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(agent.select_action(state), greedy);
}

TEST(DQN, LowersEpsilonPerUpdateOrPerStep) {
  DQNAgent by_update(notebook(), {4}, 2, 0);
  Formula u;
  by_update.explore_at(1'000'000);
  EXPECT_EQ(by_update.epsilon, 1);
  by_update.update(formula_batch(u, 8, kFloat));
  EXPECT_DOUBLE_EQ(by_update.epsilon, 0.995);
  DQNAgent by_step(DQNOptions{}, {4}, 2, 0);
  by_step.explore_at(4000);
  EXPECT_DOUBLE_EQ(by_step.epsilon, 0.52);
}

TEST(DQN, GivesTheSameBitsForAnyNumberOfThreads) {
  const auto trained = [](int threads) {
    set_num_threads(threads);
    manual_seed(3);
    DQNOptions options;
    options.hidden = {256, 256};
    options.batch_size = 256;
    DQNAgent agent(options, {4}, 2, 3);
    Formula u;
    for (int i = 0; i < 20; ++i) agent.update(formula_batch(u, 256, kFloat));
    set_num_threads(1);
    std::vector<Tensor> weights;
    for (const Tensor& parameter : agent.parameters) weights.push_back(parameter.detach().clone());
    return weights;
  };
  const auto one = trained(1);
  for (const int threads : {2, 4}) {
    const auto several = trained(threads);
    for (size_t i = 0; i < one.size(); ++i)
      EXPECT_TRUE((one[i] == several[i]).all().item<bool>()) << threads << " threads";
  }
}

TEST(DQNOptions, AreCheckedTogether) {
  DQNOptions options;
  options.batch_size = 256;
  options.buffer_size = 100;
  EXPECT_THROW(options.check(), std::invalid_argument);
  options.buffer_size = 1000;
  EXPECT_NO_THROW(options.check());
  options.epsilon_end = 1;
  options.epsilon_start = 0.5;
  EXPECT_THROW(options.check(), std::invalid_argument);
}

}  // namespace
}  // namespace ember::rl
