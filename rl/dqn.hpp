// Deep Q-Network (Mnih et al. 2015, "Human-level control through deep reinforcement learning", Algorithm 1).
#pragma once

#include <ember/optim/adam.hpp>
#include <ember/rl/options.hpp>
#include <ember/rl/q_network.hpp>
#include <ember/rl/replay_buffer.hpp>
#include <stdexcept>
#include <string>

namespace ember::rl {

struct DQNOptions {
  std::vector<int64_t> hidden = {128, 128};
  double lr = 1e-3;
  double gamma = 0.99;
  int64_t batch_size = 64;
  int64_t buffer_size = 50'000;
  int64_t learning_starts = 1'000;
  int64_t train_every = 1;
  int64_t gradient_steps = 1;
  int64_t target_every = 10;
  double epsilon_start = 1.0;
  double epsilon_end = 0.04;
  int64_t epsilon_steps = 8'000;
  double epsilon_decay = 0;
  std::string loss = "huber";
  double max_grad_norm = 10;
  std::string truncation = "bootstrap";

  template <class Visitor> void describe(Visitor&& visit) {
    visit("hidden", hidden, "widths of the hidden layers", AtLeast(1));
    visit("lr", lr, "learning rate of Adam", Above(0));
    visit("gamma", gamma, "discount of the next value", Range{0, 1});
    visit("batch_size", batch_size, "transitions in one update", AtLeast(1));
    visit("buffer_size", buffer_size, "transitions that replay remembers", AtLeast(1));
    visit("learning_starts", learning_starts, "environment steps before the first update", AtLeast(0));
    visit("train_every", train_every, "environment steps from one round of updates to the next", AtLeast(1));
    visit("gradient_steps", gradient_steps, "updates in a round", AtLeast(1));
    visit("target_every", target_every, "updates from one copy into the target network to the next",
          AtLeast(1));
    visit("epsilon_start", epsilon_start, "exploration rate at the start", Range{0, 1});
    visit("epsilon_end", epsilon_end, "exploration rate at the end", Range{0, 1});
    visit("epsilon_steps", epsilon_steps, "environment steps over which it falls in a straight line",
          AtLeast(1));
    visit("epsilon_decay", epsilon_decay, "instead of the straight line, a factor per update; 0 for the line",
          Range{0, 1});
    visit("loss", loss, "of the temporal-difference error", OneOf{"huber", "mse"});
    visit("max_grad_norm", max_grad_norm, "norm to which the gradient is clipped; 0 for none", AtLeast(0));
    visit("truncation", truncation,
          "value of a state where an episode was cut off: estimated, or 0 as if it had ended",
          OneOf{"bootstrap", "terminal"});
  }

  void check() const {
    if (batch_size > buffer_size)
      throw std::invalid_argument("batch_size " + std::to_string(batch_size) + " exceeds buffer_size " +
                                  std::to_string(buffer_size));
    if (epsilon_end > epsilon_start) throw std::invalid_argument("epsilon_end exceeds epsilon_start");
  }
};

/// An agent for observations of floats and a choice of actions. All state is public; one object belongs to
/// one thread.
class DQNAgent {
 public:
  /// Draws the initial weights; `seed` starts the agent's streams. Throws ValueError for impossible sizes.
  DQNAgent(const DQNOptions& options, int64_t observation_size, int64_t actions, uint64_t seed,
           ScalarType dtype = kFloat);

  /// With probability epsilon any action, else the greedy one.
  int64_t select_action(std::span<const float> observation);
  /// argmax_a Q(s, a; theta). Throws NonFiniteError when a value is NaN.
  int64_t greedy_action(std::span<const float> observation);

  /// Whether an environment step is followed by updates: enough steps and transitions, and the step is due.
  bool is_due(int64_t step) const;
  /// One gradient step on a batch from the buffer; returns the loss.
  /// Throws NonFiniteError naming the loss or the gradient that is not finite, with the weights unchanged.
  double update();
  /// The same on a given batch.
  double update(const TransitionBatch& batch);
  /// All that the rest of a training run depends on.
  void serialize(envs::Archive& archive);
  /// Sets epsilon for an environment step, where it falls in a straight line.
  void explore_at(int64_t step);

  DQNOptions options;
  int64_t actions;
  QNetwork policy_net, target_net;
  std::vector<Tensor> parameters, target_parameters;  ///< theta and theta-, of the two networks
  optim::Adam optimizer;
  ReplayBuffer buffer;
  double epsilon;
  int64_t updates = 0;
  double grad_norm = 0;  ///< of the last update, before clipping
  Generator exploration, replay;

 private:
  Tensor observation_;  // [1, observation_size], filled again for every action
};

}  // namespace ember::rl
