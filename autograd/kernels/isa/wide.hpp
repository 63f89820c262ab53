// Sums across the rows of a matrix by whole registers of AVX-512. Shuffles of 64 bytes cost as much as two of
// 32, but the processor handles half as many instructions.
#pragma once

#include <ember/autograd/kernels/isa/tile.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

#if defined EMBER_AVX512
/// Blocks of `rows` rows by `step` elements, 32 bytes of each row, turned into lanes a half at a time.
template <class T> struct Wide {
  using Vector = typename Raw<T>::Vector;
  using Mask = std::conditional_t<sizeof(T) == 4, __mmask16, __mmask8>;
  using Rows = typename Across<T>::Rows;
  static constexpr int rows = Lanes<T>::width, chunk = Across<T>::chunk, step = 2 * chunk;
  static constexpr Mask all = static_cast<Mask>(-1);  // g++ 12 warns of the forms without a mask
  Vector lane[step];                                  // before a half is turned, its elements of several rows

  template <class Take> EMBER_INLINE void read(const T* p, const Rows& rows_at, Take take) {
    const T* below = p + 2 * chunk * rows_at.s1;
    asm("" : "+r"(below));  // one register more, and the distances of the rows above serve here too
#pragma GCC unroll 4
    for (int i = 0; i < chunk; ++i) {
      const Vector a = join(take(p + rows_at[i]), take(p + rows_at[i + chunk]));
      const Vector b = join(take(below + rows_at[i]), take(below + rows_at[i + chunk]));
      if constexpr (sizeof(T) == 4) {
        lane[i] = (Vector)_mm512_maskz_shuffle_f32x4(all, (__m512)a, (__m512)b, 0x88);
        lane[chunk + i] = (Vector)_mm512_maskz_shuffle_f32x4(all, (__m512)a, (__m512)b, 0xDD);
      } else {
        lane[i] = (Vector)_mm512_maskz_shuffle_f64x2(all, (__m512d)a, (__m512d)b, 0x88);
        lane[chunk + i] = (Vector)_mm512_maskz_shuffle_f64x2(all, (__m512d)a, (__m512d)b, 0xDD);
      }
    }
  }
  EMBER_INLINE void read(const T* p, const Rows& rows_at) {
    read(p, rows_at, [](const T* from) { return Half<T>::load(from); });
  }
  /// Of each row only the first `count` elements, and 0 for the others.
  EMBER_INLINE void read(const T* p, const Rows& rows_at, int64_t count) {
    const typename Half<T>::First first(count);
    read(p, rows_at, [=](const T* from) { return Half<T>::load(from, first); });
  }
  static EMBER_INLINE Vector join(Half<T> low, Half<T> high) {
    if constexpr (sizeof(T) == 4)
      return (Vector)_mm512_mask_broadcast_f32x8(_mm512_castps256_ps512((__m256)low.v), 0xFF00,
                                                 (__m256)high.v);
    else
      return (Vector)_mm512_mask_broadcast_f64x4(_mm512_castpd256_pd512((__m256d)low.v), 0xF0,
                                                 (__m256d)high.v);
  }
  /// Transposes each 16-byte part.
  static EMBER_INLINE void turn(Vector* x) {
    if constexpr (sizeof(T) == 8) {
      const auto a = (__m512d)x[0], b = (__m512d)x[1];
      x[0] = (Vector)_mm512_maskz_unpacklo_pd(all, a, b);
      x[1] = (Vector)_mm512_maskz_unpackhi_pd(all, a, b);
    } else {
      const auto a = (__m512)x[0], b = (__m512)x[1], c = (__m512)x[2], d = (__m512)x[3];
      const auto ab = _mm512_maskz_unpacklo_ps(all, a, b), AB = _mm512_maskz_unpackhi_ps(all, a, b);
      const auto cd = _mm512_maskz_unpacklo_ps(all, c, d), CD = _mm512_maskz_unpackhi_ps(all, c, d);
      x[0] = (Vector)_mm512_maskz_shuffle_ps(all, ab, cd, 0x44);
      x[1] = (Vector)_mm512_maskz_shuffle_ps(all, ab, cd, 0xEE);
      x[2] = (Vector)_mm512_maskz_shuffle_ps(all, AB, CD, 0x44);
      x[3] = (Vector)_mm512_maskz_shuffle_ps(all, AB, CD, 0xEE);
    }
  }

  static EMBER_INLINE Vector load(const T* p) { return Lanes<T>::load(p).v; }
  template <int count> static EMBER_INLINE void store_part(T* p, Vector x, int part) {
    typename Half<T>::Vector half[2];
    __builtin_memcpy(half, &x, sizeof x);
    Across<T>::template store_part<count>(p, half[part / 2], part % 2);
  }
  /// Elements of a and b in turn.
  static EMBER_INLINE void store_pairs(T* p, Vector a, Vector b) {
    const Vector low = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const Vector high =
        __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    __builtin_memcpy(p, &low, sizeof low);
    __builtin_memcpy(p + rows, &high, sizeof high);
  }
  static EMBER_INLINE Vector positive(Vector x) { return kernels::EMBER_ISA::positive(Lanes<T>(x)).v; }
  static EMBER_INLINE Vector spread(T x) { return x - Vector{}; }
  static EMBER_INLINE Vector fma(Vector a, Vector b, Vector c) {
    return kernels::EMBER_ISA::fma(Lanes<T>(a), Lanes<T>(b), Lanes<T>(c)).v;
  }
};

/// AcrossSums of groups of `Wide<T>::rows` rows of P.
template <class T, int R, int groups = 1> struct WideSums {
  using A = Wide<T>;
  using Vector = typename A::Vector;
  using Factors = RowPointers<const T*, R>;
  static constexpr int rows = groups * A::rows, half = A::chunk;
  Vector acc[R][groups];

  /// A lane of each group by a column of q.
  EMBER_INLINE void multiply(const A* x, int lane, Factors& q, int64_t q_col) {
#pragma GCC unroll 8
    for (int i = 0; i < R; ++i) {
      const Vector factor = A::spread(*q[i]);
#pragma GCC unroll 2
      for (int g = 0; g < groups; ++g) acc[i][g] = A::fma(x[g].lane[lane], factor, acc[i][g]);
    }
    q.advance(q_col);
  }
  EMBER_INLINE void multiply_half(const A* x, int first, Factors& q, int64_t q_col) {
#pragma GCC unroll 4
    for (int j = 0; j < half; ++j) multiply(x, first + j, q, q_col);
  }
  static EMBER_INLINE void turn(A* x, int first) {
#pragma GCC unroll 2
    for (int g = 0; g < groups; ++g) A::turn(x[g].lane + first);
  }
  template <class... Count>
  static EMBER_INLINE void read(A* x, const T* p, const typename A::Rows& rows_at, Count... count) {
#pragma GCC unroll 2
    for (int g = 0; g < groups; ++g) x[g].read(p + g * A::rows * rows_at.s1, rows_at, count...);
  }

  /// All of k. Each half of a block is turned while the one before it is multiplied.
  EMBER_INLINE void add_all(const T* p, int64_t p_row, int64_t, const T* first_q, int64_t q_row,
                            int64_t q_col, int64_t depth) {
    const typename A::Rows rows_at(p_row);
    Factors q(first_q, q_row);
    A x[groups];
    if (int64_t blocks = depth / A::step; blocks > 0) {
      read(x, p, rows_at);
      turn(x, 0);
      while (--blocks > 0) {
        A next[groups];
        turn(x, half);
        multiply_half(x, 0, q, q_col);
        read(next, p += A::step, rows_at);
        turn(next, 0);
        multiply_half(x, half, q, q_col);
#pragma GCC unroll 2
        for (int g = 0; g < groups; ++g) x[g] = next[g];
      }
      turn(x, half);
      multiply_half(x, 0, q, q_col);
      multiply_half(x, half, q, q_col);
      p += A::step;
    }
    if (const int64_t left = depth % A::step; left > 0) {
      read(x, p, rows_at, left);
      turn(x, 0);
      turn(x, half);
      for (int j = 0; j < left; ++j) multiply(x, j, q, q_col);
    }
  }
};
#else
template <class T, int R, int = 1> using WideSums = AcrossSums<T, R, 2>;
#endif

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
