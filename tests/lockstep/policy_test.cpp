// REINFORCE, A2C, PPO and SAC beside PyTorch's for 1000 updates in float64: tests/oracle/policy_lockstep.py
// says how everything that goes in follows from one formula.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/view.hpp>
#include <ember/rl/a2c.hpp>
#include <ember/rl/polyak.hpp>
#include <ember/rl/ppo.hpp>
#include <ember/rl/reinforce.hpp>
#include <ember/rl/sac.hpp>
#include <fstream>

namespace ember::rl {
namespace {

class Numbers {
 public:
  double operator()() {
    state_ = 6364136223846793005U * state_ + 1442695040888963407U;
    return static_cast<double>(state_ >> 40) / 16777216.0;
  }
  template <class Row> void row(Row&& values, double scale = 1) {
    for (auto& x : values) x = static_cast<std::remove_reference_t<decltype(x)>>(scale * (2 * (*this)() - 1));
  }
  void weights(MLPImpl& net) {
    for (const nn::Linear& layer : net.layers) {
      const double bound = std::sqrt(static_cast<double>(layer->weight.size(1)));
      for (const Tensor& p : {layer->weight, layer->bias})
        for (int64_t i = 0; i < p.numel(); ++i) p.data_ptr<double>()[i] = (2 * (*this)() - 1) / bound;
    }
  }

 private:
  uint64_t state_ = 42;
};

// Compares each loss with the next line of the recording.
class Recording {
 public:
  explicit Recording(const std::string& algorithm)
      : file_(EMBER_TEST_DATA "/policy_lockstep_" + algorithm + ".txt") {}
  bool next(double& want) {
    std::string word;
    if (!(file_ >> word)) return false;
    want = std::strtod(word.c_str(), nullptr);
    ++update;
    return true;
  }
  int update = 0;

 private:
  std::ifstream file_;
};

constexpr double tolerance = 1e-10;

TEST(Lockstep, REINFORCEWithABaselineGivesPyTorchsLossesFor1000Updates) {
  REINFORCEOptions options;
  options.hidden = {16};
  options.gamma = 0.9;
  options.baseline = true;
  options.baseline_steps = 2;
  REINFORCEAgent agent(options, 4, {3, true}, 0, kDouble);
  Numbers u;
  u.weights(*agent.policy);
  u.weights(*agent.value);
  agent.random = Generator(3);
  Recording recording("reinforce");
  for (double want = 0; recording.next(want);) {
    for (int t = 0; t < 10; ++t) {
      std::array<float, 4> state{};
      u.row(state);
      const auto action = agent.select_action(state).as<int64_t>();
      agent.remember(u() + (action == 1));
    }
    ASSERT_NEAR(agent.update(), want, tolerance) << "update " << recording.update;
  }
  EXPECT_EQ(recording.update, 1000);
}

// Fills a rollout as the script does; `action` draws the action of one environment into its place.
template <class Agent, class Action> void fill(Agent& agent, Numbers& u, const Action& action) {
  Rollout& rollout = agent.rollout;
  std::vector<std::pair<std::array<int64_t, 2>, std::array<float, 4>>> cuts;
  for (int64_t t = 0; t <= rollout.steps; ++t) {
    for (int64_t i = 0; i < rollout.envs; ++i) {
      u.row(rollout.observation(t).subspan(static_cast<size_t>(4 * i), 4));
      if (t == rollout.steps) continue;
      const int64_t at = t * rollout.envs + i;
      action(at);
      rollout.rewards.data_ptr<double>()[at] = u();
      const bool ended = u() < 0.1, cut = u() < 0.1;
      rollout.terminated.data_ptr<uint8_t>()[at] = ended;
      rollout.truncated.data_ptr<uint8_t>()[at] = cut;
      if (!cut || ended) continue;
      cuts.push_back({{t, i}, {}});
      u.row(cuts.back().second);
    }
  }
  const NoGradGuard no_grad;
  for (int64_t t = 0; t < rollout.steps; ++t) {
    const Tensor drawn = rollout.actions.clone();
    rollout.act(agent.network, t, agent.random);  // for the values; its actions are not wanted
    rollout.actions.copy_(drawn);
    const auto pi = agent.network->distribution(rollout.observations.select(0, t).to(kDouble));
    rollout.log_probs.select(0, t).copy_(pi.log_prob(rollout.actions.select(0, t)));
  }
  for (const auto& [place, state] : cuts) rollout.cut_off(agent.network, place[0], place[1], state);
}

TEST(Lockstep, A2CGivesPyTorchsLossesFor1000Updates) {
  A2COptions options;
  options.num_envs = 4;
  options.hidden = {16, 16};
  options.gamma = 0.9;
  options.gae_lambda = 0.8;
  options.entropy_coef = 0.01;
  A2CAgent agent(options, 4, {3, true}, 0, kDouble);
  Numbers u;
  u.weights(*agent.network->actor);
  u.weights(*agent.network->critic);
  Recording recording("a2c");
  for (double want = 0; recording.next(want);) {
    fill(agent, u,
         [&](int64_t at) { agent.rollout.actions.data_ptr<int64_t>()[at] = static_cast<int64_t>(3 * u()); });
    ASSERT_NEAR(agent.update(), want, tolerance) << "update " << recording.update;
  }
  EXPECT_EQ(recording.update, 1000);
}

TEST(Lockstep, PPOGivesPyTorchsLossesFor1000Updates) {
  PPOOptions options;
  options.num_steps = 8;
  options.update_epochs = 2;
  options.hidden = {16, 16};
  options.lr = 1e-3;
  options.anneal_lr = false;
  options.gamma = 0.9;
  options.gae_lambda = 0.8;
  PPOAgent agent(options, {4}, {2, false}, 0, kDouble);
  Numbers u;
  u.weights(*agent.network->actor);
  u.weights(*agent.network->critic);
  agent.shuffle = Generator(3);
  Recording recording("ppo");
  for (double want = 0; recording.next(want);) {
    fill(agent, u,
         [&](int64_t at) { u.row(std::span(agent.rollout.actions.data_ptr<double>() + 2 * at, 2), 2); });
    ASSERT_NEAR(agent.update(), want, tolerance) << "update " << recording.update;
  }
  EXPECT_EQ(recording.update, 1000);
}

TEST(Lockstep, SACGivesPyTorchsLossesFor1000Updates) {
  SACOptions options;
  options.hidden = {16};
  options.policy_lr = 1e-3;
  options.gamma = 0.9;
  options.tau = 0.05;
  options.buffer_size = 1;
  SACAgent agent(options, 3, {1, false, {-2}, {2}}, 0, kDouble);
  Numbers u;
  u.weights(*agent.policy);
  u.weights(*agent.q->first);
  u.weights(*agent.q->second);
  u.weights(*agent.target_q->first);  // drawn, but then the target starts as a copy
  u.weights(*agent.target_q->second);
  polyak_update(agent.target_parameters, agent.q_parameters, 1);
  Generator random(3);
  TransitionBatch batch{empty({16, 3}, kDouble), empty({16, 1}, kDouble), empty({16}, kDouble),
                        empty({16, 3}, kDouble), empty({16}, kDouble)};
  Recording recording("sac");
  for (double want = 0; recording.next(want);) {
    for (int64_t i = 0; i < 16; ++i) {
      u.row(std::span(batch.observations.data_ptr<double>() + 3 * i, 3));
      u.row(std::span(batch.actions.data_ptr<double>() + i, 1));
      batch.rewards.data_ptr<double>()[i] = u();
      u.row(std::span(batch.next_observations.data_ptr<double>() + 3 * i, 3));
      batch.terminated.data_ptr<double>()[i] = u() < 0.1;
    }
    const Tensor next_noise = randn({16, 1}, kDouble, random), noise = randn({16, 1}, kDouble, random);
    ASSERT_NEAR(agent.update(batch, next_noise, noise), want, tolerance) << "update " << recording.update;
  }
  EXPECT_EQ(recording.update, 1000);
}

}  // namespace
}  // namespace ember::rl
