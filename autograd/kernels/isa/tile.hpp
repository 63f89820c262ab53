// The register tile of a product: MR rows times NV registers of C stay in registers while k runs.
#pragma once

#include <ember/autograd/kernels/isa/across.hpp>
#include <utility>

namespace ember::kernels::EMBER_ISA {
namespace {

/// Tiles in a row or one below the other, over k = [0, depth): elements of A are broadcast through any
/// strides, rows of B are contiguous.
template <class T> struct Tile {
  const T* a;
  int64_t a_row, a_col;
  const T* b;
  int64_t b_row;
  T* c;
  int64_t c_row, depth;
  int64_t columns;  // of C; lanes beyond are neither read nor written
  bool resume;      // continue the chains that C holds
  // The end of the chains, in this order; null or false when not wanted. Bias and mask start at the corner of
  // the first tile.
  bool relu;
  const T *bias, *mask;
  int64_t a_step, b_step, c_step, bias_step;  // from one tile to the next
};

/// Pointers to up to 12 rows, three of which share a register: [p], [p + row], [p + 2 row] are single
/// addresses.
template <class P, int MR> struct RowPointers {
  P p0, p3, p6, p9;
  int64_t row;
  EMBER_INLINE RowPointers(P p, int64_t distance) : p0(p), row(distance) {
    p3 = p0 + 3 * row;
    if constexpr (MR > 3) keep(p3);
    p6 = p3 + 3 * row;
    if constexpr (MR > 6) keep(p6);
    p9 = p6 + 3 * row;
    if constexpr (MR > 9) keep(p9);
  }
  EMBER_INLINE P operator[](int r) const { return (r < 3 ? p0 : r < 6 ? p3 : r < 9 ? p6 : p9) + r % 3 * row; }
  EMBER_INLINE void advance(int64_t by) {
    p0 += by;
    p3 += by;
    p6 += by;
    p9 += by;
    if constexpr (MR > 3) keep(p3);
    if constexpr (MR > 6) keep(p6);
    if constexpr (MR > 9) keep(p9);
  }
  static EMBER_INLINE void keep(P& p) { asm("" : "+r"(p)); }  // do not derive one pointer from another
};

#if defined EMBER_AVX512
/// Half a register, for products whose few columns would leave most of a whole one empty.
template <class T> struct Half {
  using Vector = typename AcrossRaw<T>::Vector;
  static constexpr int width = 32 / static_cast<int>(sizeof(T));
  struct First {
    __mmask8 mask;
    EMBER_INLINE explicit First(int64_t count) : mask(static_cast<__mmask8>((1U << count) - 1)) {}
  };
  Vector v;

  Half() = default;
  EMBER_INLINE Half(Vector x) : v(x) {}
  EMBER_INLINE explicit Half(T s) : v(s - Vector{}) {}
  static EMBER_INLINE Half load(const T* p) {
    Half r;
    __builtin_memcpy(&r.v, p, sizeof r.v);
    return r;
  }
  EMBER_INLINE void store(T* p) const { __builtin_memcpy(p, &v, sizeof v); }
  static EMBER_INLINE Half load(const T* p, First first) {
    if constexpr (sizeof(T) == 4)
      return {(Vector)_mm256_maskz_loadu_ps(first.mask, p)};
    else
      return {(Vector)_mm256_maskz_loadu_pd(first.mask, p)};
  }
  EMBER_INLINE void store(T* p, First first) const {
    if constexpr (sizeof(T) == 4)
      _mm256_mask_storeu_ps(p, first.mask, (__m256)v);
    else
      _mm256_mask_storeu_pd(p, first.mask, (__m256d)v);
  }
  EMBER_INLINE Half& operator+=(Half b) { return v += b.v, *this; }
  friend EMBER_INLINE Half fma(Half a, Half b, Half c) {
    if constexpr (sizeof(T) == 4)
      return {(Vector)_mm256_fmadd_ps((__m256)a.v, (__m256)b.v, (__m256)c.v)};
    else
      return {(Vector)_mm256_fmadd_pd((__m256d)a.v, (__m256d)b.v, (__m256d)c.v)};
  }
  friend EMBER_INLINE Half positive(Half x) {
    if constexpr (sizeof(T) == 4)
      return {(Vector)_mm256_max_ps(__m256{}, (__m256)x.v)};
    else
      return {(Vector)_mm256_max_pd(__m256d{}, (__m256d)x.v)};
  }
  friend EMBER_INLINE Half gate(Half x, Half by) { return {by.v <= 0 ? Vector{} : x.v}; }
};
#else
template <class T> using Half = Lanes<T>;
#endif

template <class T, class Register, int MR, int NV, bool whole>
EMBER_INLINE void run_tiles_inline(const Tile<T>& t, int64_t count) {
  constexpr int64_t width = Register::width;
  const typename Register::First last(t.columns - (NV - 1) * width);
  auto load = [&](const T* p, int v) {
    return whole || v < NV - 1 ? Register::load(p + v * width) : Register::load(p + v * width, last);
  };
  const T *a = t.a, *b = t.b, *bias = t.bias, *mask = t.mask;
  T* c = t.c;
  for (;;) {
    Register acc[MR][NV];
    if (t.resume) {
      const RowPointers<const T*, MR> from(c, t.c_row);
#pragma GCC unroll 16
      for (int r = 0; r < MR; ++r) {
#pragma GCC unroll 8
        for (int v = 0; v < NV; ++v) acc[r][v] = load(from[r], v);
      }
      if (count > 1) {  // the chains of the next tile are on their way while this one runs
        const RowPointers<const T*, MR> next(c + t.c_step, t.c_row);
#pragma GCC unroll 16
        for (int r = 0; r < MR; ++r) {
          for (int v = 0; v < NV; ++v) __builtin_prefetch(next[r] + v * width, 1);
        }
      }
    } else {
#pragma GCC unroll 16
      for (int r = 0; r < MR; ++r) {
#pragma GCC unroll 8
        for (int v = 0; v < NV; ++v) acc[r][v] = Register(T(0));
      }
    }
    RowPointers<const T*, MR> rows(a, t.a_row);
    const int64_t a_col = t.a_col, b_row = t.b_row;
    const T* of_b = b;
    for (int64_t k = t.depth; k > 0; --k) {
      if constexpr (vector_bytes < 64 && 1 < MR && MR < NV) {  // each register of B serves all rows at once
        Register x[MR];
#pragma GCC unroll 4
        for (int r = 0; r < MR; ++r) x[r] = Register(*rows[r]);
#pragma GCC unroll 8
        for (int v = 0; v < NV; ++v) {
          Register row = load(of_b, v);
          asm("" : "+x"(row.v));
#pragma GCC unroll 4
          for (int r = 0; r < MR; ++r) acc[r][v] = fma(x[r], row, acc[r][v]);
        }
      } else {
        Register row[NV];
#pragma GCC unroll 8
        for (int v = 0; v < NV; ++v) {
          row[v] = load(of_b, v);
#if defined EMBER_AVX512
          if constexpr (MR > 1) asm("" : "+v"(row[v].v));  // load once for all rows
#endif
        }
#pragma GCC unroll 16
        for (int r = 0; r < MR; ++r) {
          const Register x(*rows[r]);
#pragma GCC unroll 8
          for (int v = 0; v < NV; ++v) acc[r][v] = fma(x, row[v], acc[r][v]);
        }
      }
      of_b += b_row;
      rows.advance(a_col);
    }
    if (t.relu) {
#pragma GCC unroll 8
      for (int v = 0; v < NV; ++v) {
        Register x(T(0));
        if (bias) x += load(bias, v);  // never -0, and neither is a sum with it
#pragma GCC unroll 16
        for (int r = 0; r < MR; ++r) acc[r][v] = positive(acc[r][v] += x);
      }
    } else if (bias) {
#pragma GCC unroll 8
      for (int v = 0; v < NV; ++v) {
        const Register x = load(bias, v);
#pragma GCC unroll 16
        for (int r = 0; r < MR; ++r) acc[r][v] += x;
      }
    }
    if (bias) bias += t.bias_step;
    if (mask) {
      const RowPointers<const T*, MR> by(mask, t.c_row);
#pragma GCC unroll 16
      for (int r = 0; r < MR; ++r) {
#pragma GCC unroll 8
        for (int v = 0; v < NV; ++v) acc[r][v] = gate(acc[r][v], load(by[r], v));
      }
      mask += t.c_step;
    }
    const RowPointers<T*, MR> to(c, t.c_row);
#pragma GCC unroll 16
    for (int r = 0; r < MR; ++r) {
#pragma GCC unroll 8
      for (int v = 0; v < NV; ++v) {
        if (whole || v < NV - 1)
          acc[r][v].store(to[r] + v * width);
        else
          acc[r][v].store(to[r] + v * width, last);
      }
    }
    if (--count == 0) return;
    a += t.a_step;
    b += t.b_step;
    c += t.c_step;
  }
}

template <class T, class Register, int MR, int NV, bool whole>
void run_tiles(const Tile<T>& t, int64_t count) {
  run_tiles_inline<T, Register, MR, NV, whole>(t, count);
}

/// Runs `count` >= 1 tiles.
template <class T> using RunTiles = void (*)(const Tile<T>&, int64_t count);

// Rows that fit beside 1, 2, 4 or 8 registers of B.
constexpr int tall = vector_bytes == 64 ? 10 : vector_bytes == 32 ? 6 : 4;
constexpr int flat = vector_bytes == 64 ? 6 : vector_bytes == 32 ? 3 : 2;
constexpr int lying = vector_bytes == 64 ? 2 : 1;
constexpr int upright = vector_bytes > 16 ? 12 : tall;  // ... and beside a lone one of 32 bytes

/// How many registers the columns of a tile take, and whether they fill them.
enum Columns { two, two_part, one, one_part, half, half_part, kinds };

template <class T> struct TileTable {
  RunTiles<T> of[kinds][upright];

  template <class Register, int NV, bool whole, int... less>
  constexpr void fill(Columns columns, std::integer_sequence<int, less...>) {
    ((of[columns][less] = run_tiles<T, Register, less + 1, NV, whole>), ...);
  }
  constexpr TileTable() : of{} {
    constexpr std::make_integer_sequence<int, tall> up_to_tall;
    constexpr std::make_integer_sequence<int, upright> up_to_upright;
    fill<Lanes<T>, 2, true>(two, up_to_tall);
    fill<Lanes<T>, 2, false>(two_part, up_to_tall);
    fill<Lanes<T>, 1, true>(one, up_to_tall);
    fill<Lanes<T>, 1, false>(one_part, up_to_tall);
    fill<Half<T>, 1, true>(half, up_to_upright);
    fill<Half<T>, 1, false>(half_part, up_to_upright);
  }
};
template <class T> constexpr TileTable<T> tiles;

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
