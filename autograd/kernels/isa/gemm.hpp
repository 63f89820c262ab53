// The driver of products: which operand runs over lanes, blocks of rows and of k, panels of B, packing,
// threads.
#pragma once

#include <ember/autograd/kernels/isa/across.hpp>
#include <ember/autograd/kernels/isa/math.hpp>
#include <ember/autograd/kernels/isa/tile.hpp>
#include <ember/autograd/kernels/parallel.hpp>
#include <ember/autograd/kernels/scratch.hpp>
#include <ember/autograd/kernels/table.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr int64_t panel_bytes = vector_bytes == 64 ? 128 : 64;  // one row of a packed panel: two registers
constexpr int64_t depth_bytes = 16384;                          // a packed panel stays in L1 beside rows of A
constexpr int64_t rows_per_round = 120;     // of A, which stay in L2 while panels of B pass
constexpr int64_t columns_per_block = 512;  // of B, packed at once
constexpr int64_t large_depth_bytes = 1536;
constexpr int64_t left_gap = 16;          // elements between packed lines of A
constexpr int64_t large_bytes = 1 << 18;  // B beyond this is packed even if contiguous
constexpr int64_t packing_rows = 96;      // ... by at least this many rows of A
constexpr int64_t few_rows = 4;           // multiplied across lanes without packing

template <class T> struct Sizes {
  static constexpr int64_t width = Lanes<T>::width, panel = 2 * width;
  static constexpr int64_t depth = depth_bytes / (panel * static_cast<int64_t>(sizeof(T)));
  static constexpr int64_t large_depth = large_depth_bytes / static_cast<int64_t>(sizeof(T));
  static constexpr int64_t across = 4 * Across<T>::rows;
};

template <class T> EMBER_INLINE int64_t least(T a, T b) { return a < b ? a : b; }

/// What ends the chains of columns [column, column + columns) of rows [row, row + rows), for paths that store
/// raw sums first.
template <class T>
void finish(const Gemm<T>& g, int64_t row, int64_t rows, int64_t column, int64_t columns, bool tanh_only) {
  if (tanh_only ? g.epilogue != Epilogue::tanh : !g.bias && !g.mask && g.epilogue == Epilogue::none) return;
  for (int64_t r = row; r < row + rows; ++r) {
    const int64_t at = r * g.c_row + column;
    for (int64_t i = 0; i < columns; i += Lanes<T>::width) {
      const int64_t left = columns - i;
      Lanes<T> v = load_upto(g.c + at + i, left);
      if (!tanh_only && g.bias) v += load_upto(g.bias + column + i, left);
      if (g.epilogue == Epilogue::tanh) v = tanh(v);
      if (g.epilogue == Epilogue::relu) v = where(v <= 0, 0, v);
      if (g.mask) v = where(load_upto(g.mask + at + i, left) <= 0, 0, v);
      store_upto(v, g.c + at + i, left);
    }
  }
}

/// Blocks of rows: as few as `most` rows per block allow, and of equal height as far as possible.
struct Blocks {
  int64_t rows, count;
  EMBER_INLINE Blocks(int64_t n, int64_t most) : rows(n), count((n + most - 1) / most) {}
  EMBER_INLINE int64_t start(int64_t block) const { return rows * block / count; }
};

/// An operand A as the tiles read it.
template <class T> struct Left {
  const T* p;
  int64_t row, col;
};

/// A copy of [rows, depth] of A without the aliasing of distant rows; contiguous where A was.
template <class T> Left<T> pack_left(T* to, const Left<T>& a, int64_t rows, int64_t depth) {
  const bool across = a.row == 1;
  const int64_t lines = across ? depth : rows, length = across ? rows : depth, pitch = length + left_gap;
  const int64_t line = across ? a.col : a.row, step = across ? a.row : a.col;
  for (int64_t i = 0; i < lines; ++i) {
    const T* from = a.p + i * line;
    T* at = to + i * pitch;
    if (step == 1) {
      for (int64_t e = 0; e < length; e += Lanes<T>::width)
        store_upto(load_upto(from + e, length - e), at + e, length - e);
    } else {
      for (int64_t e = 0; e < length; ++e) at[e] = from[e * step];
    }
  }
  return across ? Left<T>{to, 1, pitch} : Left<T>{to, pitch, 1};
}

/// Columns [j, j + columns) of rows [begin, begin + blocks.rows) over k = [k, k + depth); B has contiguous
/// rows.
template <class T>
void panel_rows(const Gemm<T>& g, const Left<T>& a, const T* b, int64_t b_row, int64_t begin,
                const Blocks& blocks, int64_t j, int64_t columns, int64_t registers, int64_t k,
                int64_t depth) {
  const bool last = k + depth == g.k, ends_here = last && g.epilogue != Epilogue::tanh;
  const bool whole = columns == registers * Sizes<T>::width;
  for (int64_t block = 0; block < blocks.count; ++block) {
    const int64_t top = blocks.start(block), height = blocks.start(block + 1) - top;
    const int64_t offset = (begin + top) * g.c_row + j;
    const T* from = a.p + top * a.row;
    const Tile<T> tile{from,
                       a.row,
                       a.col,
                       b,
                       b_row,
                       g.c + offset,
                       g.c_row,
                       depth,
                       columns,
                       g.accumulate || k > 0,
                       last && g.bias ? g.bias + j : nullptr,
                       ends_here && g.epilogue == Epilogue::relu,
                       ends_here && g.mask ? g.mask + offset : nullptr};
    if (tile.resume) {  // the chains of the next block are on their way while this one runs
      const T* next = tile.c + height * g.c_row;
      for (int64_t r = 0; r < height && top + height + r < blocks.rows; ++r, next += g.c_row) {
        __builtin_prefetch(next, 1);
        __builtin_prefetch(next + Sizes<T>::width, 1);
      }
    }
    tile_for<T>(height, registers, whole)(tile);
  }
  if (last && g.epilogue == Epilogue::tanh) finish(g, begin, blocks.rows, j, columns, true);
}

/// Rows of B that are not contiguous, by few rows of A: lanes run over the columns of C.
template <class T, int R, bool unit>
void few_rows_across(const Gemm<T>& g, int64_t row, int64_t begin, int64_t end) {
  using A = Across<T>;
  for (int64_t j = begin; j < end; j += Sizes<T>::across) {
    const int64_t columns = least(end - j, Sizes<T>::across);
    T* c = g.c + row * g.c_row + j;
    const T *p = g.b + j * g.b_col, *q = g.a + row * g.a_row;
    if (columns == Sizes<T>::across) {
      multiply_across<T, R, 4, unit>(c, g.c_row, p, g.b_col, columns, q, g.a_row, g.a_col, g.k, g.accumulate);
    } else {
      for (int64_t i = 0; i < columns; i += A::rows) {
        multiply_across<T, R, 1, unit>(c + i, g.c_row, p + i * g.b_col, g.b_col,
                                       least(columns - i, int64_t{A::rows}), q, g.a_row, g.a_col, g.k,
                                       g.accumulate);
      }
    }
  }
  finish(g, row, R, begin, end - begin, false);
}

/// [depth, columns] of B as panels [depth, S::panel], one after the other.
template <class T>
void pack_block(T* to, const T* b, int64_t b_row, int64_t b_col, int64_t columns, int64_t depth) {
  constexpr int64_t panel = Sizes<T>::panel;
  if (b_col == 1) {
    for (int64_t k = 0; k < depth; ++k, b += b_row) {  // along the rows of B, which memory likes
      int64_t j = 0;
      for (T* at = to + k * panel; j < columns; j += panel, at += depth * panel) {
        for (int64_t v = 0; v < panel && j + v < columns; v += Lanes<T>::width) {
          store_upto(load_upto(b + j + v, columns - j - v), at + v, columns - j - v);
        }
      }
    }
    return;
  }
  for (int64_t j = 0; j < columns; j += panel, to += depth * panel) {
    const int64_t count = least(columns - j, panel);
    const T* from = b + j * b_col;
    if (b_row == 1) {
      transpose_rows(to, panel, from, b_col, count, depth);
    } else {
      for (int64_t k = 0; k < depth; ++k) {
        for (int64_t c = 0; c < count; ++c) to[k * panel + c] = from[k * b_row + c * b_col];
      }
    }
  }
}

/// Large products: blocks of B and of A are packed into scratch memory, B once for all rows and A once for
/// all columns of the block of B. False when there is no scratch memory.
template <class T> bool large_product(const Gemm<T>& g, int64_t begin, int64_t end) {
  using S = Sizes<T>;
  constexpr int64_t most_columns = columns_per_block / S::panel * S::panel;
  constexpr int64_t room_for_a = (rows_per_round + left_gap) * (S::large_depth + left_gap);
  auto* packed_a = static_cast<T*>(
      thread_scratch(static_cast<size_t>(room_for_a + most_columns * S::large_depth) * sizeof(T)));
  if (!packed_a) return false;
  T* const packed_b = packed_a + room_for_a;
  for (int64_t left = begin; left < end; left += most_columns) {
    const int64_t right = least(end, left + most_columns);
    for (int64_t k = 0; k < g.k; k += S::large_depth) {
      const int64_t depth = least(g.k - k, S::large_depth);
      pack_block(packed_b, g.b + k * g.b_row + left * g.b_col, g.b_row, g.b_col, right - left, depth);
      for (int64_t top = 0; top < g.m; top += rows_per_round) {
        const Blocks blocks(least(g.m - top, rows_per_round), tall);
        const Left<T> a = pack_left(packed_a, Left<T>{g.a + top * g.a_row + k * g.a_col, g.a_row, g.a_col},
                                    blocks.rows, depth);
        for (int64_t j = left; j < right; j += S::panel) {
          const int64_t columns = least(right - j, S::panel);
          panel_rows(g, a, packed_b + (j - left) * depth, S::panel, top, blocks, j, columns,
                     columns > S::width ? 2 : 1, k, depth);
        }
      }
    }
  }
  return true;
}

/// Rows [0, m) and columns [begin, end) of a product.
template <class T> void product(const Gemm<T>& g, int64_t begin, int64_t end) {
  using S = Sizes<T>;
  const bool contiguous = g.b_col == 1;
  if (!contiguous && g.b_row == 1 && g.m <= few_rows) {
    constexpr void (*across[])(const Gemm<T>&, int64_t, int64_t, int64_t) = {
        few_rows_across<T, 1, false>, few_rows_across<T, 2, false>, few_rows_across<T, 3, false>,
        few_rows_across<T, 4, false>, few_rows_across<T, 1, true>,  few_rows_across<T, 2, true>,
        few_rows_across<T, 3, true>,  few_rows_across<T, 4, true>};
    return across[g.m - 1 + (g.a_col == 1 ? 4 : 0)](g, 0, begin, end);
  }
  const int64_t size_of_b = g.k * g.n * static_cast<int64_t>(sizeof(T));
  if (size_of_b > large_bytes && g.m >= packing_rows && large_product(g, begin, end)) return;

  alignas(64) T packed[S::panel * S::depth];
  int64_t k = 0;
  do {
    const int64_t depth = contiguous ? g.k : least(g.k - k, S::depth);
    const Left<T> a{g.a + k * g.a_col, g.a_row, g.a_col};
    for (int64_t j = begin; j < end;) {
      int64_t registers = end - j > S::width ? 2 : 1, most = tall;
      if (contiguous && g.m <= lying && end - j >= 8 * S::width) {
        registers = 8;
        most = lying;
      } else if (contiguous && g.m <= flat && end - j >= 4 * S::width) {
        registers = 4;
        most = flat;
      }
      const int64_t columns = least(end - j, registers * S::width);
      const T* b = g.b + k * g.b_row + j * g.b_col;
      if (!contiguous) {
        pack_block(packed, b, g.b_row, g.b_col, columns, depth);
        b = packed;
      }
      panel_rows(g, a, b, contiguous ? g.b_row : S::panel, 0, Blocks(g.m, most), j, columns, registers, k,
                 depth);
      j += columns;
    }
    k += depth;
  } while (k < g.k);
}

/// C^T = B^T A^T, for few columns: lanes run over the rows of C. Sums go to a strip of C^T first.
template <class T> void narrow_product(const Gemm<T>& g) {
  constexpr int64_t strip_rows = 128;
  alignas(64) T strip[2 * Lanes<T>::width * strip_rows];
  for (int64_t row = 0; row < g.m; row += strip_rows) {
    const int64_t rows = least(g.m - row, strip_rows);
    Gemm<T> turned;
    turned.m = g.n;
    turned.n = rows;
    turned.k = g.k;
    turned.a = g.b;
    turned.a_row = g.b_col;
    turned.a_col = g.b_row;
    turned.b = g.a + row * g.a_row;
    turned.b_row = g.a_col;
    turned.b_col = g.a_row;
    turned.c = strip;
    turned.c_row = strip_rows;
    turned.accumulate = g.accumulate;
    if (g.accumulate) {
      for (int64_t r = 0; r < rows; ++r) {
        for (int64_t c = 0; c < g.n; ++c) strip[c * strip_rows + r] = g.c[(row + r) * g.c_row + c];
      }
    }
    product(turned, 0, rows);
    for (int64_t c = 0; c < g.n; ++c) {
      T* column = strip + c * strip_rows;
      for (int64_t r = 0; r < rows; r += Lanes<T>::width) {
        Lanes<T> v = Lanes<T>::load(column + r);
        if (g.bias) v += Lanes<T>(g.bias[c]);
        if (g.epilogue == Epilogue::tanh) v = tanh(v);
        if (g.epilogue == Epilogue::relu) v = where(v <= 0, 0, v);
        v.store(column + r);
      }
    }
    T* c = g.c + row * g.c_row;
    transpose_rows(c, g.c_row, strip, strip_rows, g.n, rows);
    for (int64_t r = 0; g.mask && r < rows; ++r) {
      for (int64_t i = 0; i < g.n; ++i) {
        if (g.mask[(row + r) * g.c_row + i] <= 0) c[r * g.c_row + i] = 0;
      }
    }
  }
}

/// Rows [top, bottom) and columns [left, right) of a product.
template <class T> Gemm<T> part_of(const Gemm<T>& g, int64_t top, int64_t bottom) {
  Gemm<T> part = g;
  part.m = bottom - top;
  part.a += top * g.a_row;
  part.c += top * g.c_row;
  if (g.mask) part.mask += top * g.c_row;
  return part;
}

template <class T> void gemm(const Gemm<T>& g) {
  using S = Sizes<T>;
  if (g.m == 0 || g.n == 0) return;
  const double work = 2.0 * static_cast<double>(g.m) * static_cast<double>(g.n) * static_cast<double>(g.k);
  if (g.n < S::width && g.m > g.n && (g.a_col == 1 || g.a_row == 1)) {
    parallel_for(work, g.m, 128,
                 [&](int64_t top, int64_t bottom) { narrow_product(part_of(g, top, bottom)); });
  } else if (g.m >= g.n) {
    parallel_for(work, g.m, tall, [&](int64_t top, int64_t bottom) {
      const Gemm<T> part = part_of(g, top, bottom);
      product(part, 0, part.n);
    });
  } else {
    parallel_for(work, g.n, S::panel, [&](int64_t left, int64_t right) { product(g, left, right); });
  }
}

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
