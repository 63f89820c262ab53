#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <ember/autograd/generator.hpp>
#include <ember/envs/registry.hpp>
#include <ember/rl/dqn.hpp>
#include <fstream>
#include <sstream>

namespace ember::rl {
namespace {

// The notebook's own loop with its own random numbers: Python's for actions and batches, PyTorch's for the
// weights, Gymnasium's for the starts of the episodes. What it must do is recorded by
// tests/oracle/notebook_twin.py.
TEST(Notebook, TakesTheSameActionsAndLossesAsPyTorchForAThousandUpdates) {
  DQNOptions options;
  options.buffer_size = 10'000;
  options.loss = "mse";
  options.max_grad_norm = 0;
  options.epsilon_decay = 0.995;
  options.epsilon_end = 0.01;
  options.truncation = "terminal";
  options.random = "python";
  set_default_dtype(kDouble);
  manual_seed(0);
  DQNAgent agent(options, {4}, 2, 0, kDouble);
  set_default_dtype(kFloat);

  envs::Env env = envs::make("CartPole-v1");
  std::array<float, 4> state{}, next{};
  env.reset(0, state);
  double total = 0;
  std::ifstream recorded(EMBER_TEST_DATA "/notebook_twin_dqn_f64.txt");
  std::string line;
  int64_t steps = 0;
  while (std::getline(recorded, line)) {
    std::istringstream words(line);
    std::string kind, loss_text;
    double value = 0;
    words >> kind >> value;
    if (kind == "episode") {
      ASSERT_EQ(total, value) << "episode that ended at step " << steps;
      total = 0;
      env.reset({}, state);
      continue;
    }
    words >> loss_text;
    ++steps;
    const int64_t action = agent.select_action(state);
    ASSERT_EQ(action, static_cast<int64_t>(value)) << "step " << steps;
    const envs::Step step = env.step(action, next);
    agent.remember({state, action, step.reward, next, step.terminated, step.truncated});
    total += step.reward;
    if (agent.buffer.size() >= 64) {
      const double loss = agent.update(), expected = std::stod(loss_text);
      ASSERT_NEAR(loss, expected, 1e-12 * expected) << "update " << agent.updates;
    }
    state = next;
  }
  EXPECT_EQ(agent.updates, 1000);
}

}  // namespace
}  // namespace ember::rl
