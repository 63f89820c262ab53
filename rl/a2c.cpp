#include <cmath>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/rl/a2c.hpp>
#include <ember/rl/acting.hpp>
#include <ember/rl/advantages.hpp>
#include <ember/rl/archive.hpp>
#include <ember/rl/descend.hpp>
#include <ember/rl/policy_losses.hpp>
#include <ember/rl/seeds.hpp>

namespace ember::rl {

A2CAgent::A2CAgent(const A2COptions& chosen, int64_t observation_size, const ActionSpace& actions,
                   uint64_t seed, ScalarType dtype)
    : options(chosen),
      network(std::vector{observation_size}, actions,
              ActorCriticLayers{options.hidden, activation_of(options.activation), options.shared_network,
                                options.orthogonal_init}),
      parameters((network->to(dtype), network->parameters())),
      optimizer(make_optimizer(options.optimizer, parameters, options.lr, options.optimizer_eps)),
      rollout(options.num_steps, options.num_envs, observation_size, actions, dtype),
      random(stream_seed(seed, "actions")) {
  if (options.normalize_observations)
    rollout.normalizer = network->register_module("normalizer", Normalizer(observation_size));
  if (options.normalize_rewards) rollout.reward_scaler.emplace(options.num_envs, options.gamma);
}

envs::Action A2CAgent::greedy_action(std::span<const float> observation) {
  return rl::greedy_action(network, rollout.normalizer, observation, row_);
}

double A2CAgent::gradient() {
  // A_t = sum_k (gamma lambda)^k delta_{t+k}, R_t = A_t + V(s_t)
  rollout.finish(network);
  const Tensor advantages = gae(rollout.rewards, rollout.values, rollout.next_values, rollout.terminated,
                                rollout.truncated, options.gamma, options.gae_lambda);
  const Tensor R = flatten(advantages + rollout.values);
  const Tensor A = options.normalize_advantage ? standardized(flatten(advantages)) : flatten(advantages);

  // L(theta) = -mean(log pi(a|s) A) + c_v mean (V - R)^2 / 2 - c_e mean H(pi(.|s))
  const auto [pi, V] = network->forward(rollout.states());
  const auto [log_pi, entropies] = pi.log_prob_and_entropy(flatten(rollout.actions, 0, 1));
  const Tensor H = mean(entropies);
  const Tensor loss =
      policy_gradient_loss(log_pi, A) + options.value_coef * value_loss(V, R) - options.entropy_coef * H;
  const double loss_value = loss.item().toDouble();
  require<NonFiniteError>(std::isfinite(loss_value), "A2CAgent: the loss is not finite: ", loss_value);
  optimizer->zero_grad();
  loss.backward();

  entropy = H.item().toDouble();
  rollout.begin_next();
  return loss_value;
}

double A2CAgent::update(double remaining) {
  const double loss = gradient();
  // theta <- theta - step(grad L)
  if (options.anneal_lr) set_lr(*optimizer, options.lr * remaining);
  grad_norm = apply_gradients("A2CAgent::update", *optimizer, parameters, options.max_grad_norm);
  ++updates;
  return loss;
}

void A2CAgent::serialize(envs::Archive& archive) {
  archive(*network, *optimizer, rollout, random, updates, entropy, grad_norm);
}

}  // namespace ember::rl
