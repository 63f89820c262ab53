// Distributions on the real line with a location, a width or a rate; parameters broadcast
// (https://pytorch.org/docs/1.13/distributions.html).
#pragma once

#include <ember/nn/distributions/normal.hpp>

namespace ember::distributions {

/// Constant on [low, high). Throws ValueError unless low < high.
class Uniform final : public Distribution {
 public:
  Uniform(const Parameter& low, const Parameter& high, bool validate_args = true);
  const Tensor& low() const { return low_; }
  const Tensor& high() const { return high_; }

  Tensor mean() const override;
  Tensor mode() const override;  ///< NaN
  Tensor stddev() const override;
  Tensor variance() const override;
  Tensor rsample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override;
  bool has_rsample() const override { return true; }
  /// Throws ValueError for a value outside [low, high] unless arguments are not checked.
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;

 private:
  Tensor low_, high_;
};

/// Density rate e^(-rate x) for x >= 0. Throws ValueError for a rate that is not positive.
class Exponential final : public Distribution {
 public:
  explicit Exponential(const Parameter& rate, bool validate_args = true);
  const Tensor& rate() const { return rate_; }

  Tensor mean() const override;
  Tensor mode() const override;  ///< 0
  Tensor stddev() const override { return mean(); }
  Tensor variance() const override;
  Tensor rsample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override;
  bool has_rsample() const override { return true; }
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;

 private:
  Tensor rate_;
};

/// Density e^(-|x - loc| / scale) / (2 scale). Throws ValueError for a scale that is not positive.
class Laplace final : public Distribution {
 public:
  Laplace(const Parameter& loc, const Parameter& scale, bool validate_args = true);
  const Tensor& loc() const { return loc_; }
  const Tensor& scale() const { return scale_; }

  Tensor mean() const override { return loc_; }
  Tensor mode() const override { return loc_; }
  Tensor stddev() const override;
  Tensor variance() const override;
  Tensor rsample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override;
  bool has_rsample() const override { return true; }
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;

 private:
  Tensor loc_, scale_;
};

/// e^x of a normal x with mean `loc` and standard deviation `scale`.
class LogNormal final : public Distribution {
 public:
  LogNormal(const Parameter& loc, const Parameter& scale, bool validate_args = true);
  const Tensor& loc() const { return base_dist.loc(); }
  const Tensor& scale() const { return base_dist.scale(); }

  Tensor mean() const override;
  Tensor mode() const override;
  Tensor variance() const override;
  Tensor sample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override;
  Tensor rsample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override;
  bool has_rsample() const override { return true; }
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;

  Normal base_dist;
};

}  // namespace ember::distributions
