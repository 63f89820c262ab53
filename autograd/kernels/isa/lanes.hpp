// Lanes<T>: one SIMD register of numbers that reads like a number.
//
// The width follows the instruction set that the file is compiled for: 16 bytes on every processor, 32 with
// AVX2 and FMA, 64 with AVX-512. Everything here has internal linkage, and so has every template that is
// instantiated with it: an object compiled for AVX-512 must not offer the linker code for functions of other
// objects.
#pragma once

#include <cstdint>
#include <type_traits>
#if defined __x86_64__
#include <immintrin.h>
#endif

#ifndef EMBER_ISA
#define EMBER_ISA baseline
#endif
#define EMBER_INLINE __attribute__((always_inline)) inline

namespace ember::kernels::EMBER_ISA {
namespace {

#if defined __AVX512F__ && defined __AVX512DQ__ && defined __AVX512VL__
#define EMBER_AVX512 1
constexpr int vector_bytes = 64;
#elif defined __AVX2__ && defined __FMA__
#define EMBER_AVX2 1
constexpr int vector_bytes = 32;
#else
constexpr int vector_bytes = 16;
#endif

template <class T> struct Raw;
template <> struct Raw<float> {
  typedef float Vector __attribute__((vector_size(vector_bytes)));
  typedef int32_t Bits __attribute__((vector_size(vector_bytes)));
  typedef uint32_t Unsigned __attribute__((vector_size(vector_bytes)));
  using Bit = int32_t;
  static constexpr int mantissa = 23, bias = 127;
};
template <> struct Raw<double> {
  typedef double Vector __attribute__((vector_size(vector_bytes)));
  typedef int64_t Bits __attribute__((vector_size(vector_bytes)));
  typedef uint64_t Unsigned __attribute__((vector_size(vector_bytes)));
  using Bit = int64_t;
  static constexpr int mantissa = 52, bias = 1023;
};

template <class T> struct Lanes;

/// The first `count` lanes of a register, in the form that the processor's partial loads and stores take.
template <class T> struct Part;

/// One truth value per lane: all bits set, or none.
template <class T> struct Mask {
  typename Raw<T>::Bits bits;

  friend EMBER_INLINE Mask operator&(Mask a, Mask b) { return {a.bits & b.bits}; }
  friend EMBER_INLINE Mask operator|(Mask a, Mask b) { return {a.bits | b.bits}; }
  friend EMBER_INLINE Mask operator!(Mask a) { return {~a.bits}; }
  /// Lane by lane: a where the mask is set, else b.
  friend EMBER_INLINE Lanes<T> where(Mask m, Lanes<T> a, Lanes<T> b) { return {m.bits ? a.v : b.v}; }
};

template <class T> struct Lanes {
  using Vector = typename Raw<T>::Vector;
  using Bits = typename Raw<T>::Bits;
  using First = Part<T>;
  static constexpr int width = vector_bytes / static_cast<int>(sizeof(T));
  Vector v;

  Lanes() = default;
  EMBER_INLINE Lanes(Vector x) : v(x) {}
  /// The same number in every lane; a double is rounded to T first.
  template <class S>
  requires std::is_arithmetic_v<S> EMBER_INLINE Lanes(S s) : v(static_cast<T>(s) - Vector{}) {}

  static EMBER_INLINE Lanes load(const T* p) {
    Lanes r;
    __builtin_memcpy(&r.v, p, sizeof r.v);
    return r;
  }
  EMBER_INLINE void store(T* p) const { __builtin_memcpy(p, &v, sizeof v); }
  /// The first `count` lanes from memory, the others 0; reads nothing beyond them. 0 <= count.
  static EMBER_INLINE Lanes load(const T* p, int64_t count) { return load(p, Part<T>(count)); }
  EMBER_INLINE void store(T* p, int64_t count) const { store(p, Part<T>(count)); }
  static Lanes load(const T* p, Part<T> part);
  void store(T* p, Part<T> part) const;

  EMBER_INLINE T operator[](int i) const { return v[i]; }
  EMBER_INLINE Bits bits() const { return reinterpret_cast<Bits>(v); }
  static EMBER_INLINE Lanes of_bits(Bits b) { return {reinterpret_cast<Vector>(b)}; }

  EMBER_INLINE Lanes operator-() const { return {-v}; }
  friend EMBER_INLINE Lanes operator+(Lanes a, Lanes b) { return {a.v + b.v}; }
  friend EMBER_INLINE Lanes operator-(Lanes a, Lanes b) { return {a.v - b.v}; }
  friend EMBER_INLINE Lanes operator*(Lanes a, Lanes b) { return {a.v * b.v}; }
  friend EMBER_INLINE Lanes operator/(Lanes a, Lanes b) { return {a.v / b.v}; }
  EMBER_INLINE Lanes& operator+=(Lanes b) { return *this = *this + b; }
  friend EMBER_INLINE Mask<T> operator<(Lanes a, Lanes b) { return {(Bits)(a.v < b.v)}; }
  friend EMBER_INLINE Mask<T> operator>(Lanes a, Lanes b) { return {(Bits)(a.v > b.v)}; }
  friend EMBER_INLINE Mask<T> operator<=(Lanes a, Lanes b) { return {(Bits)(a.v <= b.v)}; }
  friend EMBER_INLINE Mask<T> operator>=(Lanes a, Lanes b) { return {(Bits)(a.v >= b.v)}; }
  friend EMBER_INLINE Mask<T> operator==(Lanes a, Lanes b) { return {(Bits)(a.v == b.v)}; }
  friend EMBER_INLINE Mask<T> operator!=(Lanes a, Lanes b) { return {(Bits)(a.v != b.v)}; }
};

using BitsF = Raw<float>::Bits;
using BitsD = Raw<double>::Bits;

// ------------------------------------------------------------- what the vector extensions do not offer
//
// fma(a, b, c) = a b + c rounded once where the processor has it (AVX2, AVX-512, aarch64), else rounded
// twice.

#if defined EMBER_AVX512

EMBER_INLINE Lanes<float> fma(Lanes<float> a, Lanes<float> b, Lanes<float> c) {
  return {_mm512_fmadd_ps(a.v, b.v, c.v)};
}
EMBER_INLINE Lanes<double> fma(Lanes<double> a, Lanes<double> b, Lanes<double> c) {
  return {_mm512_fmadd_pd(a.v, b.v, c.v)};
}
EMBER_INLINE Lanes<float> sqrt(Lanes<float> x) { return {_mm512_maskz_sqrt_ps(0xFFFF, x.v)}; }
EMBER_INLINE Lanes<double> sqrt(Lanes<double> x) { return {_mm512_maskz_sqrt_pd(0xFF, x.v)}; }
EMBER_INLINE Lanes<float> floor(Lanes<float> x) { return {_mm512_maskz_roundscale_ps(0xFFFF, x.v, 9)}; }
EMBER_INLINE Lanes<double> floor(Lanes<double> x) { return {_mm512_maskz_roundscale_pd(0xFF, x.v, 9)}; }
EMBER_INLINE bool any(Mask<float> m) { return _mm512_movepi32_mask((__m512i)m.bits) != 0; }
EMBER_INLINE bool any(Mask<double> m) { return _mm512_movepi64_mask((__m512i)m.bits) != 0; }

template <> struct Part<float> {
  __mmask16 mask;
  EMBER_INLINE explicit Part(int64_t count) : mask(static_cast<__mmask16>((uint32_t{1} << count) - 1)) {}
};
template <> struct Part<double> {
  __mmask8 mask;
  EMBER_INLINE explicit Part(int64_t count) : mask(static_cast<__mmask8>((uint32_t{1} << count) - 1)) {}
};
template <> EMBER_INLINE Lanes<float> Lanes<float>::load(const float* p, Part<float> part) {
  return {_mm512_maskz_loadu_ps(part.mask, p)};
}
template <> EMBER_INLINE Lanes<double> Lanes<double>::load(const double* p, Part<double> part) {
  return {_mm512_maskz_loadu_pd(part.mask, p)};
}
template <> EMBER_INLINE void Lanes<float>::store(float* p, Part<float> part) const {
  _mm512_mask_storeu_ps(p, part.mask, v);
}
template <> EMBER_INLINE void Lanes<double>::store(double* p, Part<double> part) const {
  _mm512_mask_storeu_pd(p, part.mask, v);
}

#elif defined EMBER_AVX2

EMBER_INLINE Lanes<float> fma(Lanes<float> a, Lanes<float> b, Lanes<float> c) {
  return {_mm256_fmadd_ps(a.v, b.v, c.v)};
}
EMBER_INLINE Lanes<double> fma(Lanes<double> a, Lanes<double> b, Lanes<double> c) {
  return {_mm256_fmadd_pd(a.v, b.v, c.v)};
}
EMBER_INLINE Lanes<float> sqrt(Lanes<float> x) { return {_mm256_sqrt_ps(x.v)}; }
EMBER_INLINE Lanes<double> sqrt(Lanes<double> x) { return {_mm256_sqrt_pd(x.v)}; }
EMBER_INLINE Lanes<float> floor(Lanes<float> x) { return {_mm256_floor_ps(x.v)}; }
EMBER_INLINE Lanes<double> floor(Lanes<double> x) { return {_mm256_floor_pd(x.v)}; }
EMBER_INLINE bool any(Mask<float> m) { return _mm256_movemask_epi8((__m256i)m.bits) != 0; }
EMBER_INLINE bool any(Mask<double> m) { return _mm256_movemask_epi8((__m256i)m.bits) != 0; }

template <> struct Part<float> {
  __m256i mask;
  EMBER_INLINE explicit Part(int64_t count)
      : mask((__m256i)(BitsF{0, 1, 2, 3, 4, 5, 6, 7} < static_cast<int32_t>(count))) {}
};
template <> struct Part<double> {
  __m256i mask;
  EMBER_INLINE explicit Part(int64_t count) : mask((__m256i)(BitsD{0, 1, 2, 3} < count)) {}
};
template <> EMBER_INLINE Lanes<float> Lanes<float>::load(const float* p, Part<float> part) {
  return {_mm256_maskload_ps(p, part.mask)};
}
template <> EMBER_INLINE Lanes<double> Lanes<double>::load(const double* p, Part<double> part) {
  return {_mm256_maskload_pd(p, part.mask)};
}
template <> EMBER_INLINE void Lanes<float>::store(float* p, Part<float> part) const {
  _mm256_maskstore_ps(p, part.mask, v);
}
template <> EMBER_INLINE void Lanes<double>::store(double* p, Part<double> part) const {
  _mm256_maskstore_pd(p, part.mask, v);
}

#else

template <class T, class F> EMBER_INLINE Lanes<T> each_lane(Lanes<T> x, F f) {
  for (int i = 0; i < Lanes<T>::width; ++i) x.v[i] = f(x.v[i]);
  return x;
}
template <class T> EMBER_INLINE Lanes<T> fma(Lanes<T> a, Lanes<T> b, Lanes<T> c) {
#if defined __FP_FAST_FMA && defined __FP_FAST_FMAF
  for (int i = 0; i < Lanes<T>::width; ++i) {
    if constexpr (sizeof(T) == 4)
      c.v[i] = __builtin_fmaf(a.v[i], b.v[i], c.v[i]);
    else
      c.v[i] = __builtin_fma(a.v[i], b.v[i], c.v[i]);
  }
  return c;
#else
  return a * b + c;
#endif
}
#if defined __x86_64__
EMBER_INLINE Lanes<float> sqrt(Lanes<float> x) { return {_mm_sqrt_ps(x.v)}; }
EMBER_INLINE Lanes<double> sqrt(Lanes<double> x) { return {_mm_sqrt_pd(x.v)}; }
#else
EMBER_INLINE Lanes<float> sqrt(Lanes<float> x) {
  return each_lane(x, [](float s) { return __builtin_sqrtf(s); });
}
EMBER_INLINE Lanes<double> sqrt(Lanes<double> x) {
  return each_lane(x, [](double s) { return __builtin_sqrt(s); });
}
#endif
EMBER_INLINE Lanes<float> floor(Lanes<float> x) {
  return each_lane(x, [](float s) { return __builtin_floorf(s); });
}
EMBER_INLINE Lanes<double> floor(Lanes<double> x) {
  return each_lane(x, [](double s) { return __builtin_floor(s); });
}
template <class T> EMBER_INLINE bool any(Mask<T> m) {
  typename Raw<T>::Bit all = 0;
  for (int i = 0; i < Lanes<T>::width; ++i) all |= m.bits[i];
  return all != 0;
}
template <class T> struct Part {
  int64_t count;
  EMBER_INLINE explicit Part(int64_t n) : count(n) {}
};
template <class T> EMBER_INLINE Lanes<T> Lanes<T>::load(const T* p, Part<T> part) {
  Lanes r(0);
  for (int i = 0; i < width && i < part.count; ++i) r.v[i] = p[i];
  return r;
}
template <class T> EMBER_INLINE void Lanes<T>::store(T* p, Part<T> part) const {
  for (int i = 0; i < width && i < part.count; ++i) p[i] = v[i];
}

#endif

/// x, or 0 where by <= 0
#if defined EMBER_AVX512
EMBER_INLINE Lanes<float> gate(Lanes<float> x, Lanes<float> by) {
  return {_mm512_maskz_mov_ps(_mm512_cmp_ps_mask(by.v, Lanes<float>(0).v, _CMP_NLE_UQ), x.v)};
}
EMBER_INLINE Lanes<double> gate(Lanes<double> x, Lanes<double> by) {
  return {_mm512_maskz_mov_pd(_mm512_cmp_pd_mask(by.v, Lanes<double>(0).v, _CMP_NLE_UQ), x.v)};
}
#else
template <class T> EMBER_INLINE Lanes<T> gate(Lanes<T> x, Lanes<T> by) { return where(by <= 0, 0, x); }
#endif

/// x, or 0 where x < 0, for x that is never -0
#if defined EMBER_AVX512
EMBER_INLINE Lanes<float> positive(Lanes<float> x) {
  return {_mm512_maskz_max_ps(0xFFFF, Lanes<float>(0).v, x.v)};  // of 0 and NaN it takes the second
}
EMBER_INLINE Lanes<double> positive(Lanes<double> x) {
  return {_mm512_maskz_max_pd(0xFF, Lanes<double>(0).v, x.v)};
}
#elif defined EMBER_AVX2
EMBER_INLINE Lanes<float> positive(Lanes<float> x) { return {_mm256_max_ps(Lanes<float>(0).v, x.v)}; }
EMBER_INLINE Lanes<double> positive(Lanes<double> x) { return {_mm256_max_pd(Lanes<double>(0).v, x.v)}; }
#else
template <class T> EMBER_INLINE Lanes<T> positive(Lanes<T> x) { return where(x <= 0, 0, x); }
#endif

/// Set in the first `count` lanes.
template <class T> EMBER_INLINE Mask<T> first_lanes(int64_t count) {
  typename Raw<T>::Bits index;
  for (int i = 0; i < Lanes<T>::width; ++i) index[i] = i;
  return {(typename Raw<T>::Bits)(index < static_cast<typename Raw<T>::Bit>(count))};
}

/// Loads or stores a whole vector, or the first `left` lanes when fewer are left.
template <class T> EMBER_INLINE Lanes<T> load_upto(const T* p, int64_t left) {
  return left >= Lanes<T>::width ? Lanes<T>::load(p) : Lanes<T>::load(p, left);
}
template <class T> EMBER_INLINE void store_upto(Lanes<T> x, T* p, int64_t left) {
  if (left >= Lanes<T>::width)
    x.store(p);
  else
    x.store(p, left);
}

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
