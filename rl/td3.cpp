#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/rl/acting.hpp>
#include <ember/rl/archive.hpp>
#include <ember/rl/descend.hpp>
#include <ember/rl/finite.hpp>
#include <ember/rl/polyak.hpp>
#include <ember/rl/seeds.hpp>
#include <ember/rl/targets.hpp>
#include <ember/rl/td3.hpp>

namespace ember::rl {

DeterministicPolicyImpl::DeterministicPolicyImpl(int64_t observation_size, const ActionSpace& space,
                                                 const std::vector<int64_t>& hidden)
    : MLPImpl(observation_size, hidden, space.count), actions(space) {
  const auto [half, middle] = scale_and_shift("DeterministicPolicy", actions);
  scale = register_buffer("scale", half);
  shift = register_buffer("shift", middle);
}

Tensor DeterministicPolicyImpl::act(const Tensor& observations) {
  const Tensor y = forward(observations);
  require_finite("policy", "an output of the policy network", y);
  return scale * tanh(y) + shift;
}

TD3Agent::TD3Agent(const TD3Options& chosen, int64_t observation_size, const ActionSpace& actions,
                   uint64_t seed, ScalarType dtype)
    : options(chosen),
      policy(observation_size, actions, options.hidden),
      target_policy(observation_size, actions, options.hidden),
      q(observation_size, actions.count, options.hidden),
      target_q(observation_size, actions.count, options.hidden),
      policy_parameters((policy->to(dtype), policy->parameters())),
      target_policy_parameters((target_policy->to(dtype), target_policy->parameters())),
      q_parameters((q->to(dtype), q->parameters())),
      target_q_parameters((target_q->to(dtype), target_q->parameters())),
      policy_optimizer(policy_parameters, optim::AdamOptions(options.policy_lr)),
      q_optimizer(q_parameters, optim::AdamOptions(options.q_lr)),
      buffer(options.buffer_size, observation_size, dtype, actions.count),
      exploration(stream_seed(seed, "exploration")),
      replay(stream_seed(seed, "replay")),
      noise(stream_seed(seed, "noise")),
      row_(static_cast<size_t>(actions.count)) {
  polyak_update(target_policy_parameters, policy_parameters, 1);
  polyak_update(target_q_parameters, q_parameters, 1);
}

std::span<const float> TD3Agent::select_action(std::span<const float> observation, int64_t step) {
  const ActionSpace& space = policy->actions;
  const bool random = step <= options.learning_starts;
  if (!random) greedy_action(observation);
  for (size_t k = 0; k < row_.size(); ++k) {
    const double half = (space.high[k] - space.low[k]) / 2;
    row_[k] = static_cast<float>(random ? space.low[k] + exploration.uniform() * 2 * half
                                        : row_[k] + options.exploration_noise * half * exploration.normal());
  }
  clip_to_bounds(row_, space);
  return row_;
}

std::span<const float> TD3Agent::greedy_action(std::span<const float> observation) {
  const NoGradGuard no_grad;
  const Tensor s = as_batch(observation, policy->layers[0]->weight.size(1), policy->scale.dtype());
  return action_of(policy->act(s), policy->actions, row_).as<std::span<const float>>();
}

double TD3Agent::update() {
  const TransitionBatch& batch = buffer.sample_with_replacement(options.batch_size, replay);
  return update(batch, randn(batch.actions.sizes(), policy->scale.dtype(), noise));
}

double TD3Agent::update(const TransitionBatch& batch, const Tensor& normal) {
  const Tensor &s = batch.observations, &a = batch.actions, &s_next = batch.next_observations;
  // y = r + gamma (1 - terminated) min Q'(s', a'), a' = mu'(s') + clip(noise), kept within the bounds
  Tensor y;
  {
    const NoGradGuard no_grad;
    const Tensor &scale = policy->scale, &shift = policy->shift;
    const double limit = options.target_noise_limit;
    const Tensor moved =
        target_policy->act(s_next) + scale * clamp(options.target_noise * normal, -limit, limit);
    const Tensor a_next = maximum(minimum(moved, shift + scale), shift - scale);
    y = td_target(batch.rewards, batch.terminated, target_q->minimum(s_next, a_next), options.gamma);
  }
  // J_Q = mean (Q1(s, a) - y)^2 / 2 + mean (Q2(s, a) - y)^2 / 2
  const Tensor J_Q = twin_value_loss(q->forward(s, a), y);
  descend("TD3Agent::update: action values", J_Q, q_optimizer, q_parameters);

  if (++updates % options.policy_delay == 0) {
    // J_mu = -mean Q1(s, mu(s))
    const Frozen frozen(q_parameters);
    const Tensor J_mu = -mean(q->q1(s, policy->act(s)));
    descend("TD3Agent::update: policy", J_mu, policy_optimizer, policy_parameters);
    policy_loss = J_mu.item().toDouble();
    // theta' <- tau theta + (1 - tau) theta'
    polyak_update(target_q_parameters, q_parameters, options.tau);
    polyak_update(target_policy_parameters, policy_parameters, options.tau);
  }
  return J_Q.item().toDouble();
}

void TD3Agent::serialize(envs::Archive& archive) {
  archive(*policy, *target_policy, *q, *target_q, policy_optimizer, q_optimizer, buffer, policy_loss, updates,
          exploration, replay, noise);
}

}  // namespace ember::rl
