// Pointwise ops as values: each struct is one op, with its value and its derivative side by side.
//
// A rule is written once over a generic value type V. The same text runs on SIMD lanes (the kernels), on
// Tensor (the graph of a second derivative) and on double (finite differences), so it has no `?:` and no `if`
// on values, only arithmetic, comparisons, `where(condition, a, b)` and the functions exp, log, ... found for
// V.
//
// From the lists at the end follow: kernels for every instruction set, the graph node and its name, what the
// graph saves, double backward, the gradient check over `domain`, the comparison with PyTorch, and the
// benchmark row.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
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
template <Real V> V fmod(V x, V y) { return std::fmod(x, y); }
template <std::integral V> V fmod(V x, V y) { return static_cast<V>(x % y); }
template <std::integral V> V floor(V x) { return x; }
template <Real V> V pow(V x, V y) { return std::pow(x, y); }

// ---------------------------------------------------------------------------------------------- unary

/// -x
struct Neg {
  static constexpr auto name = "neg";
  static constexpr Saves saves = Saves::nothing;
  static constexpr bool integral = true;
  static constexpr Interval domain{-3, 3};
  template <class V> V forward(V x) const { return -x; }
  // d(-x)/dx = -1
  template <class V> V backward(V g, V) const { return -g; }
};

/// |x|; the subgradient at 0 is 0.
struct Abs {
  static constexpr auto name = "abs";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = true;
  static constexpr Interval domain{0.1, 3};
  template <class V> V forward(V x) const { return abs(x); }
  // d|x|/dx = sign(x)
  template <class V> V backward(V g, V x) const { return where(x > 0, g, where(x < 0, V(-g), 0)); }
};

/// x^2
struct Square {
  static constexpr auto name = "square";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = true;
  static constexpr Interval domain{-3, 3};
  template <class V> V forward(V x) const { return x * x; }
  // d(x^2)/dx = 2 x
  template <class V> V backward(V g, V x) const { return g * (x * 2); }
};

/// The square root; NaN below 0, and an infinite derivative at 0.
struct Sqrt {
  static constexpr auto name = "sqrt";
  static constexpr Saves saves = Saves::output;
  static constexpr bool integral = false;
  static constexpr Interval domain{0.2, 4};
  template <class V> V forward(V x) const { return sqrt(x); }
  // d sqrt(x)/dx = 1 / (2 y)
  template <class V> V backward(V g, V y) const { return g / (y * 2); }
};

/// 1 / sqrt(x)
struct Rsqrt {
  static constexpr auto name = "rsqrt";
  static constexpr Saves saves = Saves::output;
  static constexpr bool integral = false;
  static constexpr Interval domain{0.3, 4};
  template <class V> V forward(V x) const { return 1 / sqrt(x); }
  // d x^(-1/2)/dx = -1/2 y^3
  template <class V> V backward(V g, V y) const { return g * (y * y * y * -0.5); }
};

/// 1 / x
struct Reciprocal {
  static constexpr auto name = "reciprocal";
  static constexpr Saves saves = Saves::output;
  static constexpr bool integral = false;
  static constexpr Interval domain{0.3, 3};
  template <class V> V forward(V x) const { return 1 / x; }
  // d(1/x)/dx = -y^2
  template <class V> V backward(V g, V y) const { return -g * (y * y); }
};

/// e^x
struct Exp {
  static constexpr auto name = "exp";
  static constexpr Saves saves = Saves::output;
  static constexpr bool integral = false;
  static constexpr Interval domain{-2, 2};
  template <class V> V forward(V x) const { return exp(x); }
  // d e^x/dx = y
  template <class V> V backward(V g, V y) const { return g * y; }
};

/// e^x - 1, accurate near 0
struct Expm1 {
  static constexpr auto name = "expm1";
  static constexpr Saves saves = Saves::output;
  static constexpr bool integral = false;
  static constexpr Interval domain{-2, 2};
  template <class V> V forward(V x) const { return expm1(x); }
  // d(e^x - 1)/dx = y + 1
  template <class V> V backward(V g, V y) const { return g * (y + 1); }
};

/// The natural logarithm; -inf at 0, NaN below.
struct Log {
  static constexpr auto name = "log";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{0.2, 4};
  template <class V> V forward(V x) const { return log(x); }
  // d log(x)/dx = 1 / x
  template <class V> V backward(V g, V x) const { return g / x; }
};

/// log(1 + x), accurate near 0
struct Log1p {
  static constexpr auto name = "log1p";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-0.7, 3};
  template <class V> V forward(V x) const { return log1p(x); }
  // d log(1 + x)/dx = 1 / (1 + x)
  template <class V> V backward(V g, V x) const { return g / (x + 1); }
};

/// The sine
struct Sin {
  static constexpr auto name = "sin";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-3, 3};
  template <class V> V forward(V x) const { return sin(x); }
  // d sin(x)/dx = cos(x)
  template <class V> V backward(V g, V x) const { return g * cos(x); }
};

/// The cosine
struct Cos {
  static constexpr auto name = "cos";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-3, 3};
  template <class V> V forward(V x) const { return cos(x); }
  // d cos(x)/dx = -sin(x)
  template <class V> V backward(V g, V x) const { return g * -sin(x); }
};

/// The hyperbolic tangent
struct Tanh {
  static constexpr auto name = "tanh";
  static constexpr Saves saves = Saves::output;
  static constexpr bool integral = false;
  static constexpr Interval domain{-2, 2};
  template <class V> V forward(V x) const { return tanh(x); }
  // d tanh(x)/dx = 1 - y^2
  template <class V> V backward(V g, V y) const { return g * (1 - y * y); }
};

/// 1 / (1 + e^-x)
struct Sigmoid {
  static constexpr auto name = "sigmoid";
  static constexpr Saves saves = Saves::output;
  static constexpr bool integral = false;
  static constexpr Interval domain{-3, 3};
  template <class V> V forward(V x) const { return sigmoid(x); }
  // d sigmoid(x)/dx = y (1 - y)
  template <class V> V backward(V g, V y) const { return g * ((1 - y) * y); }
};

/// max(x, 0); NaN stays NaN, the subgradient at 0 is 0.
struct Relu {
  static constexpr auto name = "relu";
  static constexpr Saves saves = Saves::output;
  static constexpr bool integral = true;
  static constexpr Interval domain{0.1, 3};
  template <class V> V forward(V x) const { return where(x <= 0, 0, x); }
  // d relu(x)/dx = 1 where y > 0, else 0
  template <class V> V backward(V g, V y) const { return where(y <= 0, 0, g); }
};

/// x where x > 0, else negative_slope x
struct LeakyRelu {
  static constexpr auto name = "leaky_relu";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{0.1, 3};
  double negative_slope = 0.01;
  template <class V> V forward(V x) const { return where(x > 0, x, V(x * negative_slope)); }
  // dy/dx = 1 where x > 0, else negative_slope
  template <class V> V backward(V g, V x) const { return where(x > 0, g, V(g * negative_slope)); }
};

/// log(1 + e^(beta x)) / beta, and x itself where beta x > threshold
struct Softplus {
  static constexpr auto name = "softplus";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-3, 3};
  double beta = 1, threshold = 20;
  template <class V> V forward(V x) const {
    return where(x * beta > threshold, x, V(log1p_exp(V(x * beta)) / beta));
  }
  // dy/dx = sigmoid(beta x)
  template <class V> V backward(V g, V x) const {
    return where(x * beta > threshold, g, V(g * sigmoid(V(x * beta))));
  }
};

/// x limited to [low, high]: NaN stays NaN, low > high gives high; the derivative is 1 on the bounds and
/// inside.
struct Clamp {
  static constexpr auto name = "clamp";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-0.4, 0.4};
  double low = -0.5, high = 0.5;
  template <class V> V forward(V x) const {
    V raised = where(x < low, low, x);
    return where(raised > high, high, raised);
  }
  // dy/dx = 1 where low <= x <= high, else 0
  template <class V> V backward(V g, V x) const { return where(x >= low, where(x <= high, g, 0), 0); }
};

/// x^exponent for a number exponent; 0^0 = 1
struct PowScalar {
  static constexpr auto name = "pow";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{0.3, 2};
  double exponent = 3;
  template <class V> V forward(V x) const { return pow(x, exponent); }
  // d x^p/dx = p x^(p-1)
  template <class V> V backward(V g, V x) const { return g * (pow(x, exponent - 1) * exponent); }
};

/// The largest whole number <= x; the derivative is 0.
struct Floor {
  static constexpr auto name = "floor";
  static constexpr Saves saves = Saves::nothing;
  static constexpr bool integral = true;
  static constexpr Interval domain{0.2, 0.8};
  template <class V> V forward(V x) const { return floor(x); }
  template <class V> V backward(V g, V) const { return g * 0; }
};

/// -1, 0 or 1; the derivative is 0.
struct Sign {
  static constexpr auto name = "sign";
  static constexpr Saves saves = Saves::nothing;
  static constexpr bool integral = true;
  static constexpr Interval domain{0.2, 0.8};
  template <class V> V forward(V x) const { return where(x > 0, 1, where(x < 0, -1, 0)); }
  template <class V> V backward(V g, V) const { return g * 0; }
};

/// The smallest whole number >= x; the derivative is 0.
struct Ceil {
  static constexpr auto name = "ceil";
  static constexpr Saves saves = Saves::nothing;
  static constexpr bool integral = true;
  static constexpr Interval domain{0.2, 0.8};
  template <class V> V forward(V x) const { return -floor(V(-x)); }
  template <class V> V backward(V g, V) const { return g * 0; }
};

/// x without its fraction; the derivative is 0.
struct Trunc {
  static constexpr auto name = "trunc";
  static constexpr Saves saves = Saves::nothing;
  static constexpr bool integral = true;
  static constexpr Interval domain{0.2, 0.8};
  template <class V> V forward(V x) const { return where(x < 0, V(-floor(V(-x))), floor(x)); }
  template <class V> V backward(V g, V) const { return g * 0; }
};

/// The fraction of x, with its sign
struct Frac {
  static constexpr auto name = "frac";
  static constexpr Saves saves = Saves::nothing;
  static constexpr bool integral = false;
  static constexpr Interval domain{0.2, 0.8};
  template <class V> V forward(V x) const { return x - where(x < 0, V(-floor(V(-x))), floor(x)); }
  // d frac(x)/dx = 1
  template <class V> V backward(V g, V) const { return g; }
};

/// The nearest whole number, of two equally near the even one; the derivative is 0.
struct Round {
  static constexpr auto name = "round";
  static constexpr Saves saves = Saves::nothing;
  static constexpr bool integral = true;
  static constexpr Interval domain{0.6, 1.4};
  template <class V> V forward(V x) const {
    if constexpr (std::is_integral_v<V>) {
      return x;
    } else {
      V below = floor(x), part = x - below;
      V even = where(floor(V(below * 0.5)) * 2 == below, below, V(below + 1));
      V nearest = where(part < 0.5, below, where(part > 0.5, V(below + 1), even));
      return where(nearest == 0, V(x * 0), nearest);  // keeps the sign of zero
    }
  }
  template <class V> V backward(V g, V) const { return g * 0; }
};

/// The tangent
struct Tan {
  static constexpr auto name = "tan";
  static constexpr Saves saves = Saves::output;
  static constexpr bool integral = false;
  static constexpr Interval domain{-1, 1};
  template <class V> V forward(V x) const { return tan(x); }
  // d tan(x)/dx = 1 + y^2
  template <class V> V backward(V g, V y) const { return g * (y * y + 1); }
};

/// The arc sine; NaN outside [-1, 1]
struct Asin {
  static constexpr auto name = "asin";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-0.8, 0.8};
  template <class V> V forward(V x) const { return asin(x); }
  // d asin(x)/dx = 1 / sqrt(1 - x^2)
  template <class V> V backward(V g, V x) const { return g / sqrt(V(1 - x * x)); }
};

/// The arc cosine; NaN outside [-1, 1]
struct Acos {
  static constexpr auto name = "acos";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-0.8, 0.8};
  template <class V> V forward(V x) const { return acos(x); }
  // d acos(x)/dx = -1 / sqrt(1 - x^2)
  template <class V> V backward(V g, V x) const { return -g / sqrt(V(1 - x * x)); }
};

/// The arc tangent
struct Atan {
  static constexpr auto name = "atan";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-3, 3};
  template <class V> V forward(V x) const { return atan(x); }
  // d atan(x)/dx = 1 / (1 + x^2)
  template <class V> V backward(V g, V x) const { return g / (x * x + 1); }
};

/// The hyperbolic sine
struct Sinh {
  static constexpr auto name = "sinh";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-2, 2};
  template <class V> V forward(V x) const { return sinh(x); }
  // d sinh(x)/dx = cosh(x)
  template <class V> V backward(V g, V x) const { return g * cosh(x); }
};

/// The hyperbolic cosine
struct Cosh {
  static constexpr auto name = "cosh";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-2, 2};
  template <class V> V forward(V x) const { return cosh(x); }
  // d cosh(x)/dx = sinh(x)
  template <class V> V backward(V g, V x) const { return g * sinh(x); }
};

/// The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x
struct Erf {
  static constexpr auto name = "erf";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-2, 2};
  template <class V> V forward(V x) const { return erf(x); }
  // d erf(x)/dx = 2 / sqrt(pi) e^(-x^2)
  template <class V> V backward(V g, V x) const { return g * (exp(V(-(x * x))) * 1.12837916709551257390); }
};

/// 1 - erf(x), accurate for large x
struct Erfc {
  static constexpr auto name = "erfc";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-2, 2};
  template <class V> V forward(V x) const { return erfc(x); }
  // d erfc(x)/dx = -2 / sqrt(pi) e^(-x^2)
  template <class V> V backward(V g, V x) const { return g * (exp(V(-(x * x))) * -1.12837916709551257390); }
};

/// The logarithm to base 2
struct Log2 {
  static constexpr auto name = "log2";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{0.2, 4};
  template <class V> V forward(V x) const { return log2(x); }
  // d log2(x)/dx = 1 / (x ln 2)
  template <class V> V backward(V g, V x) const { return g / (x * 0.69314718055994530942); }
};

/// The logarithm to base 10
struct Log10 {
  static constexpr auto name = "log10";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{0.2, 4};
  template <class V> V forward(V x) const { return log10(x); }
  // d log10(x)/dx = 1 / (x ln 10)
  template <class V> V backward(V g, V x) const { return g / (x * 2.30258509299404568402); }
};

/// 2^x
struct Exp2 {
  static constexpr auto name = "exp2";
  static constexpr Saves saves = Saves::output;
  static constexpr bool integral = false;
  static constexpr Interval domain{-2, 2};
  template <class V> V forward(V x) const { return exp2(x); }
  // d 2^x/dx = y ln 2
  template <class V> V backward(V g, V y) const { return g * (y * 0.69314718055994530942); }
};

// ---------------------------------------------------------------------------------------------- binary

/// a + alpha b
struct Add {
  static constexpr auto name = "add";
  static constexpr bool integral = true;
  static constexpr unsigned backward_a_needs = needs_nothing, backward_b_needs = needs_nothing;
  static constexpr Interval domain{-3, 3};
  double alpha = 1;
  template <class V> V forward(V a, V b) const {
    if constexpr (std::is_integral_v<V>)
      return static_cast<V>(a + b * static_cast<V>(alpha));
    else
      return a + b * alpha;
  }
  // d(a + alpha b) = da + alpha db
  template <class V> V backward_a(V g, V, V) const { return g; }
  template <class V> V backward_b(V g, V, V) const { return g * alpha; }
};

/// a b
struct Mul {
  static constexpr auto name = "mul";
  static constexpr bool integral = true;
  static constexpr unsigned backward_a_needs = needs_b, backward_b_needs = needs_a;
  static constexpr Interval domain{-3, 3};
  template <class V> V forward(V a, V b) const { return a * b; }
  // d(a b) = b da + a db
  template <class V> V backward_a(V g, V, V b) const { return g * b; }
  template <class V> V backward_b(V g, V a, V) const { return g * a; }
};

/// a / b
struct Div {
  static constexpr auto name = "div";
  static constexpr bool integral = false;
  static constexpr unsigned backward_a_needs = needs_b, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{0.4, 3};
  template <class V> V forward(V a, V b) const { return a / b; }
  // d(a / b) = da / b - (a / b) / b db
  template <class V> V backward_a(V g, V, V b) const { return g / b; }
  template <class V> V backward_b(V g, V a, V b) const { return -g * ((a / b) / b); }
};

/// The larger of a and b; NaN wins, equal operands share the gradient.
struct Maximum {
  static constexpr auto name = "maximum";
  static constexpr bool integral = true;
  static constexpr unsigned backward_a_needs = needs_a | needs_b, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{-3, 3};
  template <class V> V forward(V a, V b) const { return where(a != a, a, where(a > b, a, b)); }
  // d max(a, b) = da where a > b, db where b > a, half of each where equal
  template <class V> V backward_a(V g, V a, V b) const { return where(a == b, V(g / 2), where(a < b, 0, g)); }
  template <class V> V backward_b(V g, V a, V b) const { return where(a == b, V(g / 2), where(a > b, 0, g)); }
};

/// The smaller of a and b; NaN wins, equal operands share the gradient.
struct Minimum {
  static constexpr auto name = "minimum";
  static constexpr bool integral = true;
  static constexpr unsigned backward_a_needs = needs_a | needs_b, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{-3, 3};
  template <class V> V forward(V a, V b) const { return where(a != a, a, where(a < b, a, b)); }
  // d min(a, b) = da where a < b, db where b < a, half of each where equal
  template <class V> V backward_a(V g, V a, V b) const { return where(a == b, V(g / 2), where(a > b, 0, g)); }
  template <class V> V backward_b(V g, V a, V b) const { return where(a == b, V(g / 2), where(a < b, 0, g)); }
};

/// a^b
struct Pow {
  static constexpr auto name = "pow";
  static constexpr bool integral = false;
  static constexpr unsigned backward_a_needs = needs_a | needs_b, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{0.4, 2};
  template <class V> V forward(V a, V b) const { return pow(a, b); }
  // d a^b = b a^(b-1) da + a^b log(a) db, with 0 for b = 0 and for 0^b
  template <class V> V backward_a(V g, V a, V b) const {
    return where(b == 0, 0, V(g * (b * pow(a, V(b - 1)))));
  }
  template <class V> V backward_b(V g, V a, V b) const {
    return where(a == 0, where(b >= 0, 0, V(g * (pow(a, b) * log(a)))), V(g * (pow(a, b) * log(a))));
  }
};

/// (a - b)^2, the pointwise part of mse_loss
struct SquaredError {
  static constexpr auto name = "squared_error";
  static constexpr bool integral = false;
  static constexpr unsigned backward_a_needs = needs_a | needs_b, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{-2, 2};
  template <class V> V forward(V a, V b) const { return (a - b) * (a - b); }
  // d (a - b)^2 = 2 (a - b) (da - db)
  template <class V> V backward_a(V g, V a, V b) const { return g * ((a - b) * 2); }
  template <class V> V backward_b(V g, V a, V b) const { return g * ((a - b) * -2); }
};

/// d^2 / (2 beta) where |d| < beta, else |d| - beta / 2, with d = a - b (Girshick 2015); beta 0 gives |d|
struct SmoothL1 {
  static constexpr auto name = "smooth_l1";
  static constexpr bool integral = false;
  static constexpr unsigned backward_a_needs = needs_a | needs_b, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{-0.4, 0.4};
  double beta = 1;
  template <class V> V forward(V a, V b) const {
    V d = abs(V(a - b));
    return where(d < beta, V(d * d * 0.5 / beta), V(d - 0.5 * beta));
  }
  // dy/da = d / beta where |d| < beta, else sign(d); dy/db = -dy/da
  template <class V> V backward_a(V g, V a, V b) const {
    V d = a - b;
    return where(abs(d) < beta, V(g * d / beta), where(d > 0, g, where(d < 0, V(-g), 0)));
  }
  template <class V> V backward_b(V g, V a, V b) const { return -backward_a(g, a, b); }
};

/// d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2), with d = a - b (Huber 1964)
struct Huber {
  static constexpr auto name = "huber";
  static constexpr bool integral = false;
  static constexpr unsigned backward_a_needs = needs_a | needs_b, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{-0.4, 0.4};
  double delta = 1;
  template <class V> V forward(V a, V b) const {
    V d = abs(V(a - b));
    return where(d <= delta, V(d * d * 0.5), V((d - 0.5 * delta) * delta));
  }
  // dy/da = d where |d| <= delta, else delta sign(d); dy/db = -dy/da
  template <class V> V backward_a(V g, V a, V b) const {
    V d = a - b;
    return where(abs(d) <= delta, V(g * d), where(d > 0, V(g * delta), V(g * -delta)));
  }
  template <class V> V backward_b(V g, V a, V b) const { return -backward_a(g, a, b); }
};

/// What is left of a after whole multiples of b, with the sign of a
struct Fmod {
  static constexpr auto name = "fmod";
  static constexpr bool integral = true;
  static constexpr unsigned backward_a_needs = needs_nothing, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{0.4, 3};
  template <class V> V forward(V a, V b) const { return fmod(a, b); }
  // d fmod(a, b) = da - trunc(a / b) db
  template <class V> V backward_a(V g, V, V) const { return g; }
  template <class V> V backward_b(V g, V a, V b) const { return -g * Trunc{}.forward(V(a / b)); }
};

/// What is left of a after whole multiples of b, with the sign of b
struct Remainder {
  static constexpr auto name = "remainder";
  static constexpr bool integral = true;
  static constexpr unsigned backward_a_needs = needs_nothing, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{0.4, 3};
  template <class V> V forward(V a, V b) const {
    V m = fmod(a, b);
    return where(m == 0, m, where(b < 0, where(m < 0, m, V(m + b)), where(m < 0, V(m + b), m)));
  }
  // d remainder(a, b) = da - floor(a / b) db
  template <class V> V backward_a(V g, V, V) const { return g; }
  template <class V> V backward_b(V g, V a, V b) const { return -g * floor(V(a / b)); }
};

/// a / b rounded down; the derivative is 0.
struct FloorDivide {
  static constexpr auto name = "floor_divide";
  static constexpr bool integral = true;
  static constexpr unsigned backward_a_needs = needs_nothing, backward_b_needs = needs_nothing;
  static constexpr Interval domain{0.4, 3};
  template <class V> V forward(V a, V b) const {
    V m = fmod(a, b), d = (a - m) / b;  // exact but for the last bit
    d = where(m == 0, d, where(b < 0, where(m < 0, d, V(d - 1)), where(m < 0, V(d - 1), d)));
    if constexpr (std::is_integral_v<V>) {
      return d;
    } else {
      V whole = floor(d);
      whole = where(d - whole > 0.5, V(whole + 1), whole);
      return where(b == 0, V(a / b), whole);
    }
  }
  template <class V> V backward_a(V g, V, V) const { return g * 0; }
  template <class V> V backward_b(V g, V, V) const { return g * 0; }
};

/// a / b rounded towards 0; the derivative is 0.
struct TruncDivide {
  static constexpr auto name = "trunc_divide";
  static constexpr bool integral = true;
  static constexpr unsigned backward_a_needs = needs_nothing, backward_b_needs = needs_nothing;
  static constexpr Interval domain{0.4, 3};
  template <class V> V forward(V a, V b) const { return Trunc{}.forward(V(a / b)); }
  template <class V> V backward_a(V g, V, V) const { return g * 0; }
  template <class V> V backward_b(V g, V, V) const { return g * 0; }
};

/// log(e^a + e^b), shifted by the larger
struct Logaddexp {
  static constexpr auto name = "logaddexp";
  static constexpr bool integral = false;
  static constexpr unsigned backward_a_needs = needs_a | needs_b, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{-3, 3};
  template <class V> V forward(V a, V b) const {
    V larger = where(a > b, a, b);
    return where(a == b, V(a + 0.69314718055994530942), V(larger + log1p_exp(V(-abs(V(a - b))))));
  }
  // d log(e^a + e^b) = sigmoid(a - b) da + sigmoid(b - a) db
  template <class V> V backward_a(V g, V a, V b) const { return g * sigmoid(V(a - b)); }
  template <class V> V backward_b(V g, V a, V b) const { return g * sigmoid(V(b - a)); }
};

// ---------------------------------------------------------------------------------------------- lists

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

using UnaryRules = List<Neg, Abs, Square, Sqrt, Rsqrt, Reciprocal, Exp, Expm1, Log, Log1p, Sin, Cos, Tanh,
                        Sigmoid, Relu, LeakyRelu, Softplus, Clamp, PowScalar, Floor, Sign, Ceil, Trunc, Frac,
                        Round, Tan, Asin, Acos, Atan, Sinh, Cosh, Erf, Erfc, Log2, Log10, Exp2>;
using BinaryRules = List<Add, Mul, Div, Maximum, Minimum, Pow, SquaredError, SmoothL1, Huber, Fmod, Remainder,
                         FloorDivide, TruncDivide, Logaddexp>;

}  // namespace ember::rules
