#include <ember/autograd/copy.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/rl/advantages.hpp>
#include <ember/rl/archive.hpp>
#include <ember/rl/descend.hpp>
#include <ember/rl/policy_losses.hpp>
#include <ember/rl/ppo.hpp>
#include <ember/rl/seeds.hpp>

namespace ember::rl {

PPOAgent::PPOAgent(const PPOOptions& chosen, const std::vector<int64_t>& observation,
                   const ActionSpace& actions, uint64_t seed, ScalarType dtype, double pixel)
    : options(chosen),
      network(observation, actions,
              ActorCriticLayers{options.hidden, activation_of(options.activation), options.shared_network,
                                options.orthogonal_init, pixel}),
      parameters((network->to(dtype), network->parameters())),
      optimizer(make_optimizer(options.optimizer, parameters, options.lr, options.optimizer_eps)),
      rollout(options.num_steps, options.num_envs, size_of(observation), actions, dtype),
      random(stream_seed(seed, "actions")),
      shuffle(stream_seed(seed, "minibatches")) {
  options.check();
  if (!actions.discrete) {
    const NoGradGuard no_grad;
    network->actor->log_std.fill_(options.log_std_init);
  }
  if (options.normalize_observations)
    rollout.normalizer =
        network->register_module("normalizer", Normalizer(size_of(observation), options.observation_limit));
  if (options.normalize_rewards)
    rollout.reward_scaler.emplace(options.num_envs, options.gamma, options.reward_limit);
}

envs::Action PPOAgent::greedy_action(std::span<const float> observation) {
  return rl::greedy_action(network, rollout.normalizer, observation, row_);
}

double PPOAgent::update(double remaining) {
  if (options.anneal_lr) set_lr(*optimizer, options.lr * remaining);
  const double epsilon = options.anneal_clip ? options.clip * remaining : options.clip;

  // A_t = sum_k (gamma lambda)^k delta_{t+k}, R_t = A_t + V_old(s_t)
  rollout.finish(network);
  const Tensor gaes = gae(rollout.rewards, rollout.values, rollout.next_values, rollout.terminated,
                          rollout.truncated, options.gamma, options.gae_lambda);
  const Tensor s = rollout.states(), a = flatten(rollout.actions, 0, 1), A_old = flatten(gaes),
               log_pi_old = flatten(rollout.log_probs), V_old = flatten(rollout.values),
               R_old = flatten(gaes + rollout.values);

  const int64_t batch = s.size(0), size = batch / options.num_minibatches;
  double sum_loss = 0, minibatches = 0;
  policy_loss = value_loss = entropy = kl = clip_fraction = 0;
  for (int64_t epoch = 0; epoch < options.update_epochs; ++epoch) {
    const bool whole = options.num_minibatches == 1;  // its order has no meaning
    const Tensor order = whole ? Tensor() : randperm(batch, {}, shuffle);
    double epoch_kl = 0;
    for (int64_t first = 0; first < batch; first += size) {
      const auto pick = [&](const Tensor& x) {
        return whole ? x : index_select(x, 0, narrow(order, 0, first, size));
      };
      const Tensor R = pick(R_old), A = options.normalize_advantage ? standardized(pick(A_old)) : pick(A_old);

      // L(theta) = L^CLIP + c_v L^V - c_e H, rho = pi(a|s) / pi_old(a|s)
      const auto [pi, V] = network->forward(pick(s));
      const auto [log_pi, entropies] = pi.log_prob_and_entropy(pick(a));
      const Tensor log_rho = log_pi - pick(log_pi_old), H = mean(entropies);
      const Tensor L_clip = clipped_surrogate(log_rho, A, epsilon);
      const Tensor L_V =
          options.clip_value_loss ? clipped_value_loss(V, pick(V_old), R, epsilon) : rl::value_loss(V, R);
      const Tensor loss = L_clip + options.value_coef * L_V - options.entropy_coef * H;
      grad_norm = descend("PPOAgent::update", loss, *optimizer, parameters, options.max_grad_norm);

      sum_loss += loss.item().toDouble();
      epoch_kl += watch(L_clip, L_V, H, log_rho, epsilon);
      ++minibatches;
    }
    kl += epoch_kl;
    if (options.target_kl > 0 && epoch_kl > options.target_kl * static_cast<double>(options.num_minibatches))
      break;
  }
  for (double* total : {&policy_loss, &value_loss, &entropy, &kl, &clip_fraction}) *total /= minibatches;
  rollout.begin_next();
  ++updates;
  return sum_loss / minibatches;
}

double PPOAgent::watch(const Tensor& L_clip, const Tensor& L_V, const Tensor& H, const Tensor& log_rho,
                       double epsilon) {
  policy_loss += L_clip.item().toDouble();
  value_loss += L_V.item().toDouble();
  entropy += H.item().toDouble();
  clip_fraction += rl::clip_fraction(log_rho, epsilon).item().toDouble();
  return approximate_kl(log_rho).item().toDouble();
}

void PPOAgent::serialize(envs::Archive& archive) {
  archive(*network, *optimizer, rollout, random, shuffle, updates, policy_loss, value_loss, entropy, kl,
          clip_fraction, grad_norm);
}

}  // namespace ember::rl
