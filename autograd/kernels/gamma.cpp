#include <cmath>
#include <ember/autograd/kernels/gamma.hpp>
#include <limits>

namespace ember::rules {

double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

/// The sum of (q + k)^-s over k = 0, 1, ...: single terms up to where the Euler-Maclaurin formula with 8
/// Bernoulli numbers is exact to rounding (Abramowitz and Stegun, 23.1.30).
static double hurwitz_zeta(double s, double q) {
  if (std::isinf(q) && q > 0) return 0;
  if (q <= 0 && q == std::floor(q)) return std::numeric_limits<double>::infinity();
  double sum = 0;
  for (; q < 12; ++q) {
    const double term = std::pow(q, -s);
    sum += term;
    if (std::fabs(term) < 1e-17 * std::fabs(sum)) return sum;
  }
  constexpr double bernoulli[] = {1.0 / 6,  -1.0 / 30,     1.0 / 42, -1.0 / 30,
                                  5.0 / 66, -691.0 / 2730, 7.0 / 6,  -3617.0 / 510};
  const double power = std::pow(q, -s);
  sum += power * (q / (s - 1) + 0.5);
  double factor = s * power / q / 2;  // s (s + 1) ... / (2 j)! / q^(s + 2 j - 1)
  for (int j = 1; j <= 8; ++j) {
    sum += bernoulli[j - 1] * factor;
    factor *= (s + 2 * j - 1) * (s + 2 * j) / ((2 * j + 1) * (2 * j + 2) * q * q);
  }
  return sum;
}

double polygamma(int n, double x) {
  constexpr double pi = 3.14159265358979323846;
  if (n > 0) return (n % 2 == 0 ? -1 : 1) * std::exp(log_gamma(n + 1.0)) * hurwitz_zeta(n + 1.0, x);
  if (x == 0) return std::copysign(std::numeric_limits<double>::infinity(), -x);
  if (x < 0) {
    double whole = 0;
    const double part = std::modf(x, &whole);
    if (part == 0) return std::numeric_limits<double>::quiet_NaN();
    return polygamma(0, 1 - x) - pi / std::tan(pi * part);
  }
  // By the recurrence to where the asymptotic series (Abramowitz and Stegun, 6.3.18) is exact to rounding.
  double sum = 0;
  for (; x < 10; ++x) sum -= 1 / x;
  const double z = 1 / (x * x);
  const double series =
      z * (1.0 / 12 -
           z * (1.0 / 120 -
                z * (1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132 - z * (691.0 / 32760 - z * (1.0 / 12)))))));
  return sum + std::log(x) - 0.5 / x - series;
}

}  // namespace ember::rules
