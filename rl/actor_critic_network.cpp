#include <ember/autograd/view.hpp>
#include <ember/nn/init.hpp>
#include <ember/rl/actor_critic_network.hpp>
#include <numbers>

namespace ember::rl {

ActorCriticImpl::ActorCriticImpl(const std::vector<int64_t>& observation, const ActionSpace& actions,
                                 const ActorCriticLayers& layers)
    : Module("ActorCritic"), convolutions(*this, observation, layers.pixel) {
  std::vector<int64_t> own = layers.hidden;
  int64_t inputs = convolutions.size;
  if (layers.shared) {
    require<ValueError>(!own.empty(), "ActorCritic: a shared trunk needs at least one hidden layer");
    inputs = own.back();
    own.pop_back();
    trunk = register_module("trunk", MLP(convolutions.size, own, inputs, layers.activation));
    trunk->activate_output = true;
    own.clear();
  }
  actor = register_module("actor", PolicyNetwork(inputs, actions, own, layers.activation));
  critic = register_module("critic", MLP(inputs, own, 1, layers.activation));
  if (!layers.orthogonal) return;
  for (nn::Conv2d& layer : convolutions.layers) {
    nn::init::orthogonal_(layer->weight, std::numbers::sqrt2);
    nn::init::zeros_(layer->bias);
  }
  if (trunk) trunk->orthogonal_init(std::numbers::sqrt2);
  actor->orthogonal_init(0.01);
  critic->orthogonal_init(1);
}

Tensor ActorCriticImpl::features(const Tensor& observations) {
  const Tensor x = convolutions.forward(observations);
  return trunk ? trunk->forward(x) : x;
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
