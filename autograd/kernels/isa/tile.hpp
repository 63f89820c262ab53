// The register tile of a product: MR rows times NV registers of C stay in registers while k runs.
#pragma once

#include <ember/autograd/kernels/isa/lanes.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

/// One tile of C, over k = [0, depth): elements of A are broadcast through any strides, rows of B are
/// contiguous.
template <class T> struct Tile {
  const T* a;
  int64_t a_row, a_col;
  const T* b;
  int64_t b_row;
  T* c;
  int64_t c_row, depth;
  int64_t columns;  // of C; lanes beyond are neither read nor written
  bool resume;      // continue the chains that C holds
  // The end of the chains, in this order; null or false when not wanted. Bias and mask start at the tile's
  // corner.
  const T* bias;
  bool relu;
  const T* mask;
};

template <class T, int MR, int NV, bool whole> void run_tile(const Tile<T>& t) {
  constexpr int64_t width = Lanes<T>::width;
  const Part<T> last(t.columns - (NV - 1) * width);
  auto load = [&](const T* p, int v) {
    return whole || v < NV - 1 ? Lanes<T>::load(p + v * width) : Lanes<T>::load(p + v * width, last);
  };
  Lanes<T> acc[MR][NV];
  if (t.resume) {
#pragma GCC unroll 16
    for (int r = 0; r < MR; ++r) {
#pragma GCC unroll 8
      for (int v = 0; v < NV; ++v) acc[r][v] = load(t.c + r * t.c_row, v);
    }
  } else {
#pragma GCC unroll 16
    for (int r = 0; r < MR; ++r) {
#pragma GCC unroll 8
      for (int v = 0; v < NV; ++v) acc[r][v] = Lanes<T>(0);
    }
  }
  // Three rows per pointer: [p], [p + row], [p + 2 row] are single addresses.
  const int64_t a_row = t.a_row, a_col = t.a_col, b_row = t.b_row;
  const T *a0 = t.a, *a3 = a0 + 3 * a_row, *a6 = a3 + 3 * a_row, *a9 = a6 + 3 * a_row, *b = t.b;
  for (int64_t k = t.depth; k > 0; --k) {
    Lanes<T> row[NV];
#pragma GCC unroll 8
    for (int v = 0; v < NV; ++v) row[v] = load(b, v);
#pragma GCC unroll 16
    for (int r = 0; r < MR; ++r) {
      const T* at = r < 3 ? a0 : r < 6 ? a3 : r < 9 ? a6 : a9;
      const Lanes<T> x(at[r % 3 * a_row]);
#pragma GCC unroll 8
      for (int v = 0; v < NV; ++v) acc[r][v] = fma(x, row[v], acc[r][v]);
    }
    b += b_row;
    a0 += a_col;
    a3 += a_col;
    a6 += a_col;
    a9 += a_col;
    if constexpr (MR > 3) asm("" : "+r"(a3));  // do not derive one pointer from another
    if constexpr (MR > 6) asm("" : "+r"(a6));
    if constexpr (MR > 9) asm("" : "+r"(a9));
  }
  if (t.bias) {
#pragma GCC unroll 8
    for (int v = 0; v < NV; ++v) {
      const Lanes<T> bias = load(t.bias, v);
#pragma GCC unroll 16
      for (int r = 0; r < MR; ++r) acc[r][v] += bias;
    }
  }
  if (t.relu) {
#pragma GCC unroll 16
    for (int r = 0; r < MR; ++r) {
#pragma GCC unroll 8
      for (int v = 0; v < NV; ++v) acc[r][v] = where(acc[r][v] <= 0, 0, acc[r][v]);
    }
  }
  if (t.mask) {
#pragma GCC unroll 16
    for (int r = 0; r < MR; ++r) {
#pragma GCC unroll 8
      for (int v = 0; v < NV; ++v) acc[r][v] = where(load(t.mask + r * t.c_row, v) <= 0, 0, acc[r][v]);
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < MR; ++r) {
#pragma GCC unroll 8
    for (int v = 0; v < NV; ++v) {
      T* c = t.c + r * t.c_row + v * width;
      if (whole || v < NV - 1)
        acc[r][v].store(c);
      else
        acc[r][v].store(c, last);
    }
  }
}

template <class T> using RunTile = void (*)(const Tile<T>&);

/// The tiles of up to 10 rows for one number of registers; `limit` is what the register file holds.
template <class T, int NV, bool whole, int limit> RunTile<T> tile_of_rows(int64_t rows) {
  static constexpr RunTile<T> tiles[] = {
      run_tile<T, 1, NV, whole>,
      run_tile < T,
      limit < 2 ? limit : 2,
      NV,
      whole >,
      run_tile < T,
      limit < 3 ? limit : 3,
      NV,
      whole >,
      run_tile < T,
      limit < 4 ? limit : 4,
      NV,
      whole >,
      run_tile < T,
      limit < 5 ? limit : 5,
      NV,
      whole >,
      run_tile < T,
      limit < 6 ? limit : 6,
      NV,
      whole >,
      run_tile < T,
      limit < 7 ? limit : 7,
      NV,
      whole >,
      run_tile < T,
      limit < 8 ? limit : 8,
      NV,
      whole >
      , run_tile < T, limit < 9 ? limit : 9, NV, whole >, run_tile < T, limit < 10 ? limit : 10, NV, whole >,
  };
  return tiles[rows - 1];
}

// Rows that fit beside 1, 2, 4 or 8 registers of B.
constexpr int tall = vector_bytes == 64 ? 10 : vector_bytes == 32 ? 6 : 4;
constexpr int flat = vector_bytes == 64 ? 6 : vector_bytes == 32 ? 3 : 2;
constexpr int lying = vector_bytes == 64 ? 2 : 1;

template <class T> RunTile<T> tile_for(int64_t rows, int64_t registers, bool whole) {
  if (registers == 8) return tile_of_rows<T, 8, true, lying>(rows);
  if (registers == 4) return tile_of_rows<T, 4, true, flat>(rows);
  if (registers == 2)
    return whole ? tile_of_rows<T, 2, true, tall>(rows) : tile_of_rows<T, 2, false, tall>(rows);
  return whole ? tile_of_rows<T, 1, true, tall>(rows) : tile_of_rows<T, 1, false, tall>(rows);
}

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
