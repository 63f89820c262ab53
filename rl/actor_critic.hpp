// One-step actor-critic (Sutton and Barto 2018, section 13.5, "One-step Actor-Critic (episodic)").
#pragma once

#include <ember/autograd/generator.hpp>
#include <ember/envs/action.hpp>
#include <ember/envs/environment.hpp>
#include <ember/optim/adam.hpp>
#include <ember/rl/actor_critic_network.hpp>
#include <ember/rl/options.hpp>
#include <optional>
#include <string>

namespace ember::rl {

struct ActorCriticOptions {
  std::vector<int64_t> hidden = {64, 64};
  std::string activation = "tanh";
  double actor_lr = 1e-4;
  double critic_lr = 1e-3;
  double gamma = 0.99;
  bool discount_updates = false;
  double entropy_coef = 0.01;
  double max_grad_norm = 0;
  std::string truncation = "bootstrap";

  template <class Visitor> void describe(Visitor&& visit) {
    visit("hidden", hidden, "widths of the hidden layers", Widths{});
    visit("activation", activation, "between the layers", OneOf{"tanh", "relu"});
    visit("actor_lr", actor_lr, "learning rate of the policy's Adam", Above(0));
    visit("critic_lr", critic_lr, "learning rate of the value's Adam", Above(0));
    visit("gamma", gamma, "discount of the next value", Range{0, 1});
    visit("discount_updates", discount_updates, "weight step t of the policy with gamma^t, as the book",
          Any{});
    visit("entropy_coef", entropy_coef, "weight of the entropy bonus", AtLeast(0));
    visit("max_grad_norm", max_grad_norm, "norm to which each gradient is clipped; 0 for none", AtLeast(0));
    visit("truncation", truncation,
          "value of a state where an episode was cut off: estimated, or 0 as if it had ended",
          OneOf{"bootstrap", "terminal"});
  }
};

/// An agent that learns after every step. All state is public; one object belongs to one thread.
class ActorCriticAgent {
 public:
  /// Draws the initial weights from the process's generator; `seed` starts the agent's own stream.
  ActorCriticAgent(const ActorCriticOptions& options, int64_t observation_size, const ActionSpace& actions,
                   uint64_t seed, ScalarType dtype = kFloat);

  /// a ~ pi(. | s). A row of numbers is valid until the next action.
  envs::Action select_action(std::span<const float> observation);
  /// The most probable action.
  envs::Action greedy_action(std::span<const float> observation);

  /// One step of policy and value on what the last action led to; returns delta^2 / 2. Throws StateError
  /// without an action, NonFiniteError with the weights unchanged.
  double update(const envs::Step& step, std::span<const float> next_observation);
  /// All that the rest of a training run depends on.
  void serialize(envs::Archive& archive);

  ActorCriticOptions options;
  ActorCritic network;
  std::vector<Tensor> actor_parameters, critic_parameters;
  optim::Adam actor_optimizer, critic_optimizer;
  double I = 1;  ///< gamma^t of the running episode, or 1
  double entropy = 0;
  int64_t updates = 0;
  Generator random;

 private:
  Tensor batch_of(std::span<const float> observation) const;
  Tensor s_, a_;  // of the last action
  std::vector<float> row_;
};

}  // namespace ember::rl
