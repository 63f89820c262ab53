#include <algorithm>
#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/generator.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/nn/distributions/beta.hpp>
#include <limits>

namespace ember::distributions {
namespace {

// One gamma number of scale 1. The constants are floats as PyTorch's, whose bits depend on it.
double gamma_number(double alpha, Generator& random) {
  double scale = 1;
  if (alpha < 1) {  // of alpha + 1, with fewer rejections
    scale = std::pow(1 - random.uniform(), 1 / alpha);
    alpha += 1;
  }
  const double d = alpha - static_cast<double>(1.0F / 3.0F), c = 1 / std::sqrt(9 * d);
  while (true) {
    double x, y;
    do {
      x = random.normal();
      y = 1 + c * x;
    } while (y <= 0);
    const double v = y * y * y, u = 1 - random.uniform(), xx = x * x;
    if (u < 1 - static_cast<double>(0.0331F) * xx * xx) return scale * d * v;
    if (std::log(u) < 0.5 * xx + d * (1 - v + std::log(v))) return scale * d * v;
  }
}

}  // namespace

Beta::Beta(const Parameter& concentration1, const Parameter& concentration0, bool validate_args)
    : Distribution("Beta", validate_args) {
  std::tie(a_, b_) = broadcast_all("Beta", concentration1.tensor(), concentration0.tensor());
  batch_shape_ = a_.sizes();
  if (!validate_args_) return;
  require_each("concentration1 must be positive", a_, is_positive);
  require_each("concentration0 must be positive", b_, is_positive);
}

Tensor Beta::mean() const { return a_ / (a_ + b_); }

Tensor Beta::variance() const {
  const Tensor total = a_ + b_;
  return a_ * b_ / (square(total) * (total + 1));
}

Tensor Beta::mode() const {
  const Tensor a = clamp_min(a_ - 1, 0), b = clamp_min(b_ - 1, 0);
  return masked_fill(a / (a + b), (a_ < 1) & (b_ < 1), 1.0);
}

Tensor Beta::sample(IntArrayRef sample_shape, RandomSource source) const {
  const NoGradGuard no_grad;
  const Dims shape = extended_shape(sample_shape);
  const Tensor a = contiguous(expanded(a_, shape)), b = contiguous(expanded(b_, shape)),
               out = empty(shape, a_.dtype());
  std::optional<DefaultGenerator> held;
  if (source.get() == nullptr) held.emplace();
  Generator& random = source.get() != nullptr ? *source.get() : **held;
  dispatch_floating("Beta.sample", a_.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (int64_t i = 0; i < out.numel(); ++i) {
      const double x = gamma_number(static_cast<double>(a.data_ptr<T>()[i]), random),
                   y = gamma_number(static_cast<double>(b.data_ptr<T>()[i]), random);
      out.data_ptr<T>()[i] = std::max(static_cast<T>(x / (x + y)), std::numeric_limits<T>::min());  // never 0
    }
  });
  return out;
}

Tensor Beta::log_prob(const Tensor& value) const {
  if (validate_args_) {
    require_fits(value);
    require_each("value must be in [0, 1]", value, is_in_unit_interval);
  }
  return log(value) * (a_ - 1) + log(1 - value) * (b_ - 1) + lgamma(a_ + b_) - (lgamma(a_) + lgamma(b_));
}

Tensor Beta::entropy() const {
  const Tensor total = a_ + b_;
  return lgamma(a_) + lgamma(b_) - lgamma(total) - (2 - total) * digamma(total) -
         ((a_ - 1) * digamma(a_) + (b_ - 1) * digamma(b_));
}

}  // namespace ember::distributions
