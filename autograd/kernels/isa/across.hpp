// Rows turned into lanes: blocks of rows with contiguous elements are transposed in registers, so that a matrix
// stored the other way round can be multiplied, packed or transposed without strided loads.
#pragma once

#include <ember/autograd/kernels/isa/lanes.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

// Half as wide as Lanes on AVX-512: two 16-byte loads fill a register there without a shuffle, four would need more.
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

/// `rows` rows become the lanes of a register; `chunk` consecutive elements of each are read at once.
template <class T> struct Across {
  using Vector = typename AcrossRaw<T>::Vector;
  using Quarter = typename AcrossRaw<T>::Quarter;
  static constexpr int rows = across_bytes / static_cast<int>(sizeof(T)), chunk = 16 / static_cast<int>(sizeof(T));

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
  static EMBER_INLINE Vector read_pair(const T* p, int64_t row, int64_t last, int i, int64_t count) {
    const int64_t low = i < last ? i : last, high = i + chunk < last ? i + chunk : last;
    const Quarter a = read(p + low * row, count);
    if constexpr (across_bytes == 16) {
      (void)high;
      return a;
    } else {
      const Quarter b = read(p + high * row, count);
#if defined EMBER_AVX512 || defined EMBER_AVX2
      if constexpr (sizeof(T) == 4)
        return _mm256_insertf128_ps(_mm256_castps128_ps256(a), b, 1);  // from memory, without a shuffle
      else
        return _mm256_insertf128_pd(_mm256_castpd128_pd256(a), b, 1);
#endif
    }
  }

  /// out[k] = element k of each row, for k < chunk. Row `last` stands for all rows after it; elements from `count`
  /// on are not read.
  static EMBER_INLINE void load(Vector* out, const T* p, int64_t row, int64_t last = rows, int64_t count = chunk) {
    if constexpr (sizeof(T) == 8) {
      const Vector a = read_pair(p, row, last, 0, count), b = read_pair(p, row, last, 1, count);
      if constexpr (across_bytes == 16) {
        out[0] = __builtin_shufflevector(a, b, 0, 2);
        out[1] = __builtin_shufflevector(a, b, 1, 3);
      } else {
        out[0] = __builtin_shufflevector(a, b, 0, 4, 2, 6);
        out[1] = __builtin_shufflevector(a, b, 1, 5, 3, 7);
      }
    } else {
      const Vector a = read_pair(p, row, last, 0, count), b = read_pair(p, row, last, 1, count);
      const Vector c = read_pair(p, row, last, 2, count), d = read_pair(p, row, last, 3, count);
      if constexpr (across_bytes == 16) {
        const Vector ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
        const Vector AB = __builtin_shufflevector(a, b, 2, 6, 3, 7), CD = __builtin_shufflevector(c, d, 2, 6, 3, 7);
        out[0] = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
        out[1] = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
        out[2] = __builtin_shufflevector(AB, CD, 0, 1, 4, 5);
        out[3] = __builtin_shufflevector(AB, CD, 2, 3, 6, 7);
      } else {
        const Vector ab = __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13);
        const Vector cd = __builtin_shufflevector(c, d, 0, 8, 1, 9, 4, 12, 5, 13);
        const Vector AB = __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
        const Vector CD = __builtin_shufflevector(c, d, 2, 10, 3, 11, 6, 14, 7, 15);
        out[0] = __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13);
        out[1] = __builtin_shufflevector(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15);
        out[2] = __builtin_shufflevector(AB, CD, 0, 1, 8, 9, 4, 5, 12, 13);
        out[3] = __builtin_shufflevector(AB, CD, 2, 3, 10, 11, 6, 7, 14, 15);
      }
    }
  }

  static EMBER_INLINE Vector fma(Vector a, T b, Vector c) {
#if defined EMBER_AVX512 || defined EMBER_AVX2
    if constexpr (sizeof(T) == 4)
      return _mm256_fmadd_ps(a, _mm256_set1_ps(b), c);
    else
      return _mm256_fmadd_pd(a, _mm256_set1_pd(b), c);
#else
    return kernels::EMBER_ISA::fma(Lanes<T>(a), Lanes<T>(b), Lanes<T>(c)).v;
#endif
  }
};

/// y[k, r] = x[r, k] for r < rows, k < depth; x has contiguous elements, y has rows of stride y_row.
template <class T> void transpose_rows(T* y, int64_t y_row, const T* x, int64_t x_row, int64_t rows, int64_t depth) {
  using A = Across<T>;
  for (int64_t r = 0; r < rows; r += A::rows) {
    const int64_t left = rows - r;
    const T* from = x + r * x_row;
    typename A::Vector lane[A::chunk];
    int64_t k = 0;
    if (left >= A::rows) {
      for (; k + A::chunk <= depth; k += A::chunk) {
        A::load(lane, from + k, x_row);
        for (int i = 0; i < A::chunk; ++i) __builtin_memcpy(y + (k + i) * y_row + r, &lane[i], across_bytes);
      }
    }
    for (; k < depth; ++k) {
      for (int64_t i = 0; i < left && i < A::rows; ++i) y[k * y_row + r + i] = from[i * x_row + k];
    }
  }
}

/// R rows of a product across the rows of P: c[i, r] = start + sum over k of q[i, k] p[r, k], for r < count <= 4
/// registers. P has contiguous rows; each element of c is one chain in the order of k.
template <class T, int R, int registers>
void multiply_across(T* c, int64_t c_row, const T* p, int64_t p_row, int64_t count, const T* q, int64_t q_row,
                     int64_t q_col, int64_t depth, bool resume) {
  using A = Across<T>;
  typename A::Vector acc[R][registers] = {};
  T edge[registers * A::rows];
  const bool whole = count == registers * A::rows;
  if (resume) {
    for (int i = 0; i < R; ++i) {
      __builtin_memcpy(edge, c + i * c_row, static_cast<size_t>(count) * sizeof(T));
      __builtin_memcpy(acc[i], edge, sizeof edge);
    }
  }
  int64_t k = 0;
  if (whole) {
    const T* at[registers];
    for (int v = 0; v < registers; ++v) at[v] = p + v * A::rows * p_row;
    const T* x = q;
    for (; k + A::chunk <= depth; k += A::chunk) {
#pragma GCC unroll 4
      for (int v = 0; v < registers; ++v) {
        typename A::Vector lane[A::chunk];
        A::load(lane, at[v], p_row);
        at[v] += A::chunk;
        asm volatile("" : "+r"(at[v]));  // one register per pointer
#pragma GCC unroll 4
        for (int j = 0; j < A::chunk; ++j) {
#pragma GCC unroll 4
          for (int i = 0; i < R; ++i) acc[i][v] = A::fma(lane[j], x[i * q_row + j * q_col], acc[i][v]);
        }
      }
      x += A::chunk * q_col;
    }
  }
  for (; k < depth; k += A::chunk) {
    const int64_t chunk = depth - k < A::chunk ? depth - k : A::chunk;
    for (int v = 0; v < registers; ++v) {
      typename A::Vector lane[A::chunk];
      A::load(lane, p + v * A::rows * p_row + k, p_row, count - 1 - v * A::rows, chunk);
      for (int j = 0; j < chunk; ++j) {
        for (int i = 0; i < R; ++i) acc[i][v] = A::fma(lane[j], q[i * q_row + (k + j) * q_col], acc[i][v]);
      }
    }
  }
  for (int i = 0; i < R; ++i) {
    if (whole) {
      __builtin_memcpy(c + i * c_row, acc[i], sizeof edge);
    } else {
      __builtin_memcpy(edge, acc[i], sizeof edge);
      __builtin_memcpy(c + i * c_row, edge, static_cast<size_t>(count) * sizeof(T));
    }
  }
}

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
