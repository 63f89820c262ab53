// The policy and the value of actor-critic methods.
#pragma once

#include <ember/rl/convolutions.hpp>
#include <ember/rl/policy_network.hpp>
#include <utility>

namespace ember::rl {

/// How the two networks are made.
struct ActorCriticLayers {
  std::vector<int64_t> hidden = {64, 64};
  Activation activation = Activation::tanh;
  bool shared = false;     ///< one trunk for both, else two networks
  bool orthogonal = true;  ///< orthogonal weights with gains sqrt(2), 0.01 (policy) and 1 (value)
  double pixel = 1;        ///< the largest value of a pixel; images are divided by it
};

/// An actor pi(a | s) and a critic V(s): two networks, or two linear heads on a trunk. Both see images
/// through the same Convolutions.
class ActorCriticImpl : public nn::Module {
 public:
  /// `observation` is the shape of one observation: {n}, {height, width} or {channels, height, width}.
  ActorCriticImpl(const std::vector<int64_t>& observation, const ActionSpace& actions,
                  const ActorCriticLayers& layers = {});

  /// [batch, observation] -> pi(. | s) and V(s) [batch].
  std::pair<ActionDistribution, Tensor> forward(const Tensor& observations);
  /// V(s) alone.
  Tensor value(const Tensor& observations);
  /// pi(. | s) alone.
  ActionDistribution distribution(const Tensor& observations);

  ScalarType dtype() const { return critic->layers[0]->weight.dtype(); }

  Convolutions convolutions;
  MLP trunk{nullptr};
  PolicyNetwork actor{nullptr};
  MLP critic{nullptr};

 private:
  Tensor features(const Tensor& observations);
};
using ActorCritic = nn::ModuleHolder<ActorCriticImpl>;

}  // namespace ember::rl
