// Pointwise functions that are more than one rule: whole division, mixtures, closeness.
#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <limits>

namespace ember {
namespace {

/// a OP b for a rule that divides: whole numbers have no quotient by 0.
template <class Rule> Tensor divided(const Tensor& a, const Tensor& b) {
  require<ValueError>(is_floating_point(result_type(a, b)) || all(b != 0).item<bool>(), Rule::name,
                      ": whole numbers cannot be divided by 0");
  return binary<Rule>(a, b);
}
template <class Rule> Tensor divided(const Tensor& a, const Scalar& b) {
  require<ValueError>(is_floating_point(result_type(a, b)) || !b.equal(0), Rule::name,
                      ": whole numbers cannot be divided by 0");
  return binary<Rule>(a, b);
}

template <class B> Tensor rounded(const Tensor& a, const B& b, std::string_view rounding_mode) {
  require<ValueError>(rounding_mode == "trunc" || rounding_mode == "floor",
                      "div: rounding_mode must be trunc or floor: ", std::string(rounding_mode));
  return rounding_mode == "floor" ? divided<rules::FloorDivide>(a, b) : divided<rules::TruncDivide>(a, b);
}

}  // namespace

Tensor fmod(const Tensor& a, const Tensor& b) { return divided<rules::Fmod>(a, b); }
Tensor fmod(const Tensor& a, const Scalar& b) { return divided<rules::Fmod>(a, b); }
Tensor remainder(const Tensor& a, const Tensor& b) { return divided<rules::Remainder>(a, b); }
Tensor remainder(const Tensor& a, const Scalar& b) { return divided<rules::Remainder>(a, b); }
Tensor floor_divide(const Tensor& a, const Tensor& b) { return divided<rules::FloorDivide>(a, b); }
Tensor floor_divide(const Tensor& a, const Scalar& b) { return divided<rules::FloorDivide>(a, b); }
Tensor div(const Tensor& a, const Tensor& b, std::string_view mode) { return rounded(a, b, mode); }
Tensor div(const Tensor& a, const Scalar& b, std::string_view mode) { return rounded(a, b, mode); }

Tensor lerp(const Tensor& a, const Tensor& b, const Scalar& weight) {
  // From the nearer end, so that weight 1 gives b exactly.
  const double w = weight.toDouble();
  return w < 0.5 ? a + (b - a) * weight : b - (b - a) * (1 - w);
}
Tensor lerp(const Tensor& a, const Tensor& b, const Tensor& weight) {
  const Tensor difference = b - a;
  return where(weight < 0.5, a + difference * weight, b - difference * (1 - weight));
}

Tensor addcmul(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& value) {
  return self + (value.equal(1) ? a * b : a * b * value);
}
Tensor addcdiv(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& value) {
  require<TypeError>(is_floating_point(result_type(a, b)), "addcdiv: needs a floating dtype: got ", a.dtype(),
                     " and ", b.dtype());
  return self + (value.equal(1) ? a / b : a / b * value);
}

Tensor fmax(const Tensor& a, const Tensor& b) { return where((a >= b) | isnan(b), a, b); }
Tensor fmin(const Tensor& a, const Tensor& b) { return where((a <= b) | isnan(b), a, b); }

Tensor polygamma(int64_t n, const Tensor& x) {
  require<ValueError>(n >= 0, "polygamma: n is negative: ", n);
  return unary<rules::Polygamma>(x, {static_cast<int>(n)});
}

Tensor logit(const Tensor& x, std::optional<double> eps) {
  if (eps) {
    const Tensor p = clamp(x, *eps, 1 - *eps);
    return log(p / (1 - p));
  }
  // Outside [0, 1] the derivative is as undefined as the value, and the second one PyTorch's 0.
  const Tensor inside = (x.detach() >= 0) & (x.detach() <= 1), p = where(inside, x, 0.5);
  return where(inside, log(p / (1 - p)), x * where(inside, 0.0, NAN).to(x.dtype()));
}

Tensor nan_to_num(const Tensor& x, std::optional<double> nan, std::optional<double> posinf,
                  std::optional<double> neginf) {
  if (!x.is_floating_point()) return clone(x);
  const double inf = std::numeric_limits<double>::infinity(),
               most = x.dtype() == kFloat ? static_cast<double>(std::numeric_limits<float>::max())
                                          : std::numeric_limits<double>::max();
  const Tensor numbers = where(isnan(x), nan.value_or(0), x);
  return where(x == inf, posinf.value_or(most), where(x == -inf, neginf.value_or(-most), numbers));
}

Tensor isclose(const Tensor& a, const Tensor& b, double rtol, double atol, bool equal_nan) {
  require<TypeError>(a.dtype() == b.dtype(), "isclose: dtypes differ: ", a.dtype(), " and ", b.dtype());
  require<ValueError>(rtol >= 0 && atol >= 0, "isclose: a tolerance is negative: ", rtol, ", ", atol);
  const Tensor x = a.detach(), y = b.detach();
  Tensor close = x == y;
  if (equal_nan && x.is_floating_point()) close = close | (isnan(x) & isnan(y));
  const Tensor real_y = y.is_floating_point() ? y : to(y, get_default_dtype());
  const Tensor distance = abs(x - real_y);
  return close | (isfinite(distance) & (distance <= abs(real_y) * rtol + atol));
}
bool allclose(const Tensor& a, const Tensor& b, double rtol, double atol, bool equal_nan) {
  return all(isclose(a, b, rtol, atol, equal_nan)).item<bool>();
}

bool equal(const Tensor& a, const Tensor& b) {
  require<TypeError>(a.dtype() == b.dtype(), "equal: dtypes differ: ", a.dtype(), " and ", b.dtype());
  return a.sizes() == b.sizes() && all(a.detach() == b.detach()).item<bool>();
}

}  // namespace ember
