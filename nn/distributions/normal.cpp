#include <cmath>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/distributions/normal.hpp>
#include <numbers>

namespace ember::distributions {
namespace {
const double log_sqrt_2pi = std::log(std::sqrt(2 * std::numbers::pi));
}

Normal::Normal(const Parameter& loc, const Parameter& scale, bool validate_args)
    : Distribution("Normal", validate_args) {
  std::tie(loc_, scale_) = broadcast_all("Normal", loc.tensor(), scale.tensor());
  batch_shape_ = loc_.sizes();
  if (!validate_args_) return;
  require_each("loc must not be NaN", loc_, is_real);
  require_each("scale must be positive", scale_, is_positive);
}

Tensor Normal::variance() const { return square(scale_); }

Tensor Normal::sample(IntArrayRef sample_shape, RandomSource source) const {
  const NoGradGuard no_grad;
  const Dims shape = extended_shape(sample_shape);
  return normal(expand(loc_, shape), expand(scale_, shape), source);
}

Tensor Normal::rsample(IntArrayRef sample_shape, RandomSource source) const {
  const Tensor eps = randn(extended_shape(sample_shape), loc_.dtype(), source);
  return loc_ + eps * scale_;
}

Tensor Normal::log_prob(const Tensor& value) const {
  if (validate_args_) {
    require_fits(value);
    require_each("value must not be NaN", value, is_real);
  }
  // -(x - mu)^2 / (2 sigma^2) - log sigma - log sqrt(2 pi)
  const Tensor log_scale = log(scale_), distance = square(value - loc_), variance = square(scale_);
  return -distance / (2 * variance) - log_scale - log_sqrt_2pi;
}

Tensor Normal::entropy() const { return 0.5 + 0.5 * std::log(2 * std::numbers::pi) + log(scale_); }

Tensor Normal::cdf(const Tensor& value) const {
  if (validate_args_) require_fits(value);
  return 0.5 * (1 + erf((value - loc_) * reciprocal(scale_) / std::numbers::sqrt2));
}

}  // namespace ember::distributions
