// The pointwise rules of two operands; kernels/rules.hpp says what a rule is.
#pragma once

#include <ember/autograd/kernels/unary_rules.hpp>

namespace ember::rules {

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
    return where(abs(d) < beta, V(g * d / beta), where(d > 0, g, where(d < 0, V(-g), V(d * 0))));
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
    return where(d >= delta, V(g * delta), where(d <= -delta, V(g * -delta), V(g * d)));
  }
  template <class V> V backward_b(V g, V a, V b) const { return -backward_a(g, a, b); }
};

/// min(rho A, clip(rho, 1 - epsilon, 1 + epsilon) A) with rho = e^a and A = b: the pointwise part of PPO's
/// objective (Schulman et al. 2017, equation 7)
struct ClippedSurrogate {
  static constexpr auto name = "clipped_surrogate";
  static constexpr bool integral = false;
  static constexpr unsigned backward_a_needs = needs_a | needs_b, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{-0.15, 0.15};
  double epsilon = 0.2;
  Clamp clip() const { return {1 - epsilon, 1 + epsilon}; }
  template <class V> V forward(V a, V b) const {
    V rho = exp(a);
    return Minimum{}.forward(V(rho * b), V(clip().forward(rho) * b));
  }
  // dy/da = A rho where rho A is the smaller or rho is in the range, else 0; dy/dA = rho or clip(rho)
  template <class V> V backward_a(V g, V a, V b) const {
    V rho = exp(a), free = rho * b, clipped = clip().forward(rho) * b;
    V through_clip = clip().backward(V(Minimum{}.backward_b(g, free, clipped) * b), rho);
    return (through_clip + Minimum{}.backward_a(g, free, clipped) * b) * rho;
  }
  template <class V> V backward_b(V g, V a, V b) const {
    V rho = exp(a), limited = clip().forward(rho), free = rho * b, clipped = limited * b;
    return Minimum{}.backward_b(g, free, clipped) * limited + Minimum{}.backward_a(g, free, clipped) * rho;
  }
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

/// The angle of the point (b, a), in (-pi, pi]
struct Atan2 {
  static constexpr auto name = "atan2";
  static constexpr bool integral = false;
  static constexpr unsigned backward_a_needs = needs_a | needs_b, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{0.4, 3};
  template <class V> V forward(V a, V b) const { return atan2(a, b); }
  // d atan2(a, b) = (b da - a db) / (a^2 + b^2)
  template <class V> V backward_a(V g, V a, V b) const { return g * b * (1 / (a * a + b * b)); }
  template <class V> V backward_b(V g, V a, V b) const { return g * -a * (1 / (a * a + b * b)); }
};

/// sqrt(a^2 + b^2), without overflow
struct Hypot {
  static constexpr auto name = "hypot";
  static constexpr bool integral = false;
  static constexpr unsigned backward_a_needs = needs_a | needs_b, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{0.4, 3};
  template <class V> V forward(V a, V b) const { return hypot(a, b); }
  // d hypot(a, b) = (a da + b db) / hypot(a, b)
  template <class V> V backward_a(V g, V a, V b) const { return g * (a / hypot(a, b)); }
  template <class V> V backward_b(V g, V a, V b) const { return g * (b / hypot(a, b)); }
};

/// a log(b), and 0 where a = 0 unless b is NaN
struct Xlogy {
  static constexpr auto name = "xlogy";
  static constexpr bool integral = false;
  static constexpr unsigned backward_a_needs = needs_a | needs_b, backward_b_needs = needs_a | needs_b;
  static constexpr Interval domain{0.4, 3};
  template <class V> V forward(V a, V b) const { return where(b != b, b, where(a == 0, 0, V(a * log(b)))); }
  // d(a log(b)) = log(b) da + a / b db, where da is 0 for a = 0 and b <= 0
  template <class V> V backward_a(V g, V a, V b) const {
    return where(a == 0, where(b <= 0, 0, V(g * log(b))), V(g * log(b)));
  }
  template <class V> V backward_b(V g, V a, V b) const { return g * a / b; }
};

using BinaryRules =
    List<Add, Mul, Div, Maximum, Minimum, Pow, SquaredError, SmoothL1, Huber, ClippedSurrogate, Fmod,
         Remainder, FloorDivide, TruncDivide, Logaddexp, Atan2, Hypot, Xlogy>;

}  // namespace ember::rules
