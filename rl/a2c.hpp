// Advantage actor-critic, the synchronous form of A3C (Mnih et al. 2016, "Asynchronous Methods for Deep
// Reinforcement Learning"): n steps of several environments, then one gradient step on all of them.
#pragma once

#include <ember/envs/action.hpp>
#include <ember/optim/optimizer.hpp>
#include <ember/rl/options.hpp>
#include <ember/rl/rollout.hpp>
#include <string>

namespace ember::rl {

struct A2COptions {
  int64_t num_envs = 8;
  int64_t num_steps = 5;
  std::vector<int64_t> hidden = {64, 64};
  std::string activation = "tanh";
  bool shared_network = false;
  bool orthogonal_init = true;
  std::string optimizer = "rmsprop";
  double lr = 7e-4;
  double optimizer_eps = 1e-5;
  bool anneal_lr = false;
  double gamma = 0.99;
  double gae_lambda = 1;
  bool normalize_advantage = false;
  double value_coef = 1;
  double entropy_coef = 0;
  double max_grad_norm = 0.5;
  bool normalize_observations = false;
  bool normalize_rewards = false;

  template <class Visitor> void describe(Visitor&& visit) {
    visit("num_envs", num_envs, "environments that step together", Range{1, 4096});
    visit("num_steps", num_steps, "steps of each environment before an update", AtLeast(1));
    visit("hidden", hidden, "widths of the hidden layers", Widths{});
    visit("activation", activation, "between the layers", OneOf{"tanh", "relu"});
    visit("shared_network", shared_network, "one trunk for policy and value instead of two networks", Any{});
    visit("orthogonal_init", orthogonal_init, "orthogonal initial weights", Any{});
    visit("optimizer", optimizer, "how gradients become steps",
          OneOf{"rmsprop", "rmsprop_tensorflow", "adam"});
    visit("lr", lr, "learning rate", Above(0));
    visit("optimizer_eps", optimizer_eps, "the optimizer's epsilon", Above(0));
    visit("anneal_lr", anneal_lr, "let the learning rate fall in a straight line to 0", Any{});
    visit("gamma", gamma, "discount of the next value", Range{0, 1});
    visit("gae_lambda", gae_lambda, "decay of the advantage's trace; 1: n-step returns", Range{0, 1});
    visit("normalize_advantage", normalize_advantage, "bring advantages to mean 0 and deviation 1", Any{});
    visit("value_coef", value_coef, "weight of the value loss (V - R)^2 / 2", AtLeast(0));
    visit("entropy_coef", entropy_coef, "weight of the entropy bonus", AtLeast(0));
    visit("max_grad_norm", max_grad_norm, "norm to which the gradient is clipped; 0 for none", AtLeast(0));
    visit("normalize_observations", normalize_observations, "by running mean and deviation", Any{});
    visit("normalize_rewards", normalize_rewards, "by the running deviation of the discounted return", Any{});
  }
};

/// An agent for several environments at once. All state is public; one object belongs to one thread.
class A2CAgent {
 public:
  /// Draws the initial weights from the process's generator; `seed` starts the agent's own stream.
  A2CAgent(const A2COptions& options, int64_t observation_size, const ActionSpace& actions, uint64_t seed,
           ScalarType dtype = kFloat);

  /// a_t ~ pi(. | s_t) in all environments, and their step t of the rollout. The environments are of
  /// Autoreset::same_step and were reset into rollout.observation(0) before the first.
  template <class E> void step(envs::VectorEnv<E>& environments, int64_t t) {
    rollout.act(network, t, random);
    rl::step(environments, rollout, network, t);
  }
  /// The most probable action in one state; a row of numbers is valid until the next call.
  envs::Action greedy_action(std::span<const float> observation);

  /// Leaves the gradient of the rollout's loss in the parameters, and the rollout's last observation to begin
  /// the next; returns the loss. Throws NonFiniteError.
  double gradient();
  /// One gradient step on the rollout, whose last observation then begins the next. `remaining` is the share
  /// of the training that is left, from 1 down, for schedules. Returns the loss. Throws NonFiniteError with
  /// the weights unchanged.
  double update(double remaining = 1);
  /// All that the rest of a training run depends on.
  void serialize(envs::Archive& archive);

  A2COptions options;
  ActorCritic network;
  std::vector<Tensor> parameters;
  std::unique_ptr<optim::Optimizer> optimizer;
  Rollout rollout;
  Generator random;
  int64_t updates = 0;
  double entropy = 0, grad_norm = 0;  ///< of the last update

 private:
  std::vector<float> row_;
};

}  // namespace ember::rl
