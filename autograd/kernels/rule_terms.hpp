// What pointwise rules are written with: the functions of a value, the intervals of a test, lists of rules.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <ember/autograd/kernels/gamma.hpp>
#include <type_traits>

namespace ember::rules {

/// What the backward of a unary rule reads: nothing but the gradient, the input x, or the output y.
enum class Saves { nothing, input, output };

/// What a backward of a binary rule reads besides the gradient.
enum Needs : unsigned { needs_nothing = 0, needs_a = 1, needs_b = 2 };

/// Where the derivative is tested, away from kinks.
struct Interval {
  double low, high;
};

// The functions that a rule may use, for V = double (and whole numbers); lanes and Tensor bring their own. In
// where(condition, a, b) either choice may be a number.
template <class V>
concept Real = std::is_floating_point_v<V>;
template <class V>
concept Number = std::is_arithmetic_v<V>;

template <Number A, Number B> std::common_type_t<A, B> where(bool c, A a, B b) { return c ? a : b; }
template <Number V> V abs(V x) { return x < 0 ? static_cast<V>(-x) : x; }
template <Real V> V exp(V x) { return std::exp(x); }
template <Real V> V expm1(V x) { return std::expm1(x); }
template <Real V> V log(V x) { return std::log(x); }
template <Real V> V log1p(V x) { return std::log1p(x); }
template <Real V> V sqrt(V x) { return std::sqrt(x); }
template <Real V> V sin(V x) { return std::sin(x); }
template <Real V> V cos(V x) { return std::cos(x); }
template <Real V> V tanh(V x) { return std::tanh(x); }
template <Real V> V floor(V x) { return std::floor(x); }
template <Real V> V sigmoid(V x) { return 1 / (1 + std::exp(-x)); }
template <Real V> V log1p_exp(V x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }
template <Real V> V tan(V x) { return std::tan(x); }
template <Real V> V asin(V x) { return std::asin(x); }
template <Real V> V acos(V x) { return std::acos(x); }
template <Real V> V atan(V x) { return std::atan(x); }
template <Real V> V sinh(V x) { return std::sinh(x); }
template <Real V> V cosh(V x) { return std::cosh(x); }
template <Real V> V erf(V x) { return std::erf(x); }
template <Real V> V erfc(V x) { return std::erfc(x); }
template <Real V> V log2(V x) { return std::log2(x); }
template <Real V> V log10(V x) { return std::log10(x); }
template <Real V> V exp2(V x) { return std::exp2(x); }
template <Real V> V asinh(V x) { return std::asinh(x); }
template <Real V> V acosh(V x) { return std::acosh(x); }
template <Real V> V atanh(V x) { return std::atanh(x); }
template <Real V> V lgamma(V x) { return static_cast<V>(log_gamma(x)); }
template <Real V> V atan2(V x, V y) { return std::atan2(x, y); }
template <Real V> V hypot(V x, V y) { return std::hypot(x, y); }
template <Real V> V fmod(V x, V y) { return std::fmod(x, y); }
template <std::integral V> V fmod(V x, V y) { return static_cast<V>(x % y); }
template <std::integral V> V floor(V x) { return x; }
template <Real V> V pow(V x, V y) { return std::pow(x, y); }

template <class... Rules> struct List {
  static constexpr size_t size = sizeof...(Rules);
  template <class Rule> static constexpr size_t index_of() {
    constexpr bool same[] = {std::is_same_v<Rule, Rules>...};
    for (size_t i = 0; i < size; ++i) {
      if (same[i]) return i;
    }
    return size;
  }
  /// Calls f(Rule{}) for each rule in order.
  template <class F> static constexpr void for_each(F&& f) { (f(Rules{}), ...); }
};

}  // namespace ember::rules
