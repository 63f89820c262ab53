#pragma once

#include <cmath>

/// The roundings of C's math library and of NumPy that differ from the obvious expression in the last bit.
namespace ember::envs {

/// pow(x, 2.0), which is not x * x: the library's pow rounds one argument in a thousand the other way. The
/// exponent is hidden from the compiler, which would otherwise turn the call into a product.
inline double pow2(double x) {
  static const volatile double two = 2;
  return std::pow(x, two);
}
inline float pow2(float x) {
  static const volatile float two = 2;
  return std::pow(x, two);
}

/// Python's x % y for y > 0: the result is never negative.
inline double python_mod(double x, double y) {
  const double rest = std::fmod(x, y);
  return rest < 0 ? rest + y : rest + 0.0;
}

/// NumPy's float32 sine and cosine on processors with FMA: quarter turns taken off in three parts (Cody and
/// Waite), then a polynomial. For |x| below 70000.
struct SinCos {
  float sin, cos;
};
SinCos numpy_sincos(float x);

}  // namespace ember::envs
