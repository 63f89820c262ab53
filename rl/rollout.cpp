#include <algorithm>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/view.hpp>
#include <ember/rl/acting.hpp>
#include <ember/rl/archive.hpp>
#include <ember/rl/rollout.hpp>

namespace ember::rl {

Rollout::Rollout(int64_t step_count, int64_t env_count, int64_t observation_size,
                 const ActionSpace& actions_of, ScalarType dtype)
    : steps(step_count), envs(env_count), space(actions_of), dtype_(dtype) {
  require<ValueError>(steps >= 1 && envs >= 1 && observation_size >= 1,
                      "Rollout: sizes must be at least 1: ", steps, " steps, ", envs, " environments, ",
                      observation_size, " values");
  observations = zeros({steps + 1, envs, observation_size}, kFloat);
  actions = space.discrete ? zeros({steps, envs}, kLong) : zeros({steps, envs, space.count}, dtype);
  log_probs = zeros({steps, envs}, dtype);
  values = zeros({steps, envs}, dtype);
  next_values = zeros({steps, envs}, dtype);
  rewards = zeros({steps, envs}, kDouble);
  terminated = zeros({steps, envs}, kByte);
  truncated = zeros({steps, envs}, kByte);
  received.resize(static_cast<size_t>(envs));
  row_.resize(space.discrete ? 0 : static_cast<size_t>(envs * space.count));
  cut_.resize(static_cast<size_t>(steps * envs));
}

std::span<float> Rollout::observation(int64_t t) {
  const int64_t row = envs * observations.size(2);
  return {observations.data_ptr<float>() + t * row, static_cast<size_t>(row)};
}

envs::VectorRows Rollout::results(int64_t t) {
  const auto n = static_cast<size_t>(envs);
  return {observation(t + 1),
          {rewards.data_ptr<double>() + t * envs, n},
          {terminated.data_ptr<uint8_t>() + t * envs, n},
          {truncated.data_ptr<uint8_t>() + t * envs, n}};
}

envs::VectorRows Rollout::report(int64_t t) {
  envs::VectorRows rows = results(t);
  rows.rewards = received;
  return rows;
}

envs::Step Rollout::step(int64_t t, int64_t env) const {
  const int64_t at = t * envs + env;
  return {rewards.data_ptr<double>()[at], terminated.data_ptr<uint8_t>()[at] != 0,
          truncated.data_ptr<uint8_t>()[at] != 0};
}

Tensor Rollout::seen(const Tensor& rows) const { return to(rows, dtype_); }

void Rollout::act(ActorCritic& network, int64_t t, Generator& random) {
  const NoGradGuard no_grad;
  const auto [pi, v] = network->forward(seen(select(observations, 0, t)));
  const Tensor a = pi.sample(random);
  select(actions, 0, t).copy_(a);
  select(log_probs, 0, t).copy_(pi.log_prob(a));
  select(values, 0, t).copy_(v);
  std::fill_n(cut_.begin() + t * envs, envs, uint8_t{0});
}

std::span<const int64_t> Rollout::choices(int64_t t) const {
  return {actions.data_ptr<int64_t>() + t * envs, static_cast<size_t>(envs)};
}

std::span<const float> Rollout::rows(int64_t t) {
  const Tensor drawn = to(select(actions, 0, t), kFloat);
  std::copy_n(drawn.data_ptr<float>(), row_.size(), row_.begin());
  clip_to_bounds(row_, space);
  return row_;
}

void Rollout::begin() {
  if (!normalizer) return;
  normalizer->update(observation(0));
  normalizer->normalize(observation(0));
}

void Rollout::settle(int64_t t) {
  const envs::VectorRows now = results(t);
  std::copy(now.rewards.begin(), now.rewards.end(), received.begin());
  if (reward_scaler) reward_scaler->scale(now.rewards, now.terminated, now.truncated);
  if (!normalizer) return;
  normalizer->update(now.observations);
  normalizer->normalize(now.observations);
}

void Rollout::cut_off(ActorCritic& network, int64_t t, int64_t env, std::span<const float> last) {
  const NoGradGuard no_grad;
  const Tensor row = as_batch(last, observations.size(2), kFloat);
  if (normalizer) normalizer->normalize({row.data_ptr<float>(), last.size()});
  select(select(next_values, 0, t), 0, env).copy_(squeeze(network->value(seen(row))));
  cut_[static_cast<size_t>(t * envs + env)] = 1;
}

void Rollout::finish(ActorCritic& network) {
  const NoGradGuard no_grad;
  const Tensor last = network->value(seen(select(observations, 0, steps)));
  dispatch_floating("Rollout", dtype_, [&](auto zero) {
    using T = decltype(zero);
    T* next = next_values.data_ptr<T>();
    for (int64_t i = 0; i < steps * envs; ++i) {
      if (cut_[static_cast<size_t>(i)] != 0) continue;
      next[i] = i + envs < steps * envs ? values.data_ptr<T>()[i + envs]
                                        : last.data_ptr<T>()[i + envs - steps * envs];
    }
  });
}

Tensor Rollout::states() const { return seen(flatten(narrow(observations, 0, 0, steps), 0, 1)); }

void Rollout::begin_next() {
  const auto last = observation(steps);
  std::copy(last.begin(), last.end(), observation(0).begin());
}

envs::Action greedy_action(ActorCritic& network, const Normalizer& normalizer,
                           std::span<const float> observation, std::vector<float>& row) {
  const NoGradGuard no_grad;
  const Tensor state = as_batch(observation, static_cast<int64_t>(observation.size()), kFloat);
  if (!normalizer.is_empty()) normalizer.ptr()->normalize({state.data_ptr<float>(), observation.size()});
  const ActionDistribution pi = network->distribution(to(state, network->dtype()));
  return action_of(pi.mode(), network->actor->actions, row);
}

void Rollout::serialize(envs::Archive& archive) {
  archive(observations, actions, log_probs, values, next_values, rewards, terminated, truncated, received,
          cut_);
  if (reward_scaler) archive(*reward_scaler);
}

}  // namespace ember::rl
