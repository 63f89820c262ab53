// Deep Q-Network (Mnih et al. 2015, "Human-level control through deep reinforcement learning", Algorithm 1),
// and what Rainbow (Hessel et al. 2018) adds to it, each an option that stands alone.
#pragma once

#include <ember/optim/adam.hpp>
#include <ember/rl/n_step.hpp>
#include <ember/rl/options.hpp>
#include <ember/rl/prioritized_replay.hpp>
#include <ember/rl/python_random.hpp>
#include <ember/rl/q_network.hpp>
#include <ember/rl/replay_buffer.hpp>
#include <optional>
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
  bool double_dqn = false;
  bool dueling = false;
  bool prioritized = false;
  double priority_alpha = 0.6;
  double priority_beta = 0.4;
  int64_t priority_beta_steps = 50'000;
  int64_t n_step = 1;
  bool noisy = false;
  double noise = 0.5;
  double noisy_epsilon = 0;
  int64_t atoms = 1;
  double v_min = -100;
  double v_max = 100;
  std::string random = "ember";

  template <class Visitor> void describe(Visitor&& visit) {
    visit("hidden", hidden, "widths of the hidden layers", Widths{});
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
    visit("double_dqn", double_dqn, "choose the next action with the online network", Any{});
    visit("dueling", dueling, "value and advantages in streams of their own", Any{});
    visit("prioritized", prioritized, "replay transitions by their last error", Any{});
    visit("priority_alpha", priority_alpha, "how much the error counts: 0 not at all", Range{0, 1});
    visit("priority_beta", priority_beta, "correction for what is replayed more often, at the start",
          Range{0, 1});
    visit("priority_beta_steps", priority_beta_steps, "environment steps over which it rises to 1",
          AtLeast(1));
    visit("n_step", n_step, "rewards that are summed before a value is estimated", AtLeast(1));
    visit("noisy", noisy, "explore by noise in the weights instead of epsilon", Any{});
    visit("noise", noise, "size of that noise at the start, sigma_0 in the paper", AtLeast(0));
    visit("noisy_epsilon", noisy_epsilon, "exploration rate beside that noise", Range{0, 1});
    visit("atoms", atoms, "points of a distribution of the return (C51: 51); 1: its mean alone", AtLeast(1));
    visit("v_min", v_min, "the lowest point of the distribution", Any{});
    visit("v_max", v_max, "the highest point of the distribution", Any{});
    visit("random", random, "numbers for actions and batches: Ember's streams, or Python's random module",
          OneOf{"ember", "python"});
  }

  void check() const {
    if (batch_size > buffer_size)
      throw std::invalid_argument("batch_size " + std::to_string(batch_size) + " exceeds buffer_size " +
                                  std::to_string(buffer_size));
    if (epsilon_end > epsilon_start) throw std::invalid_argument("epsilon_end exceeds epsilon_start");
    if (atoms > 1 && v_min >= v_max) throw std::invalid_argument("v_min is not below v_max");
    if (dueling && hidden.empty()) throw std::invalid_argument("dueling needs a hidden layer");
    if (random == "python" && (prioritized || noisy))
      throw std::invalid_argument("prioritized and noisy draw numbers that Python's random module has not");
  }
};

/// An agent for observations of floats and a choice of actions. `observation` is their shape: rows {n}, or
/// images {height, width} or {channels, height, width} with pixels up to `pixel`; pixels up to 255 are
/// whole numbers, of which replay keeps the bytes. All state is public; one
/// object belongs to one thread.
class DQNAgent {
 public:
  /// Draws the initial weights; `seed` starts the agent's streams. Throws ValueError for impossible sizes.
  DQNAgent(const DQNOptions& options, const std::vector<int64_t>& observation, int64_t actions, uint64_t seed,
           ScalarType dtype = kFloat, double pixel = 1);

  /// With probability epsilon any action, else the greedy one of the weights, noise included.
  int64_t select_action(std::span<const float> observation);
  /// argmax_a Q(s, a; theta), without noise. Throws NonFiniteError when a value is NaN.
  int64_t greedy_action(std::span<const float> observation);

  /// Puts a step of the environment into the replay buffer, as one transition or folded into those of n
  /// steps.
  void remember(const Transition& step);

  /// Whether an environment step is followed by updates: enough steps and transitions, and the step is due.
  bool is_due(int64_t step) const;
  /// One gradient step on a batch from the buffer; returns the loss.
  /// Throws NonFiniteError naming the loss or the gradient that is not finite, with the weights unchanged.
  double update();
  /// The same on a given batch, with a weight for each row [batch] or none.
  double update(const TransitionBatch& batch, const Tensor& weights = {});
  /// All that the rest of a training run depends on.
  void serialize(envs::Archive& archive);
  /// Sets epsilon, where it falls in a straight line, and beta for an environment step.
  void explore_at(int64_t step);

  DQNOptions options;
  int64_t actions;
  QNetwork policy_net, target_net;
  std::vector<Tensor> parameters, target_parameters;  ///< theta and theta-, of the two networks
  optim::Adam optimizer;
  ReplayBuffer buffer;
  std::optional<NStep> n_step;                  ///< of options.n_step > 1
  std::optional<PrioritizedReplay> priorities;  ///< of options.prioritized
  std::optional<PythonRandom> python;           ///< of options.random
  Tensor z;                                     ///< the grid of the returns [atoms]
  double epsilon;
  double beta = 1;
  int64_t updates = 0;
  double grad_norm = 0;  ///< of the last update, before clipping
  Generator exploration, replay, noise;

 private:
  Tensor action_values(const Tensor& network_output) const;
  Tensor ended(const TransitionBatch& batch) const;
  Tensor td_losses(const TransitionBatch& batch);
  Tensor distributional_losses(const TransitionBatch& batch);
  int64_t best_action(std::span<const float> observation);

  Tensor errors_;       // [batch], of the last update, when replay is prioritized
  Tensor observation_;  // [1, observation_size], filled again for every action
};

}  // namespace ember::rl
