// Rows turned into lanes: blocks of rows with contiguous elements are transposed in registers, so that a
// matrix stored the other way round can be multiplied, packed or transposed without strided loads.
#pragma once

#include <ember/autograd/kernels/isa/lanes.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

// Half as wide as Lanes on AVX-512, whose shuffles of 64 bytes cost as much as two of 32.
constexpr int across_bytes = vector_bytes < 32 ? 16 : 32;

template <class T> struct AcrossRaw;
template <> struct AcrossRaw<float> {
  typedef float Vector __attribute__((vector_size(across_bytes)));
  typedef float Quarter __attribute__((vector_size(16)));
};
template <> struct AcrossRaw<double> {
  typedef double Vector __attribute__((vector_size(across_bytes)));
  typedef double Quarter __attribute__((vector_size(16)));
};

/// Blocks of `rows` rows by `chunk` elements, 16 bytes of each row.
template <class T> struct Across {
  using Vector = typename AcrossRaw<T>::Vector;
  using Quarter = typename AcrossRaw<T>::Quarter;
  static constexpr int rows = across_bytes / static_cast<int>(sizeof(T)),
                       chunk = 16 / static_cast<int>(sizeof(T));

  /// Distances of the rows of a block; each is one instruction operand.
  struct Rows {
    int64_t s1, s3, s5, s7;
    EMBER_INLINE explicit Rows(int64_t row) : s1(row), s3(3 * row), s5(5 * row), s7(7 * row) {
      asm("" : "+r"(s1), "+r"(s3), "+r"(s5), "+r"(s7));  // do not derive one from another in the loop
    }
    EMBER_INLINE int64_t operator[](int i) const {
      const int64_t offsets[] = {0, s1, 2 * s1, s3, 4 * s1, s5, 2 * s3, s7};
      return offsets[i];
    }
  };

  /// out[k] = element k of each row, for k < chunk. Rows are at least one element apart.
  static EMBER_INLINE void load(Vector* out, const T* p, const Rows& rows_at) {
#pragma GCC unroll 4
    for (int i = 0; i < chunk; ++i) out[i] = read_two(p + rows_at[i], p + rows_at[(i + chunk) % rows]);
    turn(out);
  }
  /// 16 bytes at `low` below 16 bytes at `high`. The second load is spread to both halves, or starts 16 bytes
  /// early, and is blended: an insertion would wait for a shuffle unit.
  static EMBER_INLINE Vector read_two(const T* low, [[maybe_unused]] const T* high) {
#if defined EMBER_AVX512
    if constexpr (sizeof(T) == 4)
      return _mm256_mask_broadcast_f32x4(_mm256_castps128_ps256(_mm_loadu_ps(low)), 0xF0, _mm_loadu_ps(high));
    else
      return _mm256_mask_broadcast_f64x2(_mm256_castpd128_pd256(_mm_loadu_pd(low)), 0xC, _mm_loadu_pd(high));
#elif defined EMBER_AVX2
    if constexpr (sizeof(T) == 4)
      return _mm256_blend_ps(_mm256_castps128_ps256(_mm_loadu_ps(low)), _mm256_loadu_ps(high - chunk), 0xF0);
    else
      return _mm256_blend_pd(_mm256_castpd128_pd256(_mm_loadu_pd(low)), _mm256_loadu_pd(high - chunk), 0xC);
#else
    Vector v;
    __builtin_memcpy(&v, low, sizeof v);
    return v;
#endif
  }
  /// The same for any distance of rows, where row `last` stands for all rows after it and elements from
  /// `count` on are 0 and not read.
  static EMBER_INLINE void load_edge(Vector* out, const T* p, int64_t row, int64_t last, int64_t count) {
#pragma GCC unroll 4
    for (int i = 0; i < chunk; ++i) {
      const Quarter low = read(p + (i < last ? i : last) * row, count);
#if defined EMBER_AVX512 || defined EMBER_AVX2
      const Quarter high = read(p + (i + chunk < last ? i + chunk : last) * row, count);
      if constexpr (sizeof(T) == 4)
        out[i] = _mm256_insertf128_ps(_mm256_castps128_ps256(low), high, 1);
      else
        out[i] = _mm256_insertf128_pd(_mm256_castpd128_pd256(low), high, 1);
#else
      out[i] = low;
#endif
    }
    turn(out);
  }
  static EMBER_INLINE Quarter read(const T* p, int64_t count) {
    Quarter q{};
    if (count >= chunk) {
      __builtin_memcpy(&q, p, 16);
    } else {
      for (int i = 0; i < chunk - 1; ++i) {
        if (i < count) q[i] = p[i];
      }
    }
    return q;
  }
  /// Transposes each 16-byte part.
  static EMBER_INLINE void turn(Vector* x) {
    if constexpr (sizeof(T) == 8) {
      const Vector a = x[0], b = x[1];
      if constexpr (across_bytes == 16) {
        x[0] = __builtin_shufflevector(a, b, 0, 2);
        x[1] = __builtin_shufflevector(a, b, 1, 3);
      } else {
        x[0] = __builtin_shufflevector(a, b, 0, 4, 2, 6);
        x[1] = __builtin_shufflevector(a, b, 1, 5, 3, 7);
      }
    } else if constexpr (across_bytes == 16) {
      const Vector ab = __builtin_shufflevector(x[0], x[1], 0, 4, 1, 5);
      const Vector AB = __builtin_shufflevector(x[0], x[1], 2, 6, 3, 7);
      const Vector cd = __builtin_shufflevector(x[2], x[3], 0, 4, 1, 5);
      const Vector CD = __builtin_shufflevector(x[2], x[3], 2, 6, 3, 7);
      x[0] = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
      x[1] = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
      x[2] = __builtin_shufflevector(AB, CD, 0, 1, 4, 5);
      x[3] = __builtin_shufflevector(AB, CD, 2, 3, 6, 7);
    } else {
      const Vector ab = __builtin_shufflevector(x[0], x[1], 0, 8, 1, 9, 4, 12, 5, 13);
      const Vector AB = __builtin_shufflevector(x[0], x[1], 2, 10, 3, 11, 6, 14, 7, 15);
      const Vector cd = __builtin_shufflevector(x[2], x[3], 0, 8, 1, 9, 4, 12, 5, 13);
      const Vector CD = __builtin_shufflevector(x[2], x[3], 2, 10, 3, 11, 6, 14, 7, 15);
      x[0] = __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13);
      x[1] = __builtin_shufflevector(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15);
      x[2] = __builtin_shufflevector(AB, CD, 0, 1, 8, 9, 4, 5, 12, 13);
      x[3] = __builtin_shufflevector(AB, CD, 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }

  static EMBER_INLINE Vector load(const T* p) {
    Vector v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
  }
  /// The first `count` elements of 16 bytes of x.
  template <int count> static EMBER_INLINE void store_part(T* p, Vector x, [[maybe_unused]] int part) {
    Quarter q;
    if constexpr (across_bytes == 16)
      q = x;
    else if constexpr (sizeof(T) == 4)
      q = part == 0 ? __builtin_shufflevector(x, x, 0, 1, 2, 3) : __builtin_shufflevector(x, x, 4, 5, 6, 7);
    else
      q = part == 0 ? __builtin_shufflevector(x, x, 0, 1) : __builtin_shufflevector(x, x, 2, 3);
    __builtin_memcpy(p, &q, count * sizeof(T));
  }
  /// x, or 0 where x < 0, for x that is never -0
  static EMBER_INLINE Vector positive(Vector x) {
#if defined EMBER_AVX512 || defined EMBER_AVX2
    if constexpr (sizeof(T) == 4)
      return _mm256_max_ps(Vector{}, x);
    else
      return _mm256_max_pd(Vector{}, x);
#else
    return x <= 0 ? Vector{} : x;
#endif
  }
  static EMBER_INLINE Vector spread(T x) { return x - Vector{}; }
  static EMBER_INLINE Vector fma(Vector a, Vector b, Vector c) {
#if defined EMBER_AVX512 || defined EMBER_AVX2
    if constexpr (sizeof(T) == 4)
      return _mm256_fmadd_ps(a, b, c);
    else
      return _mm256_fmadd_pd(a, b, c);
#else
    return kernels::EMBER_ISA::fma(Lanes<T>(a), Lanes<T>(b), Lanes<T>(c)).v;
#endif
  }
};

/// y[k, r] = x[r, k] for r < rows, k < depth; x has contiguous elements, y has rows of stride y_row.
template <class T>
void transpose_rows(T* y, int64_t y_row, const T* x, int64_t x_row, int64_t rows, int64_t depth) {
  using A = Across<T>;
  const typename A::Rows rows_at(x_row);
  for (int64_t r = 0; r < rows; r += A::rows) {
    const int64_t left = rows - r;
    const T* from = x + r * x_row;
    typename A::Vector lane[A::chunk];
    int64_t k = 0;
    if (left >= A::rows && x_row > 0) {
      for (; k + A::chunk <= depth; k += A::chunk) {
        A::load(lane, from + k, rows_at);
        for (int i = 0; i < A::chunk; ++i) __builtin_memcpy(y + (k + i) * y_row + r, &lane[i], across_bytes);
      }
    }
    if (left == 2 || left == 4) {  // the usual numbers of actions and observations
      for (; k + A::chunk <= depth; k += A::chunk) {
        A::load_edge(lane, from + k, x_row, left - 1, A::chunk);
        for (int i = 0; i < A::chunk; ++i) {
          T* to = y + (k + i) * y_row + r;
          if (left == 2)
            __builtin_memcpy(to, &lane[i], 2 * sizeof(T));
          else
            __builtin_memcpy(to, &lane[i], 4 * sizeof(T) < sizeof lane[i] ? 4 * sizeof(T) : sizeof lane[i]);
        }
      }
    }
    for (; k < depth; ++k) {
      for (int64_t i = 0; i < left && i < A::rows; ++i) y[k * y_row + r + i] = from[i * x_row + k];
    }
  }
}

/// Sums across the rows of P: acc[i][v] += q[i, k] p[r, k] for the rows r of group v.
template <class T, int R, int groups> struct AcrossSums {
  using A = Across<T>;
  using Vector = typename A::Vector;
  static constexpr int rows = groups * A::rows;
  // Where registers are few, lanes wait in memory for their turn: a chain that did would wait for itself.
  static constexpr bool crowded = groups == 2 && vector_bytes < 64 && R * groups + groups * A::chunk >= 16;
  static constexpr int ready = crowded ? A::chunk / 2 : A::chunk;
  Vector acc[R][groups];

  /// One chunk of k. Chains take turns, so that few instructions wait for earlier ones of their chain.
  EMBER_INLINE void add(const T* p, const typename A::Rows& rows_at, const T* q, int64_t q_row,
                        int64_t q_col) {
    Vector lane[groups][ready], later[groups][A::chunk];
#pragma GCC unroll 4
    for (int v = 0; v < groups; ++v) {
      Vector turned[A::chunk];
      A::load(turned, p, rows_at);
      for (int j = 0; j < ready; ++j) lane[v][j] = turned[j];
      for (int j = ready; j < A::chunk; ++j) {
        later[v][j] = turned[j];
        asm("" : "+m"(later[v][j]));
      }
      p += A::rows * rows_at.s1;
      asm("" : "+r"(p));  // one register serves all groups of rows in turn
    }
#pragma GCC unroll 4
    for (int j = 0; j < A::chunk; ++j, q += q_col) {
#pragma GCC unroll 8
      for (int i = 0; i < R; ++i) {
        const Vector factor = A::spread(q[i * q_row]);
#pragma GCC unroll 4
        for (int v = 0; v < groups; ++v)
          acc[i][v] = A::fma(j < ready ? lane[v][j] : later[v][j], factor, acc[i][v]);
      }
    }
  }

  /// All of k, over `count` rows of P, which has contiguous rows.
  EMBER_INLINE void add_all(const T* p, int64_t p_row, int64_t count, const T* q, int64_t q_row,
                            int64_t q_col, int64_t depth) {
    int64_t k = 0;
    if (count == rows && p_row > 0) {
      const typename A::Rows rows_at(p_row);
      for (; k + A::chunk <= depth; k += A::chunk) add(p + k, rows_at, q + k * q_col, q_row, q_col);
    }
    for (; k < depth; k += A::chunk) {
      const int64_t chunk = depth - k < A::chunk ? depth - k : A::chunk;
#pragma GCC unroll 4
      for (int v = 0; v < groups; ++v) {
        Vector lane[A::chunk];
        A::load_edge(lane, p + v * A::rows * p_row + k, p_row, count - 1 - v * A::rows, chunk);
#pragma GCC unroll 4
        for (int j = 0; j < A::chunk; ++j) {
          if (j >= chunk) break;
#pragma GCC unroll 8
          for (int i = 0; i < R; ++i)
            acc[i][v] = A::fma(lane[j], A::spread(q[i * q_row + (k + j) * q_col]), acc[i][v]);
        }
      }
    }
  }
};

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
