// Two action values that are learned alike and of which the smaller counts (Fujimoto et al. 2018).
#pragma once

#include <ember/rl/mlp.hpp>
#include <utility>

namespace ember::rl {

/// Q1 and Q2: [batch, observation] and [batch, action] -> [batch] each.
class TwinCriticImpl : public nn::Module {
 public:
  TwinCriticImpl(int64_t observation_size, int64_t action_size, const std::vector<int64_t>& hidden);
  std::pair<Tensor, Tensor> forward(const Tensor& observations, const Tensor& actions);
  /// min(Q1, Q2)
  Tensor minimum(const Tensor& observations, const Tensor& actions);
  Tensor q1(const Tensor& observations, const Tensor& actions);

  MLP first, second;
};
using TwinCritic = nn::ModuleHolder<TwinCriticImpl>;

/// mean (Q1 - y)^2 / 2 + mean (Q2 - y)^2 / 2, Haarnoja et al. (2018), equation 5. Throws ShapeError unless
/// all have one shape.
Tensor twin_value_loss(const std::pair<Tensor, Tensor>& q, const Tensor& y);

/// While it lives, nothing flows into these parameters: a loss of the actor goes through the critic, but does
/// not change it.
class Frozen {
 public:
  explicit Frozen(TensorList parameters);
  ~Frozen();
  Frozen(const Frozen&) = delete;
  Frozen& operator=(const Frozen&) = delete;

 private:
  TensorList parameters_;
};

}  // namespace ember::rl
