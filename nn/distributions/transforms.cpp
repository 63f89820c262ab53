#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/distributions/transforms.hpp>
#include <limits>
#include <numbers>

namespace ember::distributions {

Tensor TanhTransform::operator()(const Tensor& x) const { return tanh(x); }
Tensor TanhTransform::inv(const Tensor& y) const { return 0.5 * (log1p(y) - log1p(-y)); }
Tensor TanhTransform::log_abs_det_jacobian(const Tensor& x, const Tensor&) const {
  return 2 * (std::numbers::ln2 - x - softplus(-2 * x));
}

Tensor AffineTransform::operator()(const Tensor& x) const { return loc + scale * x; }
Tensor AffineTransform::inv(const Tensor& y) const { return (y - loc) / scale; }
Tensor AffineTransform::log_abs_det_jacobian(const Tensor& x, const Tensor&) const {
  const Tensor slope = log(abs(scale)).to(scale.impl().wrapped_number ? x.dtype() : scale.dtype());
  return expanded(slope, broadcast_shapes("AffineTransform", slope.sizes(), x.sizes()));
}

Tensor ExpTransform::operator()(const Tensor& x) const { return exp(x); }
Tensor ExpTransform::inv(const Tensor& y) const { return log(y); }
Tensor ExpTransform::log_abs_det_jacobian(const Tensor& x, const Tensor&) const { return x; }

// Kept off 0 and 1, so that the inverse of what it gives is finite.
Tensor SigmoidTransform::operator()(const Tensor& x) const {
  const bool single = x.dtype() == kFloat;
  const double tiny = single ? static_cast<double>(std::numeric_limits<float>::min())
                             : std::numeric_limits<double>::min(),
               eps = single ? static_cast<double>(std::numeric_limits<float>::epsilon())
                            : std::numeric_limits<double>::epsilon();
  return clamp(sigmoid(x), tiny, 1 - eps);
}
Tensor SigmoidTransform::inv(const Tensor& y) const { return log(y) - log1p(-y); }
Tensor SigmoidTransform::log_abs_det_jacobian(const Tensor& x, const Tensor&) const {
  return -softplus(-x) - softplus(x);
}

}  // namespace ember::distributions
