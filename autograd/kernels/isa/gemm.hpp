// The driver of products: panels of B, blocks of k, balanced blocks of rows.
#pragma once

#include <ember/autograd/kernels/isa/tile.hpp>
#include <ember/autograd/kernels/parallel.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr int most_rows = vector_bytes == 64 ? 10 : vector_bytes == 32 ? 6 : 4, panel_registers = 2;
constexpr int64_t block_depth = 256;

template <class T> using RunTile = void (*)(const Tile<T>&);

template <class T, int NV, bool whole> RunTile<T> tile_of_rows(int64_t rows) {
  static constexpr RunTile<T> tiles[] = {
    run_tile<T, 1, NV, whole>,
    run_tile<T, 2, NV, whole>,
    run_tile<T, 3, NV, whole>,
    run_tile<T, 4, NV, whole>,
#if defined EMBER_AVX2 || defined EMBER_AVX512
    run_tile<T, 5, NV, whole>,
    run_tile<T, 6, NV, whole>,
#endif
#if defined EMBER_AVX512
    run_tile<T, 7, NV, whole>,
    run_tile<T, 8, NV, whole>,
    run_tile<T, 9, NV, whole>,
    run_tile<T, 10, NV, whole>,
#endif
  };
  return tiles[rows - 1];
}

template <class T> RunTile<T> tile_for(int64_t rows, int64_t columns) {
  constexpr int64_t width = Lanes<T>::width;
  if (columns <= width)
    return columns == width ? tile_of_rows<T, 1, true>(rows) : tile_of_rows<T, 1, false>(rows);
  return columns == 2 * width ? tile_of_rows<T, 2, true>(rows) : tile_of_rows<T, 2, false>(rows);
}

/// Rows [begin, end) of the product.
template <class T> void product_rows(const Gemm<T>& g, int64_t begin, int64_t end) {
  constexpr int64_t panel = panel_registers * Lanes<T>::width;
  alignas(64) T packed[panel * block_depth];
  const int64_t rows = end - begin, blocks = (rows + most_rows - 1) / most_rows;
  for (int64_t j = 0; j < g.n; j += panel) {
    const int64_t columns = g.n - j < panel ? g.n - j : panel;
    int64_t k = 0;
    do {
      const int64_t depth = g.k - k < block_depth ? g.k - k : block_depth;
      const T* b = g.b + k * g.b_row + j * g.b_col;
      int64_t b_row = g.b_row;
      if (g.b_col != 1) {
        for (int64_t c = 0; c < columns; ++c) {
          for (int64_t i = 0; i < depth; ++i) packed[i * panel + c] = b[i * g.b_row + c * g.b_col];
        }
        b = packed;
        b_row = panel;
      }
      for (int64_t block = 0; block < blocks; ++block) {
        const int64_t top = begin + rows * block / blocks, bottom = begin + rows * (block + 1) / blocks;
        const int64_t offset = top * g.c_row + j;
        Tile<T> tile{g.a + top * g.a_row + k * g.a_col,
                     g.a_row,
                     g.a_col,
                     b,
                     b_row,
                     g.c + offset,
                     g.c_row,
                     depth,
                     columns,
                     g.accumulate || k > 0,
                     k + depth == g.k ? &g : nullptr,
                     j,
                     offset};
        tile_for<T>(bottom - top, columns)(tile);
      }
      k += depth;
    } while (k < g.k);
  }
}

template <class T> void gemm(const Gemm<T>& g) {
  const double work = 2.0 * static_cast<double>(g.m) * static_cast<double>(g.n) * static_cast<double>(g.k);
  parallel_for(work, g.m, most_rows, [&](int64_t begin, int64_t end) { product_rows(g, begin, end); });
}

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
