// The pointwise rules of one operand; kernels/rules.hpp says what a rule is.
#pragma once

#include <ember/autograd/kernels/rule_terms.hpp>

namespace ember::rules {

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

/// The x with erf(x) = y: infinite at -1 and 1, NaN beyond
struct Erfinv {
  static constexpr auto name = "erfinv";
  static constexpr Saves saves = Saves::output;
  static constexpr bool integral = false;
  static constexpr Interval domain{-0.9, 0.9};
  template <class V> V forward(V y) const {
    // A start that is right to a few parts in a thousand (Winitzki 2008), then two steps of Halley's method,
    // each of which trebles the digits; with erfc where 1 - |y| has more of them.
    const V size = abs(y), rest = 1 - size, l = log1p(V(-(size * size))), t = l * 0.5 + 4.3307467508494534;
    V x = sqrt(V((l * -6.8027210884353741) / (sqrt(V(t * t - l * 6.8027210884353741)) + t)));
    for (int step = 0; step < 2; ++step) {
      const V miss = where(size < 0.5, V(erf(x) - size), V(rest - erfc(x))),
              e = miss * exp(V(x * x)) * 0.88622692545275801;
      x = x - e / (x * e + 1);
    }
    return where(size < 1, where(y < 0, V(-x), x), V(y / sqrt(rest)));
  }
  // d erfinv(y)/dy = sqrt(pi) / 2 e^(x^2)
  template <class V> V backward(V g, V x) const { return g * (exp(V(x * x)) * 0.88622692545275801); }
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

/// The inverse hyperbolic sine
struct Asinh {
  static constexpr auto name = "asinh";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-2, 2};
  template <class V> V forward(V x) const { return asinh(x); }
  // d asinh(x)/dx = 1 / sqrt(x^2 + 1)
  template <class V> V backward(V g, V x) const { return g / sqrt(V(x * x + 1)); }
};

/// The inverse hyperbolic cosine; NaN below 1
struct Acosh {
  static constexpr auto name = "acosh";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{1.3, 4};
  template <class V> V forward(V x) const { return acosh(x); }
  // d acosh(x)/dx = 1 / sqrt(x^2 - 1)
  template <class V> V backward(V g, V x) const { return g / sqrt(V(x * x - 1)); }
};

/// The inverse hyperbolic tangent; NaN outside [-1, 1]
struct Atanh {
  static constexpr auto name = "atanh";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{-0.8, 0.8};
  template <class V> V forward(V x) const { return atanh(x); }
  // d atanh(x)/dx = 1 / (1 - x^2)
  template <class V> V backward(V g, V x) const { return g / (1 - x * x); }
};

/// log |Gamma(x)|
struct Lgamma {
  static constexpr auto name = "lgamma";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{2.2, 5};
  template <class V> V forward(V x) const { return lgamma(x); }
  // d log Gamma(x)/dx = digamma(x)
  template <class V> V backward(V g, V x) const { return g * polygamma(0, x); }
};

/// The n-th derivative of digamma
struct Polygamma {
  static constexpr auto name = "polygamma";
  static constexpr Saves saves = Saves::input;
  static constexpr bool integral = false;
  static constexpr Interval domain{2.2, 5};
  int n = 0;
  template <class V> V forward(V x) const { return polygamma(n, x); }
  // d psi_n(x)/dx = psi_(n+1)(x)
  template <class V> V backward(V g, V x) const { return g * polygamma(n + 1, x); }
};

using UnaryRules =
    List<Neg, Abs, Square, Sqrt, Rsqrt, Reciprocal, Exp, Expm1, Log, Log1p, Sin, Cos, Tanh, Sigmoid, Relu,
         LeakyRelu, Softplus, Clamp, PowScalar, Floor, Sign, Ceil, Trunc, Frac, Round, Tan, Asin, Acos, Atan,
         Sinh, Cosh, Erf, Erfc, Erfinv, Log2, Log10, Exp2, Asinh, Acosh, Atanh, Lgamma, Polygamma>;

}  // namespace ember::rules
