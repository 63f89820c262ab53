#include <ember/autograd/view.hpp>
#include <ember/rl/actor_critic_network.hpp>
#include <numbers>

namespace ember::rl {

ActorCriticImpl::ActorCriticImpl(int64_t observation_size, const ActionSpace& actions,
                                 const ActorCriticLayers& layers)
    : Module("ActorCritic") {
  std::vector<int64_t> own = layers.hidden;
  int64_t inputs = observation_size;
  if (layers.shared) {
    require<ValueError>(!own.empty(), "ActorCritic: a shared trunk needs at least one hidden layer");
    inputs = own.back();
    own.pop_back();
    trunk = register_module("trunk", MLP(observation_size, own, inputs, layers.activation));
    trunk->activate_output = true;
    own.clear();
  }
  actor = register_module("actor", PolicyNetwork(inputs, actions, own, layers.activation));
  critic = register_module("critic", MLP(inputs, own, 1, layers.activation));
  if (!layers.orthogonal) return;
  if (trunk) trunk->orthogonal_init(std::numbers::sqrt2);
  actor->orthogonal_init(0.01);
  critic->orthogonal_init(1);
}

Tensor ActorCriticImpl::features(const Tensor& observations) {
  return trunk ? trunk->forward(observations) : observations;
}

std::pair<ActionDistribution, Tensor> ActorCriticImpl::forward(const Tensor& observations) {
  const Tensor x = features(observations);
  return {actor->distribution(x), squeeze(critic->forward(x), 1)};
}

Tensor ActorCriticImpl::value(const Tensor& observations) {
  return squeeze(critic->forward(features(observations)), 1);
}

ActionDistribution ActorCriticImpl::distribution(const Tensor& observations) {
  return actor->distribution(features(observations));
}

}  // namespace ember::rl
