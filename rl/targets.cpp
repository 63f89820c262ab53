#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/rl/targets.hpp>

namespace ember::rl {

Tensor td_target(const Tensor& rewards, const Tensor& terminated, const Tensor& next_value, double gamma) {
  require<ShapeError>(rewards.sizes() == terminated.sizes() && rewards.sizes() == next_value.sizes(),
                      "td_target: shapes differ: rewards ", rewards.sizes(), ", terminated ",
                      terminated.sizes(), ", next_value ", next_value.sizes());
  const NoGradGuard no_grad;
  return rewards + gamma * next_value * (1 - terminated);
}

Tensor td_target(const Tensor& rewards, const Tensor& terminated, const Tensor& next_value,
                 const Tensor& discount) {
  require<ShapeError>(rewards.sizes() == discount.sizes(), "td_target: shapes differ: rewards ",
                      rewards.sizes(), ", discount ", discount.sizes());
  const NoGradGuard no_grad;
  return td_target(rewards, terminated, discount * next_value, 1);
}

Tensor greedy_value(const Tensor& action_values) {
  const NoGradGuard no_grad;
  return std::get<0>(max(action_values, 1));
}

Tensor double_dqn_value(const Tensor& online_values, const Tensor& target_values) {
  require<ShapeError>(online_values.sizes() == target_values.sizes(),
                      "double_dqn_value: shapes differ: online ", online_values.sizes(), ", target ",
                      target_values.sizes());
  const NoGradGuard no_grad;
  return value_of(target_values, std::get<1>(max(online_values, 1)));
}

Tensor value_of(const Tensor& action_values, const Tensor& actions) {
  return squeeze(gather(action_values, 1, unsqueeze(actions, 1)), 1);
}

}  // namespace ember::rl
