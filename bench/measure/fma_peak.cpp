// Register-only loops of independent fused multiply-adds.
#include <algorithm>

#include "race.hpp"
#if defined __x86_64__
#include <immintrin.h>
#endif

namespace ember::bench {
namespace {

volatile double sink;

#if defined __x86_64__
constexpr int rounds = 2000, chains = 12;

__attribute__((target("avx512f"))) void wide_float() {
  __m512 acc[chains];
  const __m512 x = _mm512_set1_ps(0.999F), y = _mm512_set1_ps(1e-3F);
  for (auto& a : acc) a = y;
  for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
    for (int c = 0; c < chains; ++c) acc[c] = _mm512_fmadd_ps(acc[c], x, y);
  }
  __m512 s = acc[0];
  for (int i = 1; i < chains; ++i) s = _mm512_add_ps(s, acc[i]);
  sink = static_cast<double>(_mm512_cvtss_f32(s));
}
__attribute__((target("avx2,fma"))) void narrow_float() {
  __m256 acc[chains];
  const __m256 x = _mm256_set1_ps(0.999F), y = _mm256_set1_ps(1e-3F);
  for (auto& a : acc) a = y;
  for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
    for (int c = 0; c < chains; ++c) acc[c] = _mm256_fmadd_ps(acc[c], x, y);
  }
  __m256 s = acc[0];
  for (int i = 1; i < chains; ++i) s = _mm256_add_ps(s, acc[i]);
  sink = static_cast<double>(_mm256_cvtss_f32(s));
}
#endif

}  // namespace

double fma_peak(bool double_precision) {
  double best = 0;
#if defined __x86_64__
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    std::vector<Contestant> loops{{"avx2", [](int) { narrow_float(); }}};
    if (__builtin_cpu_supports("avx512f")) loops.push_back({"avx512", [](int) { wide_float(); }});
    race(loops, 100, 5e-4);
    for (size_t i = 0; i < loops.size(); ++i) {
      best = std::max(best, 2.0 * rounds * chains * (i == 0 ? 8 : 16) / loops[i].seconds);
    }
  }
#endif
  return double_precision ? best / 2 : best;
}

}  // namespace ember::bench
