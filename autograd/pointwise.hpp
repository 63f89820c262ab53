// Ops that work element by element. The rules (value and derivative) are in kernels/rules.hpp; here is one
// line per public function. Operands broadcast and promote as in PyTorch; ShapeError and TypeError where they
// cannot.
#pragma once

#include <ember/autograd/kernels/rules.hpp>
#include <ember/autograd/tensor.hpp>
#include <string_view>

namespace ember {

namespace detail {
// By place in the rule lists; `rule` points to the rule's parameters. Defined once for all rules.
Tensor unary(size_t index, const void* rule, const Tensor& x);
Tensor unary(size_t index, const void* rule, Tensor&& x);
Tensor binary(size_t index, const void* rule, const Tensor& a, const Tensor& b);
Tensor binary(size_t index, const void* rule, Tensor&& a, const Tensor& b);
Tensor binary(size_t index, const void* rule, const Tensor& a, const Scalar& b);
Tensor binary(size_t index, const void* rule, Tensor&& a, const Scalar& b);
Tensor binary(size_t index, const void* rule, const Scalar& a, const Tensor& b);
/// self = self OP other outside the graph, where layout and dtype allow writing at once; false where not.
bool binary_in_place(size_t index, const void* rule, const Tensor& self, const Tensor& other);
bool binary_in_place(size_t index, const void* rule, const Tensor& self, const Scalar& other);
}  // namespace detail

/// Applies a rule of rules::UnaryRules, recording its derivative. Whole numbers become the default floating
/// dtype where the rule asks for it. A temporary that nobody else sees gives its memory to the result.
template <class Rule, class X> Tensor unary(X&& x, const Rule& rule = {}) {
  return detail::unary(rules::UnaryRules::index_of<Rule>(), &rule, std::forward<X>(x));
}
/// Applies a rule of rules::BinaryRules to two tensors, or a tensor and a number.
template <class Rule, class A, class B> Tensor binary(A&& a, const B& b, const Rule& rule = {}) {
  return detail::binary(rules::BinaryRules::index_of<Rule>(), &rule, std::forward<A>(a), b);
}

/// The dtype in which two operands meet: torch.result_type.
ScalarType result_type(const Tensor& a, const Tensor& b);
ScalarType result_type(const Tensor& a, const Scalar& b);

// -- of one tensor
inline Tensor neg(const Tensor& x) { return unary<rules::Neg>(x); }                ///< -x
inline Tensor abs(const Tensor& x) { return unary<rules::Abs>(x); }                ///< |x|
inline Tensor square(const Tensor& x) { return unary<rules::Square>(x); }          ///< x^2
inline Tensor sqrt(const Tensor& x) { return unary<rules::Sqrt>(x); }              ///< x^(1/2)
inline Tensor rsqrt(const Tensor& x) { return unary<rules::Rsqrt>(x); }            ///< x^(-1/2)
inline Tensor reciprocal(const Tensor& x) { return unary<rules::Reciprocal>(x); }  ///< 1 / x
inline Tensor exp(const Tensor& x) { return unary<rules::Exp>(x); }                ///< e^x
inline Tensor expm1(const Tensor& x) { return unary<rules::Expm1>(x); }            ///< e^x - 1
inline Tensor log(const Tensor& x) { return unary<rules::Log>(x); }                ///< natural logarithm
inline Tensor log1p(const Tensor& x) { return unary<rules::Log1p>(x); }            ///< log(1 + x)
inline Tensor sin(const Tensor& x) { return unary<rules::Sin>(x); }                ///< sine
inline Tensor cos(const Tensor& x) { return unary<rules::Cos>(x); }                ///< cosine
inline Tensor tanh(const Tensor& x) { return unary<rules::Tanh>(x); }              ///< hyperbolic tangent
inline Tensor sigmoid(const Tensor& x) { return unary<rules::Sigmoid>(x); }        ///< 1 / (1 + e^-x)
inline Tensor relu(const Tensor& x) { return unary<rules::Relu>(x); }              ///< max(x, 0)
inline Tensor floor(const Tensor& x) { return unary<rules::Floor>(x); }  ///< largest whole number <= x
inline Tensor sign(const Tensor& x) { return unary<rules::Sign>(x); }    ///< -1, 0 or 1
inline Tensor ceil(const Tensor& x) { return unary<rules::Ceil>(x); }    ///< smallest whole number >= x
inline Tensor trunc(const Tensor& x) { return unary<rules::Trunc>(x); }  ///< x without its fraction
inline Tensor frac(const Tensor& x) { return unary<rules::Frac>(x); }    ///< the fraction of x
inline Tensor round(const Tensor& x) { return unary<rules::Round>(x); }  ///< nearest, halves to even
inline Tensor tan(const Tensor& x) { return unary<rules::Tan>(x); }
inline Tensor asin(const Tensor& x) { return unary<rules::Asin>(x); }
inline Tensor acos(const Tensor& x) { return unary<rules::Acos>(x); }
inline Tensor atan(const Tensor& x) { return unary<rules::Atan>(x); }
inline Tensor sinh(const Tensor& x) { return unary<rules::Sinh>(x); }
inline Tensor cosh(const Tensor& x) { return unary<rules::Cosh>(x); }
inline Tensor erf(const Tensor& x) { return unary<rules::Erf>(x); }
inline Tensor erfc(const Tensor& x) { return unary<rules::Erfc>(x); }      ///< 1 - erf(x)
inline Tensor erfinv(const Tensor& x) { return unary<rules::Erfinv>(x); }  ///< the y with erf(y) = x
inline Tensor log2(const Tensor& x) { return unary<rules::Log2>(x); }
inline Tensor log10(const Tensor& x) { return unary<rules::Log10>(x); }
inline Tensor exp2(const Tensor& x) { return unary<rules::Exp2>(x); }  ///< 2^x
inline Tensor asinh(const Tensor& x) { return unary<rules::Asinh>(x); }
inline Tensor acosh(const Tensor& x) { return unary<rules::Acosh>(x); }
inline Tensor atanh(const Tensor& x) { return unary<rules::Atanh>(x); }
inline Tensor lgamma(const Tensor& x) { return unary<rules::Lgamma>(x); }  ///< log |Gamma(x)|
/// The n-th derivative of digamma, the derivative of log Gamma. Throws ValueError for n < 0.
Tensor polygamma(int64_t n, const Tensor& x);
inline Tensor digamma(const Tensor& x) { return polygamma(0, x); }
/// log(x / (1 - x)), with x limited to [eps, 1 - eps] if eps is given.
Tensor logit(const Tensor& x, std::optional<double> eps = std::nullopt);
/// x with NaN and the infinities replaced, by default by 0 and the largest numbers of the dtype.
Tensor nan_to_num(const Tensor& x, std::optional<double> nan = std::nullopt,
                  std::optional<double> posinf = std::nullopt, std::optional<double> neginf = std::nullopt);
/// x where x > 0, else negative_slope x
inline Tensor leaky_relu(const Tensor& x, double negative_slope = 0.01) {
  return unary<rules::LeakyRelu>(x, {negative_slope});
}
/// log(1 + e^(beta x)) / beta; x itself where beta x > threshold
inline Tensor softplus(const Tensor& x, double beta = 1, double threshold = 20) {
  return unary<rules::Softplus>(x, {beta, threshold});
}
/// x limited to [low, high]; either bound may be left out, not both (ValueError).
Tensor clamp(const Tensor& x, std::optional<Scalar> low, std::optional<Scalar> high = std::nullopt);
inline Tensor clamp_min(const Tensor& x, const Scalar& low) { return clamp(x, low, std::nullopt); }
inline Tensor clamp_max(const Tensor& x, const Scalar& high) { return clamp(x, std::nullopt, high); }
/// Not x, for bool; ~x for whole numbers.
Tensor logical_not(const Tensor& x);
Tensor bitwise_not(const Tensor& x);
Tensor isnan(const Tensor& x);
Tensor isinf(const Tensor& x);
Tensor isfinite(const Tensor& x);

// -- of two
namespace detail {
/// alpha as a number. Throws TypeError for one with a fraction's dtype where a + alpha b is whole.
template <class B> double alpha_of(const Tensor& a, const B& b, const Scalar& alpha) {
  if (alpha.isFloatingPoint()) [[unlikely]]
    require<TypeError>(is_floating_point(result_type(a, b)),
                       "add: a floating alpha for whole numbers: ", alpha.toDouble());
  return alpha.toDouble();
}
}  // namespace detail
/// a + alpha b
inline Tensor add(const Tensor& a, const Tensor& b, const Scalar& alpha = 1) {
  return binary<rules::Add>(a, b, {detail::alpha_of(a, b, alpha)});
}
inline Tensor add(const Tensor& a, const Scalar& b, const Scalar& alpha = 1) {
  return binary<rules::Add>(a, b, {detail::alpha_of(a, b, alpha)});
}
inline Tensor add(const Scalar& a, const Tensor& b, const Scalar& alpha = 1) {
  return binary<rules::Add>(a, b, {detail::alpha_of(b, a, alpha)});
}
/// a - alpha b. Throws TypeError for two bools.
Tensor sub(const Tensor& a, const Tensor& b, const Scalar& alpha = 1);
Tensor sub(const Tensor& a, const Scalar& b, const Scalar& alpha = 1);
Tensor sub(Tensor&& a, const Tensor& b, const Scalar& alpha = 1);
Tensor sub(Tensor&& a, const Scalar& b, const Scalar& alpha = 1);
Tensor rsub(const Tensor& a, const Scalar& b);                                            ///< b - a
inline Tensor mul(const Tensor& a, const Tensor& b) { return binary<rules::Mul>(a, b); }  ///< a b
inline Tensor mul(const Tensor& a, const Scalar& b) { return binary<rules::Mul>(a, b); }
inline Tensor div(const Tensor& a, const Tensor& b) {
  return binary<rules::Div>(a, b);
}  ///< a / b, never whole
inline Tensor div(const Tensor& a, const Scalar& b) { return binary<rules::Div>(a, b); }
/// a^b; whole numbers stay whole, and a negative power of one other than 1 and -1 is 0.
Tensor pow(const Tensor& a, const Tensor& b);
Tensor pow(const Tensor& a, const Scalar& b);
Tensor pow(const Scalar& a, const Tensor& b);
inline Tensor maximum(const Tensor& a, const Tensor& b) { return binary<rules::Maximum>(a, b); }
inline Tensor minimum(const Tensor& a, const Tensor& b) { return binary<rules::Minimum>(a, b); }

/// The larger, the smaller of two, where NaN only wins against NaN.
Tensor fmax(const Tensor& a, const Tensor& b);
Tensor fmin(const Tensor& a, const Tensor& b);
inline Tensor max(const Tensor& a, const Tensor& b) { return maximum(a, b); }
inline Tensor min(const Tensor& a, const Tensor& b) { return minimum(a, b); }

/// What is left of a after whole multiples of b: with the sign of a, with the sign of b. Whole numbers by 0:
/// ValueError.
Tensor fmod(const Tensor& a, const Tensor& b);
Tensor fmod(const Tensor& a, const Scalar& b);
Tensor remainder(const Tensor& a, const Tensor& b);
Tensor remainder(const Tensor& a, const Scalar& b);
/// a / b rounded down; for rounding_mode "trunc" towards 0, "floor" down. Whole numbers stay whole; by 0:
/// ValueError.
Tensor floor_divide(const Tensor& a, const Tensor& b);
Tensor floor_divide(const Tensor& a, const Scalar& b);
Tensor div(const Tensor& a, const Tensor& b, std::string_view rounding_mode);
Tensor div(const Tensor& a, const Scalar& b, std::string_view rounding_mode);
/// The angle of the point (b, a); sqrt(a^2 + b^2); a log(b), and 0 where a = 0.
inline Tensor atan2(const Tensor& a, const Tensor& b) { return binary<rules::Atan2>(a, b); }
inline Tensor hypot(const Tensor& a, const Tensor& b) { return binary<rules::Hypot>(a, b); }
inline Tensor xlogy(const Tensor& a, const Tensor& b) { return binary<rules::Xlogy>(a, b); }
inline Tensor xlogy(const Tensor& a, const Scalar& b) { return binary<rules::Xlogy>(a, b); }
/// log(e^a + e^b)
inline Tensor logaddexp(const Tensor& a, const Tensor& b) { return binary<rules::Logaddexp>(a, b); }
/// a + weight (b - a)
Tensor lerp(const Tensor& a, const Tensor& b, const Tensor& weight);
Tensor lerp(const Tensor& a, const Tensor& b, const Scalar& weight);
/// self + value a b, self + value a / b
Tensor addcmul(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& value = 1);
Tensor addcdiv(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& value = 1);

/// |a - b| <= atol + rtol |b|, element by element; NaN equals NaN only with equal_nan.
Tensor isclose(const Tensor& a, const Tensor& b, double rtol = 1e-5, double atol = 1e-8,
               bool equal_nan = false);
/// Whether all elements are close; whether shapes and all elements are equal.
bool allclose(const Tensor& a, const Tensor& b, double rtol = 1e-5, double atol = 1e-8,
              bool equal_nan = false);
bool equal(const Tensor& a, const Tensor& b);

/// Comparisons give bool tensors outside the graph.
enum class Comparison { eq, ne, lt, le, gt, ge };
Tensor compare(Comparison comparison, const Tensor& a, const Tensor& b);
Tensor compare(Comparison comparison, const Tensor& a, const Scalar& b);
template <class B> Tensor eq(const Tensor& a, const B& b) { return compare(Comparison::eq, a, b); }
template <class B> Tensor ne(const Tensor& a, const B& b) { return compare(Comparison::ne, a, b); }
template <class B> Tensor lt(const Tensor& a, const B& b) { return compare(Comparison::lt, a, b); }
template <class B> Tensor le(const Tensor& a, const B& b) { return compare(Comparison::le, a, b); }
template <class B> Tensor gt(const Tensor& a, const B& b) { return compare(Comparison::gt, a, b); }
template <class B> Tensor ge(const Tensor& a, const B& b) { return compare(Comparison::ge, a, b); }

/// condition ? a : b, element by element; `condition` is bool. The gradient goes to the chosen side.
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);
Tensor where(const Tensor& condition, const Tensor& a, const Scalar& b);
Tensor where(const Tensor& condition, const Scalar& a, const Tensor& b);
Tensor where(const Tensor& condition, const Scalar& a, const Scalar& b);
/// `value` where mask, else self. PyTorch: Tensor.masked_fill.
Tensor masked_fill(const Tensor& self, const Tensor& mask, const Scalar& value);
Tensor masked_fill(const Tensor& self, const Tensor& mask, const Tensor& value);

/// and, or, exclusive or: of truth values, and of the bits of whole numbers.
Tensor logical_and(const Tensor& a, const Tensor& b);
Tensor logical_or(const Tensor& a, const Tensor& b);
Tensor logical_xor(const Tensor& a, const Tensor& b);

namespace detail {
/// &, | or ^ of bools, or of the bits of whole numbers.
Tensor bitwise(const Tensor& a, const Tensor& b, char op);
}  // namespace detail

inline Tensor operator-(const Tensor& x) { return neg(x); }
inline Tensor operator~(const Tensor& x) { return bitwise_not(x); }
inline Tensor operator!(const Tensor& x) { return logical_not(x); }
inline Tensor operator+(const Tensor& a, const Tensor& b) { return add(a, b); }
inline Tensor operator+(const Tensor& a, const Scalar& b) { return add(a, b); }
inline Tensor operator+(Tensor&& a, const Tensor& b) { return binary<rules::Add>(std::move(a), b); }
inline Tensor operator+(Tensor&& a, const Scalar& b) { return binary<rules::Add>(std::move(a), b); }
inline Tensor operator+(const Scalar& a, const Tensor& b) { return add(b, a); }
inline Tensor operator-(const Tensor& a, const Tensor& b) { return sub(a, b); }
inline Tensor operator-(const Tensor& a, const Scalar& b) { return sub(a, b); }
inline Tensor operator-(Tensor&& a, const Tensor& b) { return sub(std::move(a), b); }
inline Tensor operator-(Tensor&& a, const Scalar& b) { return sub(std::move(a), b); }
inline Tensor operator-(const Scalar& a, const Tensor& b) { return rsub(b, a); }
inline Tensor operator*(const Tensor& a, const Tensor& b) { return mul(a, b); }
inline Tensor operator*(const Tensor& a, const Scalar& b) { return mul(a, b); }
inline Tensor operator*(Tensor&& a, const Tensor& b) { return binary<rules::Mul>(std::move(a), b); }
inline Tensor operator*(Tensor&& a, const Scalar& b) { return binary<rules::Mul>(std::move(a), b); }
inline Tensor operator*(const Scalar& a, const Tensor& b) { return mul(b, a); }
inline Tensor operator/(const Tensor& a, const Tensor& b) { return div(a, b); }
inline Tensor operator/(const Tensor& a, const Scalar& b) { return div(a, b); }
inline Tensor operator/(Tensor&& a, const Tensor& b) { return binary<rules::Div>(std::move(a), b); }
inline Tensor operator/(Tensor&& a, const Scalar& b) { return binary<rules::Div>(std::move(a), b); }
inline Tensor operator/(const Scalar& a, const Tensor& b) { return binary<rules::Div>(a, b); }
inline Tensor operator%(const Tensor& a, const Tensor& b) { return remainder(a, b); }
inline Tensor operator%(const Tensor& a, const Scalar& b) { return remainder(a, b); }
inline Tensor operator==(const Tensor& a, const Tensor& b) { return eq(a, b); }
inline Tensor operator==(const Tensor& a, const Scalar& b) { return eq(a, b); }
inline Tensor operator!=(const Tensor& a, const Tensor& b) { return ne(a, b); }
inline Tensor operator!=(const Tensor& a, const Scalar& b) { return ne(a, b); }
inline Tensor operator<(const Tensor& a, const Tensor& b) { return lt(a, b); }
inline Tensor operator<(const Tensor& a, const Scalar& b) { return lt(a, b); }
inline Tensor operator<=(const Tensor& a, const Tensor& b) { return le(a, b); }
inline Tensor operator<=(const Tensor& a, const Scalar& b) { return le(a, b); }
inline Tensor operator>(const Tensor& a, const Tensor& b) { return gt(a, b); }
inline Tensor operator>(const Tensor& a, const Scalar& b) { return gt(a, b); }
inline Tensor operator>=(const Tensor& a, const Tensor& b) { return ge(a, b); }
inline Tensor operator>=(const Tensor& a, const Scalar& b) { return ge(a, b); }
inline Tensor operator&(const Tensor& a, const Tensor& b) { return detail::bitwise(a, b, '&'); }
inline Tensor operator|(const Tensor& a, const Tensor& b) { return detail::bitwise(a, b, '|'); }
inline Tensor operator^(const Tensor& a, const Tensor& b) { return detail::bitwise(a, b, '^'); }

}  // namespace ember
