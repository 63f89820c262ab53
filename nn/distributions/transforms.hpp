// Invertible functions of one number, applied to each element
// (https://pytorch.org/docs/1.13/distributions.html#module-torch.distributions.transforms).
#pragma once

#include <ember/nn/distributions/distribution.hpp>

namespace ember::distributions {

/// y = tanh x. log_abs_det_jacobian is 2 (log 2 - x - softplus(-2 x)), finite for every finite x.
struct TanhTransform {
  Tensor operator()(const Tensor& x) const;
  Tensor inv(const Tensor& y) const;
  Tensor log_abs_det_jacobian(const Tensor& x, const Tensor& y) const;
};

/// y = loc + scale x
struct AffineTransform {
  AffineTransform(const Parameter& loc_, const Parameter& scale_) : loc(loc_.weak()), scale(scale_.weak()) {}
  Tensor operator()(const Tensor& x) const;
  Tensor inv(const Tensor& y) const;
  Tensor log_abs_det_jacobian(const Tensor& x, const Tensor& y) const;
  Tensor loc, scale;
};

/// y = e^x
struct ExpTransform {
  Tensor operator()(const Tensor& x) const;
  Tensor inv(const Tensor& y) const;
  Tensor log_abs_det_jacobian(const Tensor& x, const Tensor& y) const;
};

/// y = 1 / (1 + e^-x)
struct SigmoidTransform {
  Tensor operator()(const Tensor& x) const;
  Tensor inv(const Tensor& y) const;
  Tensor log_abs_det_jacobian(const Tensor& x, const Tensor& y) const;
};

}  // namespace ember::distributions
