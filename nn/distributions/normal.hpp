#pragma once

#include <ember/nn/distributions/distribution.hpp>

namespace ember::distributions {

/// The Gaussian with mean `loc` and standard deviation `scale`, which broadcast
/// (https://pytorch.org/docs/1.13/distributions.html#normal).
class Normal final : public Distribution {
 public:
  /// Throws ValueError for a scale that is not positive, or NaN.
  Normal(const Parameter& loc, const Parameter& scale, bool validate_args = true);

  const Tensor& loc() const { return loc_; }
  const Tensor& scale() const { return scale_; }

  Tensor mean() const override { return loc_; }
  Tensor mode() const override { return loc_; }
  Tensor stddev() const override { return scale_; }
  Tensor variance() const override;
  Tensor sample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override;
  Tensor rsample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override;
  bool has_rsample() const override { return true; }
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;
  /// Probability of a value or less.
  Tensor cdf(const Tensor& value) const;

 private:
  Tensor loc_, scale_;
};

}  // namespace ember::distributions
