// Proximal policy optimisation (Schulman et al. 2017, "Proximal Policy Optimization Algorithms") with the
// details that decide its results (Huang et al. 2022, "The 37 Implementation Details of Proximal Policy
// Optimization"), each of them an option.
#pragma once

#include <ember/envs/action.hpp>
#include <ember/optim/optimizer.hpp>
#include <ember/rl/options.hpp>
#include <ember/rl/rollout.hpp>
#include <stdexcept>
#include <string>

namespace ember::rl {

struct PPOOptions {
  int64_t num_envs = 4;
  int64_t num_steps = 128;
  int64_t num_minibatches = 4;
  int64_t update_epochs = 4;
  std::vector<int64_t> hidden = {64, 64};
  std::string activation = "tanh";
  bool shared_network = false;
  bool orthogonal_init = true;
  std::string optimizer = "adam";
  double lr = 2.5e-4;
  double optimizer_eps = 1e-5;
  bool anneal_lr = true;
  double gamma = 0.99;
  double gae_lambda = 0.95;
  bool normalize_advantage = true;
  double clip = 0.2;
  bool anneal_clip = false;
  bool clip_value_loss = true;
  double value_coef = 0.5;
  double entropy_coef = 0.01;
  double max_grad_norm = 0.5;
  double target_kl = 0;
  double log_std_init = 0;
  bool normalize_observations = false;
  double observation_limit = 10;
  bool normalize_rewards = false;
  double reward_limit = 10;

  template <class Visitor> void describe(Visitor&& visit) {
    visit("num_envs", num_envs, "environments that step together", Range{1, 4096});
    visit("num_steps", num_steps, "steps of each environment before an update", AtLeast(1));
    visit("num_minibatches", num_minibatches, "parts of a rollout, one gradient step each", AtLeast(1));
    visit("update_epochs", update_epochs, "times that an update goes through the rollout", AtLeast(1));
    visit("hidden", hidden, "widths of the hidden layers", Widths{});
    visit("activation", activation, "between the layers", OneOf{"tanh", "relu"});
    visit("shared_network", shared_network, "one trunk for policy and value instead of two networks", Any{});
    visit("orthogonal_init", orthogonal_init, "orthogonal initial weights", Any{});
    visit("optimizer", optimizer, "how gradients become steps",
          OneOf{"adam", "rmsprop", "rmsprop_tensorflow"});
    visit("lr", lr, "learning rate", Above(0));
    visit("optimizer_eps", optimizer_eps, "the optimizer's epsilon", Above(0));
    visit("anneal_lr", anneal_lr, "let the learning rate fall in a straight line to 0", Any{});
    visit("gamma", gamma, "discount of the next value", Range{0, 1});
    visit("gae_lambda", gae_lambda, "decay of the advantage's trace; 1: n-step returns", Range{0, 1});
    visit("normalize_advantage", normalize_advantage,
          "bring the advantages of a minibatch to mean 0 and deviation 1", Any{});
    visit("clip", clip, "how far the ratio of probabilities may move from 1", Above(0));
    visit("anneal_clip", anneal_clip, "let that fall in a straight line to 0", Any{});
    visit("clip_value_loss", clip_value_loss, "limit the move of the value in the same way", Any{});
    visit("value_coef", value_coef, "weight of the value loss (V - R)^2 / 2", AtLeast(0));
    visit("entropy_coef", entropy_coef, "weight of the entropy bonus", AtLeast(0));
    visit("max_grad_norm", max_grad_norm, "norm to which the gradient is clipped; 0 for none", AtLeast(0));
    visit("target_kl", target_kl, "divergence from the old policy that ends an update's epochs; 0: none",
          AtLeast(0));
    visit("log_std_init", log_std_init, "logarithm of a Gaussian's deviation at the start", Any{});
    visit("normalize_observations", normalize_observations, "by running mean and deviation", Any{});
    visit("observation_limit", observation_limit, "normalised observations are clipped to it; 0: not",
          AtLeast(0));
    visit("normalize_rewards", normalize_rewards, "by the running deviation of the discounted return", Any{});
    visit("reward_limit", reward_limit, "normalised rewards are clipped to it; 0: not", AtLeast(0));
  }

  void check() const {
    if (num_envs * num_steps % num_minibatches != 0)
      throw std::invalid_argument(
          "num_minibatches " + std::to_string(num_minibatches) +
          " does not divide num_envs x num_steps = " + std::to_string(num_envs * num_steps));
  }
};

/// An agent for several environments at once. All state is public; one object belongs to one thread.
class PPOAgent {
 public:
  /// Draws the initial weights from the process's generator; `seed` starts the agent's own streams.
  /// `observation` is the shape of one: rows {n}, or images {height, width} or {channels, height, width} with
  /// pixels up to `pixel`.
  PPOAgent(const PPOOptions& options, const std::vector<int64_t>& observation, const ActionSpace& actions,
           uint64_t seed, ScalarType dtype = kFloat, double pixel = 1);

  /// a_t ~ pi(. | s_t) in all environments, and their step t of the rollout. The environments are of
  /// Autoreset::same_step and were reset into rollout.observation(0), followed by rollout.begin().
  template <class E> void step(envs::VectorEnv<E>& environments, int64_t t) {
    rollout.act(network, t, random);
    rl::step(environments, rollout, network, t);
  }
  /// The most probable action in one state; a row of numbers is valid until the next call.
  envs::Action greedy_action(std::span<const float> observation);

  /// update_epochs x num_minibatches gradient steps on the rollout, whose last observation then begins the
  /// next. `remaining` is the share of the training that is left, from 1 down, for schedules. Returns the
  /// mean loss. Throws NonFiniteError with the weights as they were before the bad step.
  double update(double remaining = 1);
  /// All that the rest of a training run depends on.
  void serialize(envs::Archive& archive);

  PPOOptions options;
  ActorCritic network;
  std::vector<Tensor> parameters;
  std::unique_ptr<optim::Optimizer> optimizer;
  Rollout rollout;
  Generator random, shuffle;
  int64_t updates = 0;
  /// Of the last update, means over its minibatches; of its last minibatch for grad_norm.
  double policy_loss = 0, value_loss = 0, entropy = 0, kl = 0, clip_fraction = 0, grad_norm = 0;

 private:
  // Adds what a minibatch shows to the sums of the update; returns its divergence from the old policy.
  double watch(const Tensor& L_clip, const Tensor& L_V, const Tensor& H, const Tensor& log_rho,
               double epsilon);

  std::vector<float> row_;
};

}  // namespace ember::rl
