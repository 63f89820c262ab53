// Functions that no training loop calls by the million: lane by lane from the C library.
#pragma once

#include <ember/autograd/kernels/gamma.hpp>
#include <ember/autograd/kernels/isa/lanes.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

template <class T, class F, class D> [[gnu::noinline]] Lanes<T> by_libm(Lanes<T> x, F of_float, D of_double) {
  for (int i = 0; i < Lanes<T>::width; ++i) {
    if constexpr (sizeof(T) == 4)
      x.v[i] = of_float(x[i]);
    else
      x.v[i] = of_double(x[i]);
  }
  return x;
}

template <class T> EMBER_INLINE Lanes<T> tan(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_tanf(s); }, [](double s) { return __builtin_tan(s); });
}
template <class T> EMBER_INLINE Lanes<T> asin(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_asinf(s); }, [](double s) { return __builtin_asin(s); });
}
template <class T> EMBER_INLINE Lanes<T> acos(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_acosf(s); }, [](double s) { return __builtin_acos(s); });
}
template <class T> EMBER_INLINE Lanes<T> atan(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_atanf(s); }, [](double s) { return __builtin_atan(s); });
}
template <class T> EMBER_INLINE Lanes<T> sinh(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_sinhf(s); }, [](double s) { return __builtin_sinh(s); });
}
template <class T> EMBER_INLINE Lanes<T> cosh(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_coshf(s); }, [](double s) { return __builtin_cosh(s); });
}
template <class T> EMBER_INLINE Lanes<T> erf(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_erff(s); }, [](double s) { return __builtin_erf(s); });
}
template <class T> EMBER_INLINE Lanes<T> erfc(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_erfcf(s); }, [](double s) { return __builtin_erfc(s); });
}
template <class T> EMBER_INLINE Lanes<T> log2(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_log2f(s); }, [](double s) { return __builtin_log2(s); });
}
template <class T> EMBER_INLINE Lanes<T> log10(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_log10f(s); }, [](double s) { return __builtin_log10(s); });
}
template <class T> EMBER_INLINE Lanes<T> exp2(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_exp2f(s); }, [](double s) { return __builtin_exp2(s); });
}

template <class T> EMBER_INLINE Lanes<T> asinh(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_asinhf(s); }, [](double s) { return __builtin_asinh(s); });
}
template <class T> EMBER_INLINE Lanes<T> acosh(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_acoshf(s); }, [](double s) { return __builtin_acosh(s); });
}
template <class T> EMBER_INLINE Lanes<T> atanh(Lanes<T> x) {
  return by_libm(
      x, [](float s) { return __builtin_atanhf(s); }, [](double s) { return __builtin_atanh(s); });
}
template <class T> EMBER_INLINE Lanes<T> lgamma(Lanes<T> x) {
  const auto by_double = [](T s) { return static_cast<T>(rules::log_gamma(static_cast<double>(s))); };
  return by_libm(x, by_double, by_double);
}
template <class T> EMBER_INLINE Lanes<T> polygamma(int n, Lanes<T> x) {
  const auto by_double = [n](T s) { return static_cast<T>(rules::polygamma(n, static_cast<double>(s))); };
  return by_libm(x, by_double, by_double);
}

template <class T, class F, class D>
[[gnu::noinline]] Lanes<T> by_libm(Lanes<T> x, Lanes<T> y, F of_float, D of_double) {
  for (int i = 0; i < Lanes<T>::width; ++i) {
    if constexpr (sizeof(T) == 4)
      x.v[i] = of_float(x[i], y[i]);
    else
      x.v[i] = of_double(x[i], y[i]);
  }
  return x;
}

template <class T> EMBER_INLINE Lanes<T> fmod(Lanes<T> x, Lanes<T> y) {
  return by_libm(
      x, y, [](float s, float t) { return __builtin_fmodf(s, t); },
      [](double s, double t) { return __builtin_fmod(s, t); });
}
template <class T> EMBER_INLINE Lanes<T> atan2(Lanes<T> x, Lanes<T> y) {
  return by_libm(
      x, y, [](float s, float t) { return __builtin_atan2f(s, t); },
      [](double s, double t) { return __builtin_atan2(s, t); });
}
template <class T> EMBER_INLINE Lanes<T> hypot(Lanes<T> x, Lanes<T> y) {
  return by_libm(
      x, y, [](float s, float t) { return __builtin_hypotf(s, t); },
      [](double s, double t) { return __builtin_hypot(s, t); });
}

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
