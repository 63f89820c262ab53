// Soft actor-critic (Haarnoja et al. 2018, "Soft Actor-Critic Algorithms and Applications", Algorithm 1):
// twin action values, a squashed Gaussian policy and a temperature that keeps the entropy at a target.
#pragma once

#include <ember/optim/adam.hpp>
#include <ember/rl/options.hpp>
#include <ember/rl/replay_buffer.hpp>
#include <ember/rl/squashed_gaussian.hpp>
#include <ember/rl/twin_critic.hpp>
#include <stdexcept>
#include <string>

namespace ember::rl {

struct SACOptions {
  std::vector<int64_t> hidden = {256, 256};
  double policy_lr = 3e-4;
  double q_lr = 1e-3;
  double alpha_lr = 1e-3;
  double gamma = 0.99;
  double tau = 0.005;
  int64_t batch_size = 256;
  int64_t buffer_size = 1'000'000;
  int64_t learning_starts = 100;
  int64_t train_every = 1;
  int64_t gradient_steps = 1;
  bool auto_alpha = true;
  double alpha = 1;
  double target_entropy = 0;
  std::string log_std_range = "clamp";
  std::string truncation = "bootstrap";

  template <class Visitor> void describe(Visitor&& visit) {
    visit("hidden", hidden, "widths of the hidden layers", Widths{});
    visit("policy_lr", policy_lr, "learning rate of the policy's Adam", Above(0));
    visit("q_lr", q_lr, "learning rate of the action values' Adam", Above(0));
    visit("alpha_lr", alpha_lr, "learning rate of the temperature's Adam", Above(0));
    visit("gamma", gamma, "discount of the next value", Range{0, 1});
    visit("tau", tau, "share of the way that the target values follow", Range{0, 1});
    visit("batch_size", batch_size, "transitions in one update", AtLeast(1));
    visit("buffer_size", buffer_size, "transitions that replay remembers", AtLeast(1));
    visit("learning_starts", learning_starts, "environment steps of random actions before the first update",
          AtLeast(1));
    visit("train_every", train_every, "environment steps from one round of updates to the next", AtLeast(1));
    visit("gradient_steps", gradient_steps, "updates in a round", AtLeast(1));
    visit("auto_alpha", auto_alpha, "let the temperature keep the entropy at its target", Any{});
    visit("alpha", alpha, "temperature, at the start if it is learned", AtLeast(0));
    visit("target_entropy", target_entropy, "entropy to keep; 0: minus the size of an action", Any{});
    visit("log_std_range", log_std_range, "of the policy: cut to [-20, 2], or mapped by tanh to [-5, 2]",
          OneOf{"clamp", "tanh"});
    visit("truncation", truncation,
          "value of a state where an episode was cut off: estimated, or 0 as if it had ended",
          OneOf{"bootstrap", "terminal"});
  }

  void check() const {
    if (auto_alpha && alpha == 0) throw std::invalid_argument("alpha is 0, which auto_alpha cannot change");
  }
};

/// An agent for rows of numbers between bounds. All state is public; one object belongs to one thread.
class SACAgent {
 public:
  /// Draws the initial weights from the process's generator; `seed` starts the agent's own streams.
  SACAgent(const SACOptions& options, int64_t observation_size, const ActionSpace& actions, uint64_t seed,
           ScalarType dtype = kFloat);

  /// a ~ pi(. | s), or uniform within the bounds up to learning_starts steps. Valid until the next action.
  std::span<const float> select_action(std::span<const float> observation, int64_t step);
  /// The action of the policy's mean.
  std::span<const float> greedy_action(std::span<const float> observation);
  /// Whether an environment step is followed by updates.
  bool is_due(int64_t step) const {
    return step > options.learning_starts && step % options.train_every == 0;
  }

  /// One step of everything on a batch from the buffer; returns the loss of the action values. Throws
  /// NonFiniteError naming what is not finite, with those weights unchanged.
  double update();
  /// The same on a given batch with given normal numbers [batch, action] for the actions in s' and in s.
  double update(const TransitionBatch& batch, const Tensor& next_noise, const Tensor& noise);
  /// The temperature.
  double alpha() const;
  /// All that the rest of a training run depends on.
  void serialize(envs::Archive& archive);

  SACOptions options;
  SquashedGaussian policy;
  TwinCritic q, target_q;
  std::vector<Tensor> policy_parameters, q_parameters, target_parameters;
  Tensor log_alpha;  ///< [1]
  optim::Adam policy_optimizer, q_optimizer, alpha_optimizer;
  ReplayBuffer buffer;
  double target_entropy;
  double policy_loss = 0, entropy = 0;  ///< of the last update; entropy is -mean log pi
  int64_t updates = 0;
  Generator exploration, replay, noise;

 private:
  std::vector<float> row_;
};

/// y = r + gamma (1 - terminated) (min Q'(s', a') - alpha log pi(a' | s')), Haarnoja et al. (2018),
/// equation 3. All [batch]; nothing is recorded. Throws ShapeError for different shapes.
Tensor soft_target(const Tensor& rewards, const Tensor& terminated, const Tensor& next_q,
                   const Tensor& next_log_prob, double alpha, double gamma);

}  // namespace ember::rl
