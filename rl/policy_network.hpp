// Stochastic policies pi(a | s) over choices and over rows of numbers.
#pragma once

#include <ember/nn/distributions/categorical.hpp>
#include <ember/nn/distributions/independent.hpp>
#include <ember/nn/distributions/normal.hpp>
#include <ember/rl/action_space.hpp>
#include <ember/rl/mlp.hpp>
#include <variant>

namespace ember::rl {

/// pi(. | s) of a batch of states. Actions are int64 [batch], or rows [batch, count].
class ActionDistribution {
 public:
  using Gaussian = distributions::Independent<distributions::Normal>;
  ActionDistribution(distributions::Categorical choice);
  ActionDistribution(Gaussian gaussian);

  Tensor sample(Generator& random) const { return get().sample({}, random); }
  Tensor log_prob(const Tensor& actions) const { return get().log_prob(actions); }  ///< [batch]
  Tensor entropy() const { return get().entropy(); }                                ///< [batch]
  /// Both, in one pass where the actions are as many as the states.
  std::pair<Tensor, Tensor> log_prob_and_entropy(const Tensor& actions) const;
  /// The most probable action.
  Tensor mode() const { return get().mode(); }

 private:
  const distributions::Distribution& get() const;
  std::variant<distributions::Categorical, Gaussian> held_;
};

/// How a network describes a choice: by logits, or by probabilities that softmax makes of them (whose
/// logarithms cannot fall below that of the smallest number the dtype adds to 1).
enum class PolicyHead { logits, softmax };

/// Layers fc1, fc2, ... [batch, observation] -> a Categorical, or a Gaussian whose mean they give and whose
/// log_std is a parameter of its own, the same in all states and 0 at the start.
class PolicyNetworkImpl : public MLPImpl {
 public:
  PolicyNetworkImpl(int64_t observation_size, const ActionSpace& actions, const std::vector<int64_t>& hidden,
                    Activation activation = Activation::relu, PolicyHead head = PolicyHead::logits);
  /// Throws NonFiniteError when the network's answer is NaN.
  ActionDistribution distribution(const Tensor& observations);

  ActionSpace actions;
  PolicyHead head;
  Tensor log_std;  ///< [count], of Gaussians
};
using PolicyNetwork = nn::ModuleHolder<PolicyNetworkImpl>;

}  // namespace ember::rl
