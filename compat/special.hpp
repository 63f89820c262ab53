// torch::special: functions of torch:: under the names that SciPy has for them
// (https://pytorch.org/docs/1.13/special.html).
#pragma once

#include <ember/compat/functions.hpp>

namespace torch::special {

using ember::digamma, ember::erf, ember::erfc, ember::erfinv, ember::exp2, ember::expm1, ember::log1p,
    ember::log_softmax, ember::logit, ember::logsumexp, ember::polygamma, ember::round, ember::softmax,
    ember::xlogy;
inline Tensor expit(const Tensor& x) { return ember::sigmoid(x); }
inline Tensor gammaln(const Tensor& x) { return ember::lgamma(x); }
inline Tensor psi(const Tensor& x) { return ember::digamma(x); }
/// x log(1 + y), 0 where x is 0.
inline Tensor xlog1py(const Tensor& x, const Tensor& y) {
  return where((x == 0) & isnan(y).logical_not(), zeros_like(x * y), x * log1p(y));
}
/// -x log x, 0 at 0, -inf below.
inline Tensor entr(const Tensor& x) {
  return where(x < 0, full_like(x, -std::numeric_limits<double>::infinity()), -xlogy(x, x));
}
/// The distribution function of the standard normal.
inline Tensor ndtr(const Tensor& x) { return erfc(x * -0.70710678118654752) / 2; }
/// Its inverse.
inline Tensor ndtri(const Tensor& p) { return erfinv(p * 2 - 1) * 1.4142135623730951; }

}  // namespace torch::special
