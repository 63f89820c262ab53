#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/view.hpp>
#include <ember/rl/policy_losses.hpp>
#include <ember/rl/twin_critic.hpp>

namespace ember::rl {

TwinCriticImpl::TwinCriticImpl(int64_t observation_size, int64_t action_size,
                               const std::vector<int64_t>& hidden)
    : Module("TwinCritic"),
      first(register_module("q1", MLP(observation_size + action_size, hidden, 1))),
      second(register_module("q2", MLP(observation_size + action_size, hidden, 1))) {}

std::pair<Tensor, Tensor> TwinCriticImpl::forward(const Tensor& observations, const Tensor& actions) {
  const Tensor x = cat({observations, actions}, 1);
  return {squeeze(first->forward(x), 1), squeeze(second->forward(x), 1)};
}

Tensor TwinCriticImpl::minimum(const Tensor& observations, const Tensor& actions) {
  const auto [a, b] = forward(observations, actions);
  return ember::minimum(a, b);
}

Tensor TwinCriticImpl::q1(const Tensor& observations, const Tensor& actions) {
  return squeeze(first->forward(cat({observations, actions}, 1)), 1);
}

Tensor twin_value_loss(const std::pair<Tensor, Tensor>& q, const Tensor& y) {
  return value_loss(q.first, y) + value_loss(q.second, y);
}

Frozen::Frozen(TensorList parameters) : parameters_(parameters) {
  for (const Tensor& p : parameters_) p.set_requires_grad(false);
}

Frozen::~Frozen() {
  for (const Tensor& p : parameters_) p.set_requires_grad(true);
}

}  // namespace ember::rl
