// The register tile of a product: MR rows times NV registers of C stay in registers while k runs.
#pragma once

#include <ember/autograd/kernels/isa/math.hpp>
#include <ember/autograd/kernels/table.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

/// One tile: C[rows, columns] of at most NV registers, over k = [0, depth).
template <class T> struct Tile {
  const T* a;
  int64_t a_row, a_col;
  const T* b;
  int64_t b_row;  // B has contiguous rows
  T* c;
  int64_t c_row, depth;
  int64_t columns;  // of C; the rest of the last register is not touched
  bool resume;      // continue the chains that C holds
  const Gemm<T>*
      finish;  // the product whose bias, mask and epilogue end the chains, null before the last block
  int64_t column, offset;  // of this tile: first column (for bias) and element offset from C (for mask)
};

template <class T>
EMBER_INLINE Lanes<T> finished(Lanes<T> v, const Gemm<T>& g, int64_t column, int64_t offset, int64_t left) {
  if (g.bias) v += load_upto(g.bias + column, left);
  if (g.epilogue == Epilogue::relu) v = where(v <= 0, 0, v);
  if (g.epilogue == Epilogue::tanh) v = tanh(v);
  if (g.mask) v = where(load_upto(g.mask + offset, left) <= 0, 0, v);
  return v;
}

template <class T, int MR, int NV, bool whole> void run_tile(const Tile<T>& t) {
  constexpr int64_t width = Lanes<T>::width;
  const int64_t left = t.columns - (NV - 1) * width;  // columns in the last register
  auto load = [&](const T* p, int v) {
    return whole || v < NV - 1 ? Lanes<T>::load(p + v * width) : load_upto(p + v * width, left);
  };
  Lanes<T> acc[MR][NV];
  for (int r = 0; r < MR; ++r) {
    for (int v = 0; v < NV; ++v) acc[r][v] = t.resume ? load(t.c + r * t.c_row, v) : Lanes<T>(0);
  }
  const T *a = t.a, *b = t.b;
  for (int64_t k = 0; k < t.depth; ++k, a += t.a_col, b += t.b_row) {
    Lanes<T> row[NV];
    for (int v = 0; v < NV; ++v) row[v] = load(b, v);
    for (int r = 0; r < MR; ++r) {
      const Lanes<T> x(a[r * t.a_row]);
      for (int v = 0; v < NV; ++v) acc[r][v] = fma(x, row[v], acc[r][v]);
    }
  }
  for (int r = 0; r < MR; ++r) {
    for (int v = 0; v < NV; ++v) {
      const int64_t room = whole || v < NV - 1 ? width : left;
      Lanes<T> value = acc[r][v];
      if (t.finish)
        value = finished(value, *t.finish, t.column + v * width, t.offset + r * t.c_row + v * width, room);
      store_upto(value, t.c + r * t.c_row + v * width, room);
    }
  }
}

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
