// The methods of Tensor for pointwise functions of arithmetic.cpp, and pointwise functions in place.
#include <ember/autograd/composed.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>

namespace ember {
namespace {

/// self = f(self); while recording f reads a copy, so that what the graph saves is not written.
template <class F> Tensor& apply_(const char* op, const Tensor& self, const F& f) {
  check_writable(op, self);
  return assign_in_place(op, const_cast<Tensor&>(self), f(is_recorded(self) ? clone(self) : self));
}
/// self = f(self, other)
template <class Other>
Tensor& apply_(const char* op, const Tensor& self, const Other& other,
               Tensor (*f)(const Tensor&, const Other&)) {
  return apply_(op, self, [&](const Tensor& x) { return f(x, other); });
}

}  // namespace

Tensor Tensor::ceil() const { return ember::ceil(*this); }
Tensor Tensor::trunc() const { return ember::trunc(*this); }
Tensor Tensor::frac() const { return ember::frac(*this); }
Tensor Tensor::round() const { return ember::round(*this); }
Tensor Tensor::tan() const { return ember::tan(*this); }
Tensor Tensor::asin() const { return ember::asin(*this); }
Tensor Tensor::acos() const { return ember::acos(*this); }
Tensor Tensor::atan() const { return ember::atan(*this); }
Tensor Tensor::sinh() const { return ember::sinh(*this); }
Tensor Tensor::cosh() const { return ember::cosh(*this); }
Tensor Tensor::erf() const { return ember::erf(*this); }
Tensor Tensor::erfc() const { return ember::erfc(*this); }
Tensor Tensor::erfinv() const { return ember::erfinv(*this); }
Tensor Tensor::log2() const { return ember::log2(*this); }
Tensor Tensor::log10() const { return ember::log10(*this); }
Tensor Tensor::exp2() const { return ember::exp2(*this); }
Tensor Tensor::asinh() const { return ember::asinh(*this); }
Tensor Tensor::acosh() const { return ember::acosh(*this); }
Tensor Tensor::atanh() const { return ember::atanh(*this); }
Tensor Tensor::lgamma() const { return ember::lgamma(*this); }
Tensor Tensor::digamma() const { return ember::digamma(*this); }
Tensor Tensor::logit(std::optional<double> eps) const { return ember::logit(*this, eps); }
Tensor Tensor::nan_to_num(std::optional<double> nan, std::optional<double> posinf,
                          std::optional<double> neginf) const {
  return ember::nan_to_num(*this, nan, posinf, neginf);
}
Tensor Tensor::atan2(const Tensor& other) const { return ember::atan2(*this, other); }
Tensor Tensor::hypot(const Tensor& other) const { return ember::hypot(*this, other); }
Tensor Tensor::xlogy(const Tensor& other) const { return ember::xlogy(*this, other); }
Tensor Tensor::fmax(const Tensor& other) const { return ember::fmax(*this, other); }
Tensor Tensor::fmin(const Tensor& other) const { return ember::fmin(*this, other); }
Tensor& Tensor::neg_() const { return apply_("neg_", *this, ember::neg); }
Tensor& Tensor::abs_() const { return apply_("abs_", *this, ember::abs); }
Tensor& Tensor::square_() const { return apply_("square_", *this, ember::square); }
Tensor& Tensor::sqrt_() const { return apply_("sqrt_", *this, ember::sqrt); }
Tensor& Tensor::rsqrt_() const { return apply_("rsqrt_", *this, ember::rsqrt); }
Tensor& Tensor::reciprocal_() const { return apply_("reciprocal_", *this, ember::reciprocal); }
Tensor& Tensor::exp_() const { return apply_("exp_", *this, ember::exp); }
Tensor& Tensor::log_() const { return apply_("log_", *this, ember::log); }
Tensor& Tensor::sin_() const { return apply_("sin_", *this, ember::sin); }
Tensor& Tensor::cos_() const { return apply_("cos_", *this, ember::cos); }
Tensor& Tensor::tanh_() const { return apply_("tanh_", *this, ember::tanh); }
Tensor& Tensor::sigmoid_() const { return apply_("sigmoid_", *this, ember::sigmoid); }
Tensor& Tensor::relu_() const { return apply_("relu_", *this, ember::relu); }
Tensor& Tensor::floor_() const { return apply_("floor_", *this, ember::floor); }
Tensor& Tensor::ceil_() const { return apply_("ceil_", *this, ember::ceil); }
Tensor& Tensor::trunc_() const { return apply_("trunc_", *this, ember::trunc); }
Tensor& Tensor::round_() const { return apply_("round_", *this, ember::round); }
Tensor& Tensor::pow_(const Scalar& exponent) const {
  return apply_("pow_", *this, [&](const Tensor& x) { return ember::pow(x, exponent); });
}
Tensor& Tensor::pow_(const Tensor& exponent) const {
  return apply_("pow_", *this, [&](const Tensor& x) { return ember::pow(x, exponent); });
}
Tensor& Tensor::expm1_() const { return apply_("expm1_", *this, ember::expm1); }
Tensor& Tensor::log1p_() const { return apply_("log1p_", *this, ember::log1p); }
Tensor& Tensor::log2_() const { return apply_("log2_", *this, ember::log2); }
Tensor& Tensor::log10_() const { return apply_("log10_", *this, ember::log10); }
Tensor& Tensor::exp2_() const { return apply_("exp2_", *this, ember::exp2); }
Tensor& Tensor::tan_() const { return apply_("tan_", *this, ember::tan); }
Tensor& Tensor::atan_() const { return apply_("atan_", *this, ember::atan); }
Tensor& Tensor::erf_() const { return apply_("erf_", *this, ember::erf); }
Tensor& Tensor::sign_() const { return apply_("sign_", *this, ember::sign); }
Tensor& Tensor::lerp_(const Tensor& end, const Tensor& weight) const {
  return apply_("lerp_", *this, [&](const Tensor& x) { return ember::lerp(x, end, weight); });
}
Tensor& Tensor::masked_fill_(const Tensor& mask, const Tensor& value) const {
  return apply_("masked_fill_", *this, [&](const Tensor& x) { return ember::masked_fill(x, mask, value); });
}
Tensor& Tensor::operator&=(const Tensor& other) const {
  return apply_("&=", *this, [&](const Tensor& x) { return x & other; });
}
Tensor& Tensor::operator|=(const Tensor& other) const {
  return apply_("|=", *this, [&](const Tensor& x) { return x | other; });
}
Tensor& Tensor::operator^=(const Tensor& other) const {
  return apply_("^=", *this, [&](const Tensor& x) { return x ^ other; });
}
Tensor& Tensor::acos_() const { return apply_("acos_", *this, ember::acos); }
Tensor& Tensor::acosh_() const { return apply_("acosh_", *this, ember::acosh); }
Tensor& Tensor::asin_() const { return apply_("asin_", *this, ember::asin); }
Tensor& Tensor::asinh_() const { return apply_("asinh_", *this, ember::asinh); }
Tensor& Tensor::atanh_() const { return apply_("atanh_", *this, ember::atanh); }
Tensor& Tensor::sinh_() const { return apply_("sinh_", *this, ember::sinh); }
Tensor& Tensor::cosh_() const { return apply_("cosh_", *this, ember::cosh); }
Tensor& Tensor::erfc_() const { return apply_("erfc_", *this, ember::erfc); }
Tensor& Tensor::erfinv_() const { return apply_("erfinv_", *this, ember::erfinv); }
Tensor& Tensor::digamma_() const { return apply_("digamma_", *this, ember::digamma); }
Tensor& Tensor::lgamma_() const { return apply_("lgamma_", *this, ember::lgamma); }
Tensor& Tensor::frac_() const { return apply_("frac_", *this, ember::frac); }
Tensor& Tensor::logical_not_() const { return apply_("logical_not_", *this, ember::logical_not); }
Tensor& Tensor::bitwise_not_() const { return apply_("bitwise_not_", *this, ember::bitwise_not); }
Tensor& Tensor::sinc_() const { return apply_("sinc_", *this, ember::sinc); }
Tensor& Tensor::atan2_(const Tensor& other) const {
  return apply_<Tensor>("atan2_", *this, other, ember::atan2);
}
Tensor& Tensor::xlogy_(const Tensor& other) const {
  return apply_<Tensor>("xlogy_", *this, other, ember::xlogy);
}
Tensor& Tensor::hypot_(const Tensor& other) const {
  return apply_<Tensor>("hypot_", *this, other, ember::hypot);
}
Tensor& Tensor::copysign_(const Tensor& other) const {
  return apply_<Tensor>("copysign_", *this, other, ember::copysign);
}
Tensor& Tensor::heaviside_(const Tensor& other) const {
  return apply_<Tensor>("heaviside_", *this, other, ember::heaviside);
}
Tensor& Tensor::fmod_(const Tensor& other) const {
  return apply_<Tensor>("fmod_", *this, other, ember::fmod);
}
Tensor& Tensor::remainder_(const Tensor& other) const {
  return apply_<Tensor>("remainder_", *this, other, ember::remainder);
}
Tensor& Tensor::floor_divide_(const Tensor& other) const {
  return apply_<Tensor>("floor_divide_", *this, other, ember::floor_divide);
}
Tensor& Tensor::fmod_(const Scalar& other) const {
  return apply_<Scalar>("fmod_", *this, other, ember::fmod);
}
Tensor& Tensor::remainder_(const Scalar& other) const {
  return apply_<Scalar>("remainder_", *this, other, ember::remainder);
}
Tensor& Tensor::floor_divide_(const Scalar& other) const {
  return apply_<Scalar>("floor_divide_", *this, other, ember::floor_divide);
}
Tensor& Tensor::nan_to_num_(std::optional<double> nan, std::optional<double> posinf,
                            std::optional<double> neginf) const {
  return apply_("nan_to_num_", *this,
                [&](const Tensor& x) { return ember::nan_to_num(x, nan, posinf, neginf); });
}
Tensor& Tensor::div_(const Tensor& other, std::string_view rounding_mode) const {
  return apply_("div_", *this, [&](const Tensor& x) { return ember::div(x, other, rounding_mode); });
}
Tensor& Tensor::div_(const Scalar& other, std::string_view rounding_mode) const {
  return apply_("div_", *this, [&](const Tensor& x) { return ember::div(x, other, rounding_mode); });
}
Tensor& Tensor::clamp_min_(const Scalar& low) const { return clamp_(low); }
Tensor& Tensor::clamp_max_(const Scalar& high) const { return clamp_(std::nullopt, high); }
Tensor& Tensor::addcmul_(const Tensor& a, const Tensor& b, const Scalar& value) const {
  return apply_("addcmul_", *this, [&](const Tensor& x) { return ember::addcmul(x, a, b, value); });
}
Tensor& Tensor::addcdiv_(const Tensor& a, const Tensor& b, const Scalar& value) const {
  return apply_("addcdiv_", *this, [&](const Tensor& x) { return ember::addcdiv(x, a, b, value); });
}
Tensor Tensor::fmod(const Tensor& other) const { return ember::fmod(*this, other); }
Tensor Tensor::fmod(const Scalar& other) const { return ember::fmod(*this, other); }
Tensor Tensor::remainder(const Tensor& other) const { return ember::remainder(*this, other); }
Tensor Tensor::remainder(const Scalar& other) const { return ember::remainder(*this, other); }
Tensor Tensor::floor_divide(const Tensor& other) const { return ember::floor_divide(*this, other); }
Tensor Tensor::floor_divide(const Scalar& other) const { return ember::floor_divide(*this, other); }
Tensor Tensor::div(const Tensor& other, std::string_view rounding_mode) const {
  return ember::div(*this, other, rounding_mode);
}
Tensor Tensor::div(const Scalar& other, std::string_view rounding_mode) const {
  return ember::div(*this, other, rounding_mode);
}
Tensor Tensor::logaddexp(const Tensor& other) const { return ember::logaddexp(*this, other); }
Tensor Tensor::lerp(const Tensor& end, const Scalar& weight) const { return ember::lerp(*this, end, weight); }
Tensor Tensor::lerp(const Tensor& end, const Tensor& weight) const { return ember::lerp(*this, end, weight); }
Tensor Tensor::addcmul(const Tensor& a, const Tensor& b, const Scalar& value) const {
  return ember::addcmul(*this, a, b, value);
}
Tensor Tensor::addcdiv(const Tensor& a, const Tensor& b, const Scalar& value) const {
  return ember::addcdiv(*this, a, b, value);
}
Tensor Tensor::isclose(const Tensor& other, double rtol, double atol, bool equal_nan) const {
  return ember::isclose(*this, other, rtol, atol, equal_nan);
}
bool Tensor::allclose(const Tensor& other, double rtol, double atol, bool equal_nan) const {
  return ember::allclose(*this, other, rtol, atol, equal_nan);
}
bool Tensor::equal(const Tensor& other) const { return ember::equal(*this, other); }
Tensor Tensor::logical_and(const Tensor& other) const { return ember::logical_and(*this, other); }
Tensor Tensor::logical_or(const Tensor& other) const { return ember::logical_or(*this, other); }
Tensor Tensor::logical_xor(const Tensor& other) const { return ember::logical_xor(*this, other); }
Tensor Tensor::bitwise_not() const { return ember::bitwise_not(*this); }

}  // namespace ember
