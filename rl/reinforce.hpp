// REINFORCE (Williams 1992, "Simple statistical gradient-following algorithms"), with and without a learned
// baseline (Sutton and Barto 2018, section 13.4).
#pragma once

#include <ember/autograd/generator.hpp>
#include <ember/envs/action.hpp>
#include <ember/optim/adam.hpp>
#include <ember/rl/options.hpp>
#include <ember/rl/policy_network.hpp>
#include <optional>
#include <string>

namespace ember::rl {

struct REINFORCEOptions {
  std::vector<int64_t> hidden = {128};
  double lr = 1e-3;
  double gamma = 0.99;
  bool standardize = true;
  bool baseline = false;
  double baseline_lr = 1e-2;
  int64_t baseline_steps = 10;
  double max_grad_norm = 0;
  std::string head = "logits";
  std::string truncation = "bootstrap";

  template <class Visitor> void describe(Visitor&& visit) {
    visit("hidden", hidden, "widths of the hidden layers", Widths{});
    visit("lr", lr, "learning rate of Adam", Above(0));
    visit("gamma", gamma, "discount of the next reward", Range{0, 1});
    visit("standardize", standardize, "bring the weights of an episode to mean 0 and deviation 1", Any{});
    visit("baseline", baseline, "subtract a learned value V(s) from the returns", Any{});
    visit("baseline_lr", baseline_lr, "learning rate of the value's Adam", Above(0));
    visit("baseline_steps", baseline_steps, "gradient steps of the value after an episode", AtLeast(1));
    visit("max_grad_norm", max_grad_norm, "norm to which the gradient is clipped; 0 for none", AtLeast(0));
    visit("head", head, "what the network gives for a choice: logits, or probabilities by softmax",
          OneOf{"logits", "softmax"});
    visit("truncation", truncation,
          "return after an episode was cut off: V(s) where there is a baseline, or 0 as if it had ended",
          OneOf{"bootstrap", "terminal"});
  }
};

/// An agent for observations of floats. All state is public; one object belongs to one thread.
class REINFORCEAgent {
 public:
  /// Draws the initial weights from the process's generator; `seed` starts the agent's own stream.
  REINFORCEAgent(const REINFORCEOptions& options, int64_t observation_size, const ActionSpace& actions,
                 uint64_t seed, ScalarType dtype = kFloat);

  /// a ~ pi(. | s), remembered with its log-probability. A row of numbers is valid until the next action.
  envs::Action select_action(std::span<const float> observation);
  /// The most probable action; nothing is remembered.
  envs::Action greedy_action(std::span<const float> observation);
  /// The reward of the last action.
  void remember(double reward) { rewards.push_back(reward); }

  /// One step up the gradient of the return of the episode remembered, which is then forgotten; returns the
  /// loss. `cut_off_at` is the observation where a truncated episode stopped. Throws NonFiniteError with the
  /// weights unchanged, StateError unless there is a reward for each action.
  double update(std::optional<std::span<const float>> cut_off_at = std::nullopt);
  /// All that the rest of a training run depends on.
  void serialize(envs::Archive& archive);

  REINFORCEOptions options;
  PolicyNetwork policy;
  MLP value{nullptr};  ///< V(s), empty without a baseline
  std::vector<Tensor> parameters, value_parameters;
  optim::Adam optimizer;
  std::optional<optim::Adam> value_optimizer;
  std::vector<Tensor> saved_log_probs;  ///< log pi(a_t | s_t), each with its graph
  std::vector<double> rewards;
  std::vector<float> observations;    ///< [T, observation_size]
  std::vector<Tensor> saved_actions;  ///< a_t, each a batch of one
  int64_t updates = 0;
  double grad_norm = 0;  ///< of the last update, before clipping
  Generator random;

 private:
  Tensor batch_of(std::span<const float> rows) const;
  Tensor advantages(const Tensor& returns);
  std::vector<float> row_;
};

}  // namespace ember::rl
