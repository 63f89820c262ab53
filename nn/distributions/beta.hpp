#pragma once

#include <ember/nn/distributions/distribution.hpp>

namespace ember::distributions {

/// Density proportional to x^(a - 1) (1 - x)^(b - 1) on [0, 1], a = concentration1 and b = concentration0
/// (https://pytorch.org/docs/1.13/distributions.html#beta). Draws are not differentiable in the parameters.
class Beta final : public Distribution {
 public:
  /// Throws ValueError for a concentration that is not positive.
  Beta(const Parameter& concentration1, const Parameter& concentration0, bool validate_args = true);
  const Tensor& concentration1() const { return a_; }
  const Tensor& concentration0() const { return b_; }

  Tensor mean() const override;
  Tensor variance() const override;
  /// (a - 1) / (a + b - 2) with a and b raised to 1; NaN where both are 1. Where both are below 1 each end is
  /// a mode, and the result is 1.
  Tensor mode() const override;
  /// A quotient of gamma numbers (Marsaglia and Tsang 2000), in PyTorch's order of draws.
  Tensor sample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override;
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;

 private:
  Tensor a_, b_;
};

}  // namespace ember::distributions
