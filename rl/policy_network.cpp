#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/rl/finite.hpp>
#include <ember/rl/policy_network.hpp>

namespace ember::rl {

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
