#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/nn/functional/policy.hpp>
#include <ember/rl/finite.hpp>
#include <ember/rl/policy_network.hpp>

namespace ember::rl {

ActionDistribution::ActionDistribution(distributions::Categorical choice) : held_(std::move(choice)) {}
ActionDistribution::ActionDistribution(Gaussian gaussian) : held_(std::move(gaussian)) {}

std::pair<Tensor, Tensor> ActionDistribution::log_prob_and_entropy(const Tensor& actions) const {
  if (const auto* choice = std::get_if<distributions::Categorical>(&held_))
    return choice->log_prob_and_entropy(actions);
  const distributions::Normal& normal = std::get<Gaussian>(held_).base_dist;
  if (actions.dim() == 2 && actions.sizes() == normal.loc().sizes() &&
      actions.dtype() == normal.loc().dtype())
    return nn::functional::gaussian_log_prob_and_entropy(actions, normal.loc(), normal.scale());
  const Tensor log_p = log_prob(actions);
  return {log_p, entropy()};
}

const distributions::Distribution& ActionDistribution::get() const {
  return std::visit([](const auto& held) -> const distributions::Distribution& { return held; }, held_);
}

PolicyNetworkImpl::PolicyNetworkImpl(int64_t observation_size, const ActionSpace& space,
                                     const std::vector<int64_t>& hidden, Activation chosen, PolicyHead form)
    : MLPImpl(observation_size, hidden, space.count, chosen), actions(space), head(form) {
  if (!actions.discrete) log_std = register_parameter("log_std", zeros({actions.count}));
}

ActionDistribution PolicyNetworkImpl::distribution(const Tensor& observations) {
  using namespace distributions;
  const Tensor y = forward(observations);
  require_finite("policy", "an output of the policy network", y);
  constexpr bool validate = false;  // done above
  if (!actions.discrete) return ActionDistribution::Gaussian(Normal(y, exp(log_std), validate), 1);
  if (head == PolicyHead::softmax) return Categorical(softmax(y, -1), {}, validate);
  return Categorical::from_logits(y, validate);
}

}  // namespace ember::rl
