#include <algorithm>
#include <cmath>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/nn/utils/clip_grad.hpp>
#include <ember/rl/archive.hpp>
#include <ember/rl/dqn.hpp>
#include <ember/rl/polyak.hpp>
#include <ember/rl/schedule.hpp>
#include <ember/rl/seeds.hpp>
#include <ember/rl/targets.hpp>
#include <limits>

namespace ember::rl {

DQNAgent::DQNAgent(const DQNOptions& chosen, int64_t observation_size, int64_t action_count, uint64_t seed,
                   ScalarType dtype)
    : options(chosen),
      actions(action_count),
      policy_net(observation_size, action_count, options.hidden),
      target_net(observation_size, action_count, options.hidden),
      parameters((policy_net->to(dtype), policy_net->parameters())),
      target_parameters((target_net->to(dtype), target_net->parameters())),
      optimizer(parameters, optim::AdamOptions(options.lr)),
      buffer(options.buffer_size, observation_size, dtype),
      epsilon(options.epsilon_start),
      exploration(stream_seed(seed, "exploration")),
      replay(stream_seed(seed, "replay")),
      observation_(zeros({1, observation_size}, dtype)) {
  polyak_update(target_parameters, parameters, 1);
}

int64_t DQNAgent::select_action(std::span<const float> observation) {
  if (exploration.uniform() < epsilon)
    return static_cast<int64_t>(exploration.uniform() * static_cast<double>(actions));
  return greedy_action(observation);
}

int64_t DQNAgent::greedy_action(std::span<const float> observation) {
  const NoGradGuard no_grad;
  dispatch_floating("DQNAgent", observation_.dtype(), [&](auto zero) {
    std::copy(observation.begin(), observation.end(), observation_.data_ptr<decltype(zero)>());
  });
  const Tensor q = policy_net->forward(observation_);
  const auto [value, action] = max(q, 1);
  require<NonFiniteError>(std::isfinite(value.item().toDouble()),
                          "DQNAgent: an action value is not finite: ", value.item().toDouble());
  return action.item<int64_t>();
}

bool DQNAgent::is_due(int64_t step) const {
  return step >= options.learning_starts && buffer.size() >= options.batch_size &&
         step % options.train_every == 0;
}

void DQNAgent::explore_at(int64_t step) {
  if (options.epsilon_decay > 0) return;
  epsilon = linear_schedule(options.epsilon_start, options.epsilon_end, options.epsilon_steps, step);
}

double DQNAgent::update() { return update(buffer.sample(options.batch_size, replay)); }

double DQNAgent::update(const TransitionBatch& batch) {
  // y = r + gamma (1 - terminated) max_a' Q(s', a'; theta-)
  Tensor y;
  {
    const NoGradGuard no_grad;
    const Tensor ended =
        options.truncation == "terminal" ? maximum(batch.terminated, batch.truncated) : batch.terminated;
    y = td_target(batch.rewards, ended, greedy_value(target_net->forward(batch.next_observations)),
                  options.gamma);
  }

  // L(theta) = mean of l(Q(s, a; theta) - y), with l(d) = d^2 or Huber's
  const Tensor q = value_of(policy_net->forward(batch.observations), batch.actions);
  const Tensor loss =
      options.loss == "mse" ? nn::functional::mse_loss(q, y) : nn::functional::huber_loss(q, y);
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

void DQNAgent::serialize(envs::Archive& archive) {
  archive(*policy_net, *target_net, optimizer, buffer, epsilon, updates, exploration, replay);
}

}  // namespace ember::rl
