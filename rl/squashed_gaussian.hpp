// Gaussians squashed into an interval (Haarnoja et al. 2018, "Soft Actor-Critic Algorithms and Applications",
// appendix C).
#pragma once

#include <ember/rl/action_space.hpp>
#include <ember/rl/mlp.hpp>

namespace ember::rl {

/// log pi(a) of a = scale tanh(u) + shift with u ~ N(mean, e^(2 log_std)): the Gaussian's density minus
/// log(1 - tanh(u)^2) = 2 (log 2 - u - softplus(-2 u)), which no u makes infinite, minus log scale; summed
/// over the last dimension: [batch, n] -> [batch].
Tensor squashed_log_prob(const Tensor& u, const Tensor& mean, const Tensor& log_std, const Tensor& scale);

/// Where a network's answer becomes log_std: cut to [-20, 2], or mapped by tanh to [-5, 2].
enum class LogStdRange { clamp, tanh };

/// Layers [batch, observation] -> mean and log_std of the Gaussian before squashing.
class SquashedGaussianImpl : public MLPImpl {
 public:
  /// Throws ValueError unless the space is rows of numbers between bounds.
  SquashedGaussianImpl(int64_t observation_size, const ActionSpace& actions,
                       const std::vector<int64_t>& hidden, LogStdRange range = LogStdRange::clamp);

  /// mean and log_std, [batch, n] each.
  std::pair<Tensor, Tensor> gaussian(const Tensor& observations);
  /// a ~ pi(. | s) and log pi(a | s), differentiable: u = mean + e^log_std noise, noise [batch, n] normal.
  std::pair<Tensor, Tensor> sample(const Tensor& observations, const Tensor& noise);
  /// The action of the mean.
  Tensor mode(const Tensor& observations);

  ActionSpace actions;
  LogStdRange range;
  Tensor scale, shift;  ///< buffers [n]: half the width of the space, and its middle
};
using SquashedGaussian = nn::ModuleHolder<SquashedGaussianImpl>;

/// (high - low) / 2 and (high + low) / 2 of the bounds, [n] each in the default dtype. Throws ValueError
/// without bounds.
std::pair<Tensor, Tensor> scale_and_shift(const char* op, const ActionSpace& actions);

}  // namespace ember::rl
