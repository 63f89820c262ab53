// Twin delayed deep deterministic policy gradient (Fujimoto et al. 2018, "Addressing Function Approximation
// Error in Actor-Critic Methods", Algorithm 1).
#pragma once

#include <ember/optim/adam.hpp>
#include <ember/rl/options.hpp>
#include <ember/rl/replay_buffer.hpp>
#include <ember/rl/squashed_gaussian.hpp>
#include <ember/rl/twin_critic.hpp>
#include <string>

namespace ember::rl {

struct TD3Options {
  std::vector<int64_t> hidden = {256, 256};
  double policy_lr = 3e-4;
  double q_lr = 3e-4;
  double gamma = 0.99;
  double tau = 0.005;
  int64_t batch_size = 256;
  int64_t buffer_size = 1'000'000;
  int64_t learning_starts = 1'000;
  int64_t train_every = 1;
  int64_t gradient_steps = 1;
  int64_t policy_delay = 2;
  double exploration_noise = 0.1;
  double target_noise = 0.2;
  double target_noise_limit = 0.5;
  std::string truncation = "bootstrap";

  template <class Visitor> void describe(Visitor&& visit) {
    visit("hidden", hidden, "widths of the hidden layers", Widths{});
    visit("policy_lr", policy_lr, "learning rate of the policy's Adam", Above(0));
    visit("q_lr", q_lr, "learning rate of the action values' Adam", Above(0));
    visit("gamma", gamma, "discount of the next value", Range{0, 1});
    visit("tau", tau, "share of the way that the targets follow", Range{0, 1});
    visit("batch_size", batch_size, "transitions in one update", AtLeast(1));
    visit("buffer_size", buffer_size, "transitions that replay remembers", AtLeast(1));
    visit("learning_starts", learning_starts, "environment steps of random actions before the first update",
          AtLeast(1));
    visit("train_every", train_every, "environment steps from one round of updates to the next", AtLeast(1));
    visit("gradient_steps", gradient_steps, "updates in a round", AtLeast(1));
    visit("policy_delay", policy_delay, "updates of the action values for one of the policy", AtLeast(1));
    visit("exploration_noise", exploration_noise,
          "deviation of the noise on actions, in halves of the space's width", AtLeast(0));
    visit("target_noise", target_noise, "deviation of the noise on the target policy's actions", AtLeast(0));
    visit("target_noise_limit", target_noise_limit, "where that noise is cut", AtLeast(0));
    visit("truncation", truncation,
          "value of a state where an episode was cut off: estimated, or 0 as if it had ended",
          OneOf{"bootstrap", "terminal"});
  }
};

/// mu(s) = scale tanh(layers(s)) + shift: [batch, observation] -> [batch, action].
class DeterministicPolicyImpl : public MLPImpl {
 public:
  /// Throws ValueError unless the space is rows of numbers between bounds.
  DeterministicPolicyImpl(int64_t observation_size, const ActionSpace& actions,
                          const std::vector<int64_t>& hidden);
  Tensor act(const Tensor& observations);

  ActionSpace actions;
  Tensor scale, shift;  ///< buffers [n]
};
using DeterministicPolicy = nn::ModuleHolder<DeterministicPolicyImpl>;

/// An agent for rows of numbers between bounds. All state is public; one object belongs to one thread.
class TD3Agent {
 public:
  /// Draws the initial weights from the process's generator; `seed` starts the agent's own streams.
  TD3Agent(const TD3Options& options, int64_t observation_size, const ActionSpace& actions, uint64_t seed,
           ScalarType dtype = kFloat);

  /// mu(s) with noise, or uniform within the bounds up to learning_starts steps. Valid until the next action.
  std::span<const float> select_action(std::span<const float> observation, int64_t step);
  /// mu(s)
  std::span<const float> greedy_action(std::span<const float> observation);
  /// Whether an environment step is followed by updates.
  bool is_due(int64_t step) const {
    return step > options.learning_starts && step % options.train_every == 0;
  }

  /// One step of the action values, and every policy_delay-th time of the policy and the targets, on a batch
  /// from the buffer; returns the loss of the action values. Throws NonFiniteError naming what is not finite,
  /// with those weights unchanged.
  double update();
  /// The same on a given batch with given normal numbers [batch, action].
  double update(const TransitionBatch& batch, const Tensor& noise);
  /// All that the rest of a training run depends on.
  void serialize(envs::Archive& archive);

  TD3Options options;
  DeterministicPolicy policy, target_policy;
  TwinCritic q, target_q;
  std::vector<Tensor> policy_parameters, target_policy_parameters, q_parameters, target_q_parameters;
  optim::Adam policy_optimizer, q_optimizer;
  ReplayBuffer buffer;
  double policy_loss = 0;  ///< of the last update of the policy
  int64_t updates = 0;
  Generator exploration, replay, noise;

 private:
  std::vector<float> row_;
};

}  // namespace ember::rl
