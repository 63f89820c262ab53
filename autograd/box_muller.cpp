#include <ember/autograd/box_muller.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace ember {
namespace {

// Coefficients, highest power first: S. L. Moshier, Cephes, single/logf.c and single/sinf.c.
constexpr float log_polynomial[] = {7.0376836292e-2f,  -1.1514610310e-1f, 1.1676998740e-1f,
                                    -1.2420140846e-1f, 1.4249322787e-1f,  -1.6668057665e-1f,
                                    2.0000714765e-1f,  -2.4999993993e-1f, 3.3333331174e-1f};
constexpr float sin_polynomial[] = {-1.9515295891e-4f, 8.3321608736e-3f, -1.6666654611e-1f};
constexpr float cos_polynomial[] = {2.443315711809948e-5f, -1.388731625493765e-3f, 4.166664568298827e-2f};
constexpr float quarter_pi_parts[] = {0.78515625f, 2.4187564849853515625e-4f,
                                      3.77489497744594108e-8f};  // sum pi/4
constexpr float log_2_high = 0.693359375f, log_2_low = -2.12194440e-4f;

template <int N> [[gnu::always_inline]] inline float horner(const float (&coefficients)[N], float x) {
  float y = coefficients[0];
  for (int i = 1; i < N; ++i) y = std::fma(y, x, coefficients[i]);
  return y;
}

// log(u) for a normal u in (0, 1]: u = 2^e (1 + x) with 1 + x in [sqrt(1/2), sqrt(2)).
[[gnu::always_inline]] inline float log_of(float u) {
  const uint32_t bits = std::bit_cast<uint32_t>(u);
  float e = static_cast<float>(static_cast<int32_t>(bits >> 23) - 126);
  float x = std::bit_cast<float>((bits & 0x007fffffu) | 0x3f000000u);
  const bool small = x < 0.707106781186547524f;
  e -= small ? 1.0f : 0.0f;
  x = (x - 1.0f) + (small ? x : 0.0f);
  const float z = x * x;
  float y = horner(log_polynomial, x) * x;
  y = std::fma(y, z, e * log_2_low);
  y = std::fma(z, -0.5f, y);
  return std::fma(e, log_2_high, x + y);
}

struct SinCos {
  float sin, cos;
};

// sin and cos of a >= 0: a = j pi/4 + x with even j and |x| <= pi/4.
[[gnu::always_inline]] inline SinCos sin_cos_of(float a) {
  const int32_t j = (static_cast<int32_t>(a * 1.27323954473516f) + 1) & ~1;
  const float y = static_cast<float>(j);
  float x = a;
  for (const float part : quarter_pi_parts) x = std::fma(y, -part, x);
  const float z = x * x;
  const float c = std::fma(horner(cos_polynomial, z) * z, z, z * -0.5f) + 1.0f;
  const float s = std::fma(horner(sin_polynomial, z) * z, x, x);
  const bool swap = (j & 2) != 0;
  const float sin = swap ? c : s, cos = swap ? s : c;
  return {(j & 4) != 0 ? -sin : sin, ((j - 2) & 4) == 0 ? -cos : cos};
}

// std::fma of the generic build is a call; where the processor has the instruction, the same text inlines it
// and runs on eight lanes. The bits are the same.
[[gnu::always_inline]] inline void box_muller_lanes(float* x, float mean, float std) {
  constexpr float two_pi = static_cast<float>(2 * std::numbers::pi);
  for (int j = 0; j < 8; ++j) {
    const float radius = std::sqrt(-2.0f * log_of(1.0f - x[j]));
    const auto [sin, cos] = sin_cos_of(two_pi * x[j + 8]);
    x[j] = std::fma(radius * cos, std, mean);
    x[j + 8] = std::fma(radius * sin, std, mean);
  }
}

#ifdef __x86_64__
[[gnu::target("avx2,fma")]] void box_muller_fma(float* x, float mean, float std) {
  box_muller_lanes(x, mean, std);
}
const bool has_fma = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif

}  // namespace

void box_muller_16(float* x, float mean, float std) {
#ifdef __x86_64__
  if (has_fma) return box_muller_fma(x, mean, std);
#endif
  box_muller_lanes(x, mean, std);
}

void box_muller_16(double* x, double mean, double std) {
  for (int j = 0; j < 8; ++j) {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - x[j]));
    const double theta = 2.0 * std::numbers::pi * x[j + 8];
    x[j] = std::fma(radius * std::cos(theta), std, mean);
    x[j + 8] = std::fma(radius * std::sin(theta), std, mean);
  }
}

}  // namespace ember
