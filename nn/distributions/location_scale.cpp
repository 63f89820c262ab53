#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/nn/distributions/location_scale.hpp>
#include <limits>

namespace ember::distributions {

// ---- uniform

Uniform::Uniform(const Parameter& low, const Parameter& high, bool validate_args)
    : Distribution("Uniform", validate_args) {
  std::tie(low_, high_) = broadcast_all("Uniform", low.tensor(), high.tensor());
  batch_shape_ = low_.sizes();
  if (validate_args_) require_each("low must be below high", high_ - low_, is_positive);
}

Tensor Uniform::mean() const { return (high_ + low_) / 2; }
Tensor Uniform::mode() const { return std::nan("") * high_; }
Tensor Uniform::stddev() const { return (high_ - low_) / std::sqrt(12.0); }
Tensor Uniform::variance() const { return square(high_ - low_) / 12; }

Tensor Uniform::rsample(IntArrayRef sample_shape, RandomSource source) const {
  return low_ + rand(extended_shape(sample_shape), low_.dtype(), source) * (high_ - low_);
}

Tensor Uniform::log_prob(const Tensor& value) const {
  if (validate_args_) {
    require_fits(value);
    require<ValueError>(all((low_ <= value) & (value <= high_)).item<bool>(),
                        "Uniform: a value is outside [low, high]");
  }
  const Tensor inside = to((low_ <= value) & (high_ > value), low_.dtype());
  return log(inside) - log(high_ - low_);
}

Tensor Uniform::entropy() const { return log(high_ - low_); }

// ---- exponential

Exponential::Exponential(const Parameter& rate, bool validate_args)
    : Distribution("Exponential", validate_args), rate_(rate.tensor()) {
  batch_shape_ = rate_.sizes();
  if (validate_args_) require_each("rate must be positive", rate_, is_positive);
}

Tensor Exponential::mean() const { return reciprocal(rate_); }
Tensor Exponential::mode() const { return zeros_like(rate_); }
Tensor Exponential::variance() const { return pow(rate_, -2); }

Tensor Exponential::rsample(IntArrayRef sample_shape, RandomSource source) const {
  return empty(extended_shape(sample_shape), rate_.dtype()).exponential_(1, source) / rate_;
}

Tensor Exponential::log_prob(const Tensor& value) const {
  if (validate_args_) {
    require_fits(value);
    require_each("value must not be negative", value, is_nonnegative);
  }
  return log(rate_) - rate_ * value;
}

Tensor Exponential::entropy() const { return 1 - log(rate_); }

// ---- Laplace

Laplace::Laplace(const Parameter& loc, const Parameter& scale, bool validate_args)
    : Distribution("Laplace", validate_args) {
  std::tie(loc_, scale_) = broadcast_all("Laplace", loc.tensor(), scale.tensor());
  batch_shape_ = loc_.sizes();
  if (!validate_args_) return;
  require_each("loc must not be NaN", loc_, is_real);
  require_each("scale must be positive", scale_, is_positive);
}

Tensor Laplace::stddev() const { return std::sqrt(2.0) * scale_; }
Tensor Laplace::variance() const { return 2 * square(scale_); }

Tensor Laplace::rsample(IntArrayRef sample_shape, RandomSource source) const {
  const double eps = loc_.dtype() == kFloat ? static_cast<double>(std::numeric_limits<float>::epsilon())
                                            : std::numeric_limits<double>::epsilon();
  const Tensor u = empty(extended_shape(sample_shape), loc_.dtype()).uniform_(eps - 1, 1, source);
  return loc_ - scale_ * sign(u) * log1p(-abs(u));
}

Tensor Laplace::log_prob(const Tensor& value) const {
  if (validate_args_) {
    require_fits(value);
    require_each("value must not be NaN", value, is_real);
  }
  return -log(2 * scale_) - abs(value - loc_) / scale_;
}

Tensor Laplace::entropy() const { return 1 + log(2 * scale_); }

// ---- log-normal

LogNormal::LogNormal(const Parameter& loc, const Parameter& scale, bool validate_args)
    : Distribution("LogNormal", validate_args), base_dist(loc, scale, validate_args) {
  batch_shape_ = base_dist.batch_shape();
}

Tensor LogNormal::mean() const { return exp(loc() + square(scale()) / 2); }
Tensor LogNormal::mode() const { return exp(loc() - square(scale())); }
Tensor LogNormal::variance() const { return (exp(square(scale())) - 1) * exp(2 * loc() + square(scale())); }

Tensor LogNormal::sample(IntArrayRef sample_shape, RandomSource source) const {
  return exp(base_dist.sample(sample_shape, source));
}
Tensor LogNormal::rsample(IntArrayRef sample_shape, RandomSource source) const {
  return exp(base_dist.rsample(sample_shape, source));
}

Tensor LogNormal::log_prob(const Tensor& value) const {
  if (validate_args_) {
    require_fits(value);
    require_each("value must be positive", value, is_positive);
  }
  const Tensor x = log(value);
  return -x + base_dist.log_prob(x);
}

Tensor LogNormal::entropy() const { return base_dist.entropy() + loc(); }

}  // namespace ember::distributions
