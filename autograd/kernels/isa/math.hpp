// The functions of a real number over Lanes: exp, log, tanh, ... without tables, branches or libm.
//
// Each reduces its argument to a short interval, evaluates a polynomial there (coefficients minimise the
// largest relative error over the interval; found by Remez exchange in 220-bit arithmetic) and scales back.
// Largest errors over all floats stand beside each function, in units in the last place (ulp), with fma;
// without fma at most 2 ulp more. NaN gives NaN, infinities and zeros follow the C library.
#pragma once

#include <ember/autograd/kernels/isa/lanes.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr double ln2 = 0.69314718055994530942, inv_ln2 = 1.4426950408889634074;

/// Constants and polynomials per precision, lowest power first.
template <class T> struct Constants;
template <> struct Constants<float> {
  static constexpr float ln2_hi = 0.693359375f, ln2_lo = -2.12194440e-4f;  // ln2_hi: 10 bits, exact products
  static constexpr float exp_low = -104, exp_high = 89;                    // 0 below, infinity above
  static constexpr float tanh_one = 10;                                    // tanh(x) rounds to 1 above
  static constexpr float exp[] = {0.5f,           0.166666672f,   0.041666355f,
                                  0.00833327323f, 0.00139410631f, 0.000199142713f};
  static constexpr float log[] = {0.666666627f, 0.400003344f, 0.285373032f, 0.235822707f};
  static constexpr float tanh[] = {-0.333333313f, 0.133332103f,    -0.0539472029f,
                                   0.0217029676f, -0.00818267465f, 0.00214753766f};
  static constexpr float sin[] = {-0.166666672f, 0.00833332911f, -0.000198393303f, 2.71827457e-06f};
  static constexpr float cos[] = {0.0416666679f, -0.00138888834f, 2.47995158e-05f, -2.7209893e-07f};
  static constexpr float half_pi[] = {0x1.92p0f, 0x1.fb4p-12f, 0x1.444p-24f, 0x1.68c234p-39f};
};
template <> struct Constants<double> {
  static constexpr double ln2_hi = 0x1.62e42fee00000p-1, ln2_lo = 0x1.a39ef35793c76p-33;
  static constexpr double exp_low = -746, exp_high = 710;
  static constexpr double tanh_one = 20;
  static constexpr double exp[] = {0.5,
                                   0.16666666666666677,
                                   0.041666666666666699,
                                   0.0083333333333215631,
                                   0.0013888888888866772,
                                   0.00019841269886328191,
                                   2.4801587360725614e-05,
                                   2.7557243979003584e-06,
                                   2.755724259046309e-07,
                                   2.5109125565518725e-08,
                                   2.092450135399278e-09};
  static constexpr double log[] = {0.6666666666666734,  0.39999999999414398, 0.28571428742457666,
                                   0.22222198565289067, 0.18183564770083543, 0.15314038393859591,
                                   0.14796078883699054};
  static constexpr double tanh[] = {-0.33333333333333331,   0.13333333333333164,     -0.05396825396813279,
                                    0.021869488531783936,   -0.0088632354367534066,  0.0035921267583637635,
                                    -0.0014558225022140837, 0.0005899503112252693,   -0.00023877466425868847,
                                    9.5760228182531184e-05, -3.6639567414083227e-05, 1.1807127632102467e-05,
                                    -2.2767207191761808e-06};
  static constexpr double sin[] = {-0.16666666666666666,   0.0083333333333333228,  -0.00019841269841255064,
                                   2.7557319214188051e-06, -2.505210491095391e-08, 1.6058366544918621e-10,
                                   -7.5786936867359073e-13};
  static constexpr double cos[] = {0.041666666666666602,    -0.0013888888888874064, 2.4801587289443543e-05,
                                   -2.7557314340677814e-07, 2.0875721626217735e-09, -1.1359559456330398e-11};
  static constexpr double half_pi[] = {0x1.921fb544p0, 0x1.0b4611a6p-34, 0x1.3198a2e0p-69,
                                       0x1.b839a252049c1p-104};
};

/// c[0] + c[1] x + ... by Horner's rule
template <class T, class C, int n> EMBER_INLINE Lanes<T> polynomial(Lanes<T> x, const C (&c)[n]) {
  Lanes<T> y(c[n - 1]);
  for (int i = n - 2; i >= 0; --i) y = fma(y, x, Lanes<T>(c[i]));
  return y;
}

/// A whole number per lane, as a number and as its bits.
template <class T> struct Whole {
  Lanes<T> value;
  typename Raw<T>::Bits bits;
};

template <class T> constexpr T round_magic = sizeof(T) == 4 ? T(0x1.8p23) : T(0x1.8p52);

/// The nearest whole number; |x| < 2^22 (float) or 2^51 (double). Beyond, any.
template <class T> EMBER_INLINE Whole<T> nearest(Lanes<T> x) {
  using Unsigned = typename Raw<T>::Unsigned;
  Lanes<T> shifted = x + round_magic<T>;  // the sum has no room for a fraction
  return {shifted - round_magic<T>,
          (typename Raw<T>::Bits)((Unsigned)shifted.bits() - (Unsigned)Lanes<T>(round_magic<T>).bits())};
}
template <class T> EMBER_INLINE Lanes<T> to_number(typename Raw<T>::Bits whole) {
  if constexpr (sizeof(T) == 4) return __builtin_convertvector(whole, typename Raw<T>::Vector);
  return Lanes<T>::of_bits(whole + Lanes<T>(round_magic<T>).bits()) - round_magic<T>;
}

/// 2^n for n in the range of normal numbers
template <class T> EMBER_INLINE Lanes<T> power_of_two(typename Raw<T>::Bits n) {
  return Lanes<T>::of_bits((n + Raw<T>::bias) << Raw<T>::mantissa);
}

template <class T> EMBER_INLINE Lanes<T> abs(Lanes<T> x) {
  return Lanes<T>::of_bits(x.bits() & (Lanes<T>(T(-0.0)).bits() ^ -1));
}
template <class T> EMBER_INLINE Lanes<T> copysign(Lanes<T> magnitude, Lanes<T> sign) {
  auto bit = Lanes<T>(T(-0.0)).bits();
  return Lanes<T>::of_bits((magnitude.bits() & ~bit) | (sign.bits() & bit));
}

/// e^x = 2^n (1 + p) with p = e^r - 1, r = x - n ln 2, |r| <= ln(2) / 2. x is limited to the finite range.
template <class T> struct ExpParts {
  Lanes<T> p;
  Whole<T> n;
};
template <class T> EMBER_INLINE ExpParts<T> exp_parts(Lanes<T> x) {
  using C = Constants<T>;
  auto n = nearest(Lanes<T>(x * inv_ln2));
  Lanes<T> r = fma(n.value, Lanes<T>(-C::ln2_hi), x);
  r = fma(n.value, Lanes<T>(-C::ln2_lo), r);
  return {fma(r * r, polynomial(r, C::exp), r), n};
}
/// x 2^n, in two steps where it takes several, so that denormal results are rounded once.
template <class T> EMBER_INLINE Lanes<T> scale_by_power(Lanes<T> x, Whole<T> n) {
#if defined EMBER_AVX512
  if constexpr (sizeof(T) == 4)
    return _mm512_maskz_scalef_ps(0xFFFF, x.v, n.value.v);
  else
    return _mm512_maskz_scalef_pd(0xFF, x.v, n.value.v);
#else
  auto half = n.bits >> 1;
  return x * power_of_two<T>(half) * power_of_two<T>(n.bits - half);
#endif
}
template <class T> EMBER_INLINE Lanes<T> clamp_exp(Lanes<T> x) {
  using C = Constants<T>;
  x = where(x > C::exp_high, C::exp_high, x);
  return where(x < C::exp_low, C::exp_low, x);
}

template <class T> EMBER_INLINE Lanes<T> exp(Lanes<T> x) {
  auto e = exp_parts(clamp_exp(x));
  return scale_by_power(Lanes<T>(e.p + 1), e.n);
}

/// e^x for x <= 0 as an unevaluated sum of two numbers
template <class T> struct Pair { Lanes<T> high, low; };
template <class T> EMBER_INLINE Pair<T> exp_pair(Lanes<T> x) {
  auto e = exp_parts(clamp_exp(x));
  Lanes<T> high = e.p + 1, low = e.p - (high - 1);
  return {scale_by_power(high, e.n), scale_by_power(low, e.n)};
}

template <class T> EMBER_INLINE Lanes<T> expm1(Lanes<T> x) {
  auto e = exp_parts(where(x < -60, -60, clamp_exp(x)));
  // 2^n (1 + p) - 1 = 2 (2^(n-1) p + (2^(n-1) - 1/2)): no overflow before the last step
  Lanes<T> s = power_of_two<T>(e.n.bits - 1);
  Lanes<T> y = fma(s, e.p, Lanes<T>(s - 0.5)) * 2;
  return where(abs(x) < T(1e-18), x, y);
}

template <class T> constexpr T least_normal = sizeof(T) == 4 ? T(0x1p-126) : T(0x1p-1022);

/// log(2^-lowered (x + low)) for normal x > 0
template <class T> EMBER_INLINE Lanes<T> log_of_normal(Lanes<T> x, Lanes<T> low, Lanes<T> lowered) {
  using C = Constants<T>;
  auto sqrt_half = Lanes<T>(T(0.70710678118654752440)).bits();
  // Numbers below 0, whose result is replaced, wrap around.
  using Bits = typename Raw<T>::Bits;
  using Unsigned = typename Raw<T>::Unsigned;
  auto e = (Bits)((Unsigned)x.bits() - (Unsigned)sqrt_half) >> Raw<T>::mantissa;
  Lanes<T> k = to_number<T>(e) - lowered;
  Lanes<T> f = Lanes<T>::of_bits((Bits)((Unsigned)x.bits() - ((Unsigned)e << Raw<T>::mantissa))) -
               1;  // 1 + f in [sqrt(1/2), sqrt(2))
  // with s = f / (2 + f): log(1 + f) = f - f^2/2 + s (f^2/2 + s^2 P(s^2))
  Lanes<T> s = f / (f + 2), z = s * s, half = f * f * 0.5;
  Lanes<T> small = fma(s, half + z * polynomial(z, C::log), fma(k, Lanes<T>(C::ln2_lo), low)) - half;
  Lanes<T> sum = fma(k, Lanes<T>(C::ln2_hi), f), rest = fma(k, Lanes<T>(C::ln2_hi), -sum) + f;
  return sum + (rest + small);
}
template <class T> [[gnu::noinline]] Lanes<T> log_of_any(Lanes<T> high, Lanes<T> low) {
  constexpr int up = sizeof(T) == 4 ? 25 : 54;
  auto denormal = high < least_normal<T>;
  Lanes<T> y = log_of_normal(where(denormal, high * T(int64_t{1} << up), high), low,
                             where(denormal, Lanes<T>(up), Lanes<T>(0)));
  y = where(high == 0, -__builtin_inf(), where(high < 0, __builtin_nan(""), y));
  return where(high < __builtin_inf(), y, high);  // infinity and NaN
}
template <class T> EMBER_INLINE bool all_positive_and_normal(Lanes<T> x) {
#if defined EMBER_AVX512
  constexpr int all_other_classes = 0xFF;
  if constexpr (sizeof(T) == 4)
    return _mm512_fpclass_ps_mask(x.v, all_other_classes) == 0;
  else
    return _mm512_fpclass_pd_mask(x.v, all_other_classes) == 0;
#else
  return !any(!((x >= least_normal<T>)&(x < __builtin_inf())));
#endif
}
/// log(high + low) for |low| below an ulp of high, low exact where high = 1
template <class T> EMBER_INLINE Lanes<T> log_of_sum(Lanes<T> high, Lanes<T> low) {
  if (!all_positive_and_normal(high)) [[unlikely]]
    return log_of_any(high, low);
  return log_of_normal(high, low, Lanes<T>(0));
}

template <class T> EMBER_INLINE Lanes<T> log(Lanes<T> x) { return log_of_sum(x, Lanes<T>(0)); }

template <class T> EMBER_INLINE Lanes<T> log1p(Lanes<T> x) {
  Lanes<T> u = x + 1, d = u - 1;
  Lanes<T> lost = (1 - (u - d)) + (x - d);
  Lanes<T> y = log_of_sum(u, where(abs(u) < __builtin_inf(), lost / u, T(0)));
  return where(abs(x) < T(1e-18), x, where(u == 0, -__builtin_inf(), y));
}

/// log(1 + e^x)
template <class T> EMBER_INLINE Lanes<T> log1p_exp(Lanes<T> x) {
  auto e = exp_pair(-abs(x));
  Lanes<T> u = e.high + 1, lost = ((1 - u) + e.high) + e.low;
  Lanes<T> y = log_of_sum(u, lost / u);
  return where(x != x, x, where(x > 0, x + y, y));
}

/// 1 / (1 + e^-x), the quotient corrected by its remainder
template <class T> EMBER_INLINE Lanes<T> sigmoid(Lanes<T> x) {
  auto e = exp_pair(-abs(x));
  auto positive = x > 0;
  Lanes<T> u = e.high + 1, lost = ((1 - u) + e.high) + e.low;
  Lanes<T> top = where(positive, 1, e.high), top_low = where(positive, 0, e.low);
  Lanes<T> y = top / u;
  Lanes<T> remainder = fma(-y, u, top) + (top_low - y * lost);
  return y + remainder * where(positive, y, 1 - y);
}

template <class T> EMBER_INLINE Lanes<T> tanh(Lanes<T> x) {
  using C = Constants<T>;
  Lanes<T> a = abs(x), z = x * x;
  Lanes<T> small = fma(x * z, polynomial(z, C::tanh), x);
  Lanes<T> limited = where(a > C::tanh_one, C::tanh_one, a);
  auto e = exp_parts(Lanes<T>(limited * 2));
  Lanes<T> big = 1 - 2 / (fma(e.p, power_of_two<T>(e.n.bits), power_of_two<T>(e.n.bits)) + 1);
  return copysign(where(a < 0.625, small, big), x);
}

/// x - n pi / 2 in [-pi/4, pi/4] for |x| <= 8192; n
template <class T> struct Quadrant {
  Lanes<T> r;
  typename Raw<T>::Bits n;
};
template <class T> EMBER_INLINE Quadrant<T> quadrant(Lanes<T> x) {
  auto n = nearest(Lanes<T>(x * 0.63661977236758134308));
  Lanes<T> r = x;
  for (T part : Constants<T>::half_pi) r = fma(n.value, Lanes<T>(-part), r);
  return {r, n.bits};
}
/// The sine of r + n pi / 2
template <class T> EMBER_INLINE Lanes<T> sine_in_quadrant(Quadrant<T> q) {
  using C = Constants<T>;
  Lanes<T> r = q.r, z = r * r;
  Lanes<T> sine = fma(r * z, polynomial(z, C::sin), r);
  Lanes<T> half = z * 0.5, one = 1 - half;
  Lanes<T> cosine = one + fma(z * z, polynomial(z, C::cos), Lanes<T>((1 - one) - half));
  Mask<T> odd{(q.n << (sizeof(T) * 8 - 1)) >> (sizeof(T) * 8 - 1)};
  auto sign = (q.n >> 1) << (sizeof(T) * 8 - 1);
  return Lanes<T>::of_bits(where(odd, cosine, sine).bits() ^ sign);
}

constexpr double largest_angle = 8192;

/// Lanes beyond the range of `quadrant` one by one.
template <class T, class Libm> [[gnu::noinline]] Lanes<T> libm_beyond(Lanes<T> x, Lanes<T> y, Libm libm) {
  for (int i = 0; i < Lanes<T>::width; ++i) {
    if (!(x[i] <= T(largest_angle) && x[i] >= T(-largest_angle))) y.v[i] = libm(x[i]);
  }
  return y;
}

template <class T> EMBER_INLINE Lanes<T> sin(Lanes<T> x) {
  Lanes<T> y = where(abs(x) < T(1e-5) * T(sizeof(T) == 4 ? 1 : 1e-5), x, sine_in_quadrant(quadrant(x)));
  if (any(!(abs(x) <= largest_angle))) [[unlikely]] {
    y = libm_beyond(x, y,
                    [](T s) { return sizeof(T) == 4 ? T(__builtin_sinf(float(s))) : T(__builtin_sin(s)); });
  }
  return y;
}

template <class T> EMBER_INLINE Lanes<T> cos(Lanes<T> x) {
  auto q = quadrant(x);
  q.n = q.n + 1;
  Lanes<T> y = sine_in_quadrant(q);
  if (any(!(abs(x) <= largest_angle))) [[unlikely]] {
    y = libm_beyond(x, y,
                    [](T s) { return sizeof(T) == 4 ? T(__builtin_cosf(float(s))) : T(__builtin_cos(s)); });
  }
  return y;
}

template <class T> [[gnu::noinline]] Lanes<T> pow_each(Lanes<T> x, Lanes<T> y) {
  for (int i = 0; i < Lanes<T>::width; ++i) {
    x.v[i] = sizeof(T) == 4 ? T(__builtin_powf(float(x[i]), float(y[i]))) : T(__builtin_pow(x[i], y[i]));
  }
  return x;
}
template <class T> EMBER_INLINE Lanes<T> pow(Lanes<T> x, Lanes<T> y) { return pow_each(x, y); }
template <class T> EMBER_INLINE Lanes<T> pow(Lanes<T> x, double y) { return pow_each(x, Lanes<T>(y)); }

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
