#include <gtest/gtest.h>

#include <ember/train/training_plots.hpp>
#include <filesystem>
#include <fstream>

// The imports.
#include "from_the_notebook_1.inc"

namespace {

// The network.
#include "from_the_notebook_3.inc"

constexpr uint64_t seed = 3;
constexpr int64_t state_dim = 4, action_dim = 2;
constexpr double lr = 1e-3, epsilon_end = 0.01, epsilon_decay = 0.995;
constexpr float gamma = 0.5F;

// The agent: what it is made of, how it acts and how it learns.
struct Agent {
#include "from_the_notebook_4.inc"

  rl::ReplayBuffer buffer{10'000, state_dim};
  Generator replay{seed}, exploration{seed + 1};
  double epsilon = 1;
  int64_t batch_size = 64, update_counter = 0, target_update = 10;
#include "from_the_notebook_5.inc"

  double update() {
    if (buffer.size() < batch_size) return 0;
#include "from_the_notebook_6.inc"
    return loss.item<double>();
  }
};

TEST(FromTheNotebook, TheReplayBufferReturnsWhatWasPushed) {
  const std::vector<float> state = {1, 2, 3, 4}, next_state = {5, 6, 7, 8};
  const int64_t action = 1, batch_size = 1;
  const double reward = 9;
  const bool terminated = true, truncated = false;
#include "from_the_notebook_2.inc"
  EXPECT_EQ(states[0][3].item<float>(), 4);
  EXPECT_EQ(actions[0].item<int64_t>(), 1);
  EXPECT_EQ(rewards[0].item<float>(), 9);
  EXPECT_EQ(next_states[0][0].item<float>(), 5);
  EXPECT_EQ(ended[0].item<float>(), 1);
  EXPECT_EQ(cut_off[0].item<float>(), 0);
}

TEST(FromTheNotebook, TheTrainingLoopLearnsAndItsPlotsAreWritten) {
  manual_seed(seed);
  Agent agent;
  const Tensor before = agent.policy_net->fc3->weight.detach().clone();
  const int n_episodes = 8;
  std::vector<double> returns, losses;
#include "from_the_notebook_7.inc"
  ASSERT_EQ(returns.size(), 8u);
  EXPECT_GT(agent.update_counter, 0);
  EXPECT_LT(agent.epsilon, 1);
  EXPECT_GT((agent.policy_net->fc3->weight - before).abs().max().item<float>(), 0);

  const auto old = std::filesystem::current_path();
  const auto folder = std::filesystem::temp_directory_path() / "ember_docs_test";
  std::filesystem::create_directories(folder);
  std::filesystem::current_path(folder);
  {
#include "from_the_notebook_8.inc"
  } std::filesystem::current_path(old);
  for (const char* name : {"returns.svg", "loss.svg"}) {
    std::string start(4, ' ');
    std::ifstream(folder / name).read(start.data(), 4);
    EXPECT_EQ(start, "<svg") << name;
  }
}

struct PolicyImpl : nn::Module {
  nn::Linear fc1 = register_module("fc1", nn::Linear(state_dim, 128));
  nn::Linear fc2 = register_module("fc2", nn::Linear(128, action_dim));
#include "from_the_notebook_9.inc"
};
using Policy = nn::ModuleHolder<PolicyImpl>;

TEST(FromTheNotebook, ReinforceLearnsWhichActionIsRewarded) {
  manual_seed(seed);
  Policy policy;
  optim::Adam optimizer(policy->parameters(), lr);
  const Tensor state_tensor = ones({1, state_dim});
  for (int episode = 0; episode < 40; ++episode) {
    std::vector<Tensor> saved_log_probs;
    std::vector<float> rewards;
    for (int step = 0; step < 20; ++step) {
#include "from_the_notebook_10.inc"
      const bool rewarded = action.item<int64_t>() == 1;
      rewards.push_back(rewarded ? 1 : 0);
    }
#include "from_the_notebook_11.inc"
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }
  EXPECT_GT(policy(state_tensor)[0][1].item<float>(), 0.9F);
}

TEST(Readme, TheLearningStepLowersTheLoss) {
  manual_seed(seed);
  DQN policy_net(state_dim, action_dim), target_net(state_dim, action_dim);
  optim::Adam optimizer(policy_net->parameters(), lr);
  const Tensor states = randn({64, 4}), next_states = randn({64, 4}), rewards = ones({64}),
               dones = ones({64});
  const Tensor actions = zeros({64}, kLong);
  std::vector<double> losses;
  for (int update = 0; update < 20; ++update) {
#include "README_1.inc"
    losses.push_back(loss.item<double>());
  }
  EXPECT_LT(losses.back(), losses.front() / 2);
}

}  // namespace
