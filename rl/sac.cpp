#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/rl/acting.hpp>
#include <ember/rl/archive.hpp>
#include <ember/rl/descend.hpp>
#include <ember/rl/polyak.hpp>
#include <ember/rl/sac.hpp>
#include <ember/rl/seeds.hpp>
#include <ember/rl/targets.hpp>

namespace ember::rl {

SACAgent::SACAgent(const SACOptions& chosen, int64_t observation_size, const ActionSpace& actions,
                   uint64_t seed, ScalarType dtype)
    : options(chosen),
      policy(observation_size, actions, options.hidden,
             options.log_std_range == "clamp" ? LogStdRange::clamp : LogStdRange::tanh),
      q(observation_size, actions.count, options.hidden),
      target_q(observation_size, actions.count, options.hidden),
      policy_parameters((policy->to(dtype), policy->parameters())),
      q_parameters((q->to(dtype), q->parameters())),
      target_parameters((target_q->to(dtype), target_q->parameters())),
      log_alpha(full({1}, std::log(options.alpha), ember::dtype(dtype).requires_grad(true))),
      policy_optimizer(policy_parameters, optim::AdamOptions(options.policy_lr)),
      q_optimizer(q_parameters, optim::AdamOptions(options.q_lr)),
      alpha_optimizer(std::vector<Tensor>{log_alpha}, optim::AdamOptions(options.alpha_lr)),
      buffer(options.buffer_size, observation_size, dtype, actions.count),
      target_entropy(options.target_entropy != 0 ? options.target_entropy
                                                 : -static_cast<double>(actions.count)),
      exploration(stream_seed(seed, "exploration")),
      replay(stream_seed(seed, "replay")),
      noise(stream_seed(seed, "noise")),
      row_(static_cast<size_t>(actions.count)) {
  options.check();
  polyak_update(target_parameters, q_parameters, 1);
}

double SACAgent::alpha() const {
  return options.auto_alpha ? std::exp(log_alpha.item().toDouble()) : options.alpha;
}

std::span<const float> SACAgent::select_action(std::span<const float> observation, int64_t step) {
  const ActionSpace& space = policy->actions;
  if (step <= options.learning_starts) {
    for (size_t k = 0; k < row_.size(); ++k)
      row_[k] = static_cast<float>(space.low[k] + exploration.uniform() * (space.high[k] - space.low[k]));
    return row_;
  }
  const NoGradGuard no_grad;
  const Tensor s = as_batch(observation, policy->layers[0]->weight.size(1), log_alpha.dtype());
  const Tensor a = policy->sample(s, randn({1, space.count}, log_alpha.dtype(), exploration)).first;
  return action_of(a, space, row_).as<std::span<const float>>();
}

std::span<const float> SACAgent::greedy_action(std::span<const float> observation) {
  const NoGradGuard no_grad;
  const Tensor s = as_batch(observation, policy->layers[0]->weight.size(1), log_alpha.dtype());
  return action_of(policy->mode(s), policy->actions, row_).as<std::span<const float>>();
}

double SACAgent::update() {
  const TransitionBatch& batch = buffer.sample_with_replacement(options.batch_size, replay);
  const Tensor next_noise = randn(batch.actions.sizes(), log_alpha.dtype(), noise);
  return update(batch, next_noise, randn(batch.actions.sizes(), log_alpha.dtype(), noise));
}

double SACAgent::update(const TransitionBatch& batch, const Tensor& next_noise, const Tensor& now_noise) {
  const Tensor &s = batch.observations, &a = batch.actions, &s_next = batch.next_observations;
  // y = r + gamma (1 - terminated) (min Q'(s', a') - alpha log pi(a'|s')), a' ~ pi(.|s')
  Tensor y;
  {
    const NoGradGuard no_grad;
    const auto [a_next, log_pi_next] = policy->sample(s_next, next_noise);
    y = soft_target(batch.rewards, batch.terminated, target_q->minimum(s_next, a_next), log_pi_next, alpha(),
                    options.gamma);
  }
  // J_Q = mean (Q1(s, a) - y)^2 / 2 + mean (Q2(s, a) - y)^2 / 2
  const Tensor J_Q = twin_value_loss(q->forward(s, a), y);
  descend("SACAgent::update: action values", J_Q, q_optimizer, q_parameters);

  // J_pi = mean(alpha log pi(a|s) - min Q(s, a)), a ~ pi(.|s)
  Tensor log_pi;
  {
    const Frozen frozen(q_parameters);
    const auto [a_new, log_pi_new] = policy->sample(s, now_noise);
    const Tensor J_pi = mean(alpha() * log_pi_new - q->minimum(s, a_new));
    descend("SACAgent::update: policy", J_pi, policy_optimizer, policy_parameters);
    policy_loss = J_pi.item().toDouble();
    log_pi = log_pi_new.detach();
  }
  // J_alpha = -log alpha mean(log pi(a|s) + target entropy)
  const double excess = log_pi.mean().item().toDouble() + target_entropy;
  entropy = target_entropy - excess;
  if (options.auto_alpha)
    descend("SACAgent::update: temperature", sum(-log_alpha * excess), alpha_optimizer, {log_alpha});

  // Q' <- tau Q + (1 - tau) Q'
  polyak_update(target_parameters, q_parameters, options.tau);
  ++updates;
  return J_Q.item().toDouble();
}

Tensor soft_target(const Tensor& rewards, const Tensor& terminated, const Tensor& next_q,
                   const Tensor& next_log_prob, double alpha, double gamma) {
  require<ShapeError>(next_q.sizes() == next_log_prob.sizes(), "soft_target: shapes differ: next_q ",
                      next_q.sizes(), ", next_log_prob ", next_log_prob.sizes());
  const NoGradGuard no_grad;
  return td_target(rewards, terminated, next_q - alpha * next_log_prob, gamma);
}

void SACAgent::serialize(envs::Archive& archive) {
  archive(*policy, *q, *target_q, log_alpha, policy_optimizer, q_optimizer, alpha_optimizer, buffer,
          policy_loss, entropy, updates, exploration, replay, noise);
}

}  // namespace ember::rl
