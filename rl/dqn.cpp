#include <algorithm>
#include <cmath>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/nn/utils/clip_grad.hpp>
#include <ember/rl/archive.hpp>
#include <ember/rl/c51.hpp>
#include <ember/rl/dqn.hpp>
#include <ember/rl/polyak.hpp>
#include <ember/rl/schedule.hpp>
#include <ember/rl/seeds.hpp>
#include <ember/rl/targets.hpp>
#include <limits>

namespace ember::rl {
namespace {

QNetworkOptions network_of(const DQNOptions& options, double pixel) {
  return {options.hidden, options.dueling, options.noisy, options.atoms, pixel, options.noise};
}

}  // namespace

DQNAgent::DQNAgent(const DQNOptions& chosen, const std::vector<int64_t>& observation, int64_t action_count,
                   uint64_t seed, ScalarType dtype, double pixel)
    : options(chosen),
      actions(action_count),
      policy_net(observation, action_count, network_of(options, pixel)),
      target_net(observation, action_count, network_of(options, pixel)),
      parameters((policy_net->to(dtype), policy_net->parameters())),
      target_parameters((target_net->to(dtype), target_net->parameters())),
      optimizer(parameters, optim::AdamOptions(options.lr)),
      buffer(options.buffer_size, size_of(observation), dtype, 0, pixel == 255),
      epsilon(options.noisy ? options.noisy_epsilon : options.epsilon_start),
      exploration(stream_seed(seed, "exploration")),
      replay(stream_seed(seed, "replay")),
      noise(stream_seed(seed, "noise")),
      observation_(zeros({1, size_of(observation)}, dtype)) {
  if (options.n_step > 1) n_step.emplace(options.n_step, options.gamma, size_of(observation));
  if (options.prioritized) priorities.emplace(options.buffer_size, options.priority_alpha, dtype);
  if (options.random == "python") python.emplace(seed);
  if (options.atoms > 1) z = linspace(options.v_min, options.v_max, options.atoms, dtype);
  polyak_update(target_parameters, parameters, 1);
}

int64_t DQNAgent::select_action(std::span<const float> observation) {
  if (python)
    return python->random() < epsilon ? python->randint(0, actions - 1) : greedy_action(observation);
  if (exploration.uniform() < epsilon)
    return static_cast<int64_t>(exploration.uniform() * static_cast<double>(actions));
  if (options.noisy) policy_net->reset_noise(noise);
  return best_action(observation);
}

int64_t DQNAgent::greedy_action(std::span<const float> observation) {
  if (!options.noisy) return best_action(observation);
  policy_net->eval();
  const int64_t action = best_action(observation);
  policy_net->train();
  return action;
}

int64_t DQNAgent::best_action(std::span<const float> observation) {
  const NoGradGuard no_grad;
  dispatch_floating("DQNAgent", observation_.dtype(), [&](auto zero) {
    std::copy(observation.begin(), observation.end(), observation_.data_ptr<decltype(zero)>());
  });
  const Tensor values = action_values(policy_net->forward(observation_));
  return dispatch_floating("DQNAgent", values.dtype(), [&](auto zero) {
    const auto* q = values.data_ptr<decltype(zero)>();
    int64_t best = 0;
    for (int64_t a = 1; a < actions; ++a) {
      if (q[a] > q[best] || std::isnan(q[a])) best = a;
    }
    require<NonFiniteError>(std::isfinite(q[best]), "DQNAgent: an action value is not finite: ", q[best]);
    return best;
  });
}

void DQNAgent::remember(const Transition& step) {
  const auto store = [&](const Transition& transition) {
    const int64_t place = buffer.push(transition);
    if (priorities) priorities->add(place);
  };
  if (n_step)
    n_step->push(step, store);
  else
    store(step);
}

bool DQNAgent::is_due(int64_t step) const {
  return step >= options.learning_starts && buffer.size() >= options.batch_size &&
         step % options.train_every == 0;
}

void DQNAgent::explore_at(int64_t step) {
  beta = linear_schedule(options.priority_beta, 1, options.priority_beta_steps, step);
  if (options.epsilon_decay > 0 || options.noisy) return;
  epsilon = linear_schedule(options.epsilon_start, options.epsilon_end, options.epsilon_steps, step);
}

double DQNAgent::update() {
  if (python) return update(buffer.sample(options.batch_size, *python));
  if (!priorities) return update(buffer.sample(options.batch_size, replay));
  // i ~ P(i) = p_i^alpha / sum_k p_k^alpha, w_i = (N P(i))^-beta / max_j w_j, then p_i = |delta_i|
  const auto& [places, w] = priorities->sample(options.batch_size, buffer.size(), beta, replay);
  const double loss = update(buffer.gather(places), w);
  priorities->update(errors_);
  return loss;
}

double DQNAgent::update(const TransitionBatch& batch, const Tensor& w) {
  if (options.noisy) {
    policy_net->reset_noise(noise);
    target_net->reset_noise(noise);
  }

  // L(theta) = mean of w l(s, a, r, s'; theta)
  const Tensor losses = options.atoms > 1 ? distributional_losses(batch) : td_losses(batch);
  const Tensor loss = mean(w.defined() ? w * losses : losses);
  const double loss_value = loss.item().toDouble();
  require<NonFiniteError>(std::isfinite(loss_value), "DQNAgent::update: the loss is not finite: ", loss_value,
                          " in update ", updates + 1);

  // theta <- Adam(theta, grad L(theta))
  optimizer.zero_grad();
  loss.backward();
  const double limit =
      options.max_grad_norm > 0 ? options.max_grad_norm : std::numeric_limits<double>::infinity();
  grad_norm = nn::utils::clip_grad_norm_(parameters, limit);
  require<NonFiniteError>(std::isfinite(grad_norm), "DQNAgent::update: the gradient is not finite: norm ",
                          grad_norm, " in update ", updates + 1);
  optimizer.step();

  // theta- <- theta, every target_every updates
  if (++updates % options.target_every == 0) polyak_update(target_parameters, parameters, 1);
  if (options.epsilon_decay > 0) epsilon = std::max(options.epsilon_end, epsilon * options.epsilon_decay);
  return loss_value;
}

Tensor DQNAgent::td_losses(const TransitionBatch& batch) {
  // y = r + gamma (1 - terminated) v(s') with v(s') = max_a' Q(s', a'; theta-),
  // Double DQN: v(s') = Q(s', argmax_a' Q(s', a'; theta); theta-); n steps: gamma^n for gamma
  Tensor y;
  {
    const NoGradGuard no_grad;
    const Tensor next_q = target_net->forward(batch.next_observations);
    const Tensor v = options.double_dqn
                         ? double_dqn_value(policy_net->forward(batch.next_observations), next_q)
                         : greedy_value(next_q);
    y = n_step ? td_target(batch.rewards, ended(batch), v, pow(options.gamma, batch.steps))
               : td_target(batch.rewards, ended(batch), v, options.gamma);
  }

  // l(Q(s, a; theta) - y), with l(d) = d^2 or Huber's
  const Tensor q = value_of(policy_net->forward(batch.observations), batch.actions);
  if (priorities) errors_ = abs(q.detach() - y);
  return options.loss == "mse" ? nn::functional::mse_loss(q, y, kNone)
                               : nn::functional::huber_loss(q, y, kNone);
}

Tensor DQNAgent::distributional_losses(const TransitionBatch& batch) {
  // m: the distribution of r + gamma (1 - terminated) z under p(s', a*; theta-), a* = argmax_a' Q(s', a'),
  // where Q = sum_i z_i p_i is the target network's or, in Double DQN, the online network's
  Tensor m;
  {
    const NoGradGuard no_grad;
    const Tensor next = target_net->forward(batch.next_observations);
    const Tensor q = action_values(options.double_dqn ? policy_net->forward(batch.next_observations) : next);
    const Tensor p = distribution_of(softmax(next, 2), std::get<1>(max(q, 1)));
    m = categorical_projection(p, batch.rewards, ended(batch), pow(options.gamma, batch.steps), z);
  }

  // the cross-entropy -sum_i m_i log p_i(s, a; theta)
  const Tensor log_p =
      distribution_of(log_softmax(policy_net->forward(batch.observations), 2), batch.actions);
  const Tensor losses = -sum(m * log_p, {1});
  if (priorities) errors_ = losses.detach();
  return losses;
}

Tensor DQNAgent::action_values(const Tensor& output) const {
  return options.atoms > 1 ? expected_value(softmax(output, 2), z) : output;
}

Tensor DQNAgent::ended(const TransitionBatch& batch) const {
  return options.truncation == "terminal" ? maximum(batch.terminated, batch.truncated) : batch.terminated;
}

void DQNAgent::serialize(envs::Archive& archive) {
  archive(*policy_net, *target_net, optimizer, buffer, epsilon, updates, exploration, replay, noise);
  if (n_step) archive(*n_step);
  if (priorities) archive(*priorities);
  if (python) archive(*python);
}

}  // namespace ember::rl
