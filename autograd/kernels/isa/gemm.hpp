// The driver of products: which operand runs over lanes, blocks of rows and of k, panels of B, packing,
// threads.
#pragma once

#include <ember/autograd/kernels/isa/skinny.hpp>
#include <ember/autograd/kernels/parallel.hpp>
#include <ember/autograd/kernels/scratch.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr int64_t panel_bytes = vector_bytes == 64 ? 128 : 64;  // one row of a packed panel: two registers
constexpr int64_t depth_bytes = 16384;                          // a packed panel stays in L1 beside rows of A
constexpr int64_t rows_per_round = 2048;                        // of A, packed at once
constexpr int64_t columns_per_block = 512;                      // of B, packed at once
constexpr int64_t large_depth_bytes = 2048;
constexpr int large_rows = tall < 8 ? tall : 8;                          // of A, which stay in L1
constexpr int64_t left_gap = 16;                                         // elements between packed lines of A
constexpr int64_t large_bytes = vector_bytes == 64 ? 1 << 18 : 1 << 16;  // B beyond this is packed
constexpr int64_t packing_rows = 96;  // ... by so many rows of A, twice that if contiguous
constexpr int64_t far_rows = vector_bytes == 64 ? 2048 : 1024;  // ... if its rows are so many bytes apart
constexpr int64_t small_work = static_cast<int64_t>(parallel_threshold / 2);
constexpr int64_t shallow = 4;
constexpr int64_t narrow_depth = 4;  // from which lanes over the rows of C pay for turning C
constexpr int64_t lone_depth = 512;  // the same for one register of AVX2, by rows of A read as they lie

template <class T> struct Sizes {
  static constexpr int64_t width = Lanes<T>::width, panel = 2 * width;
  static constexpr int64_t depth = depth_bytes / (panel * static_cast<int64_t>(sizeof(T)));
  static constexpr int64_t large_depth = large_depth_bytes / static_cast<int64_t>(sizeof(T));
  static constexpr int64_t few_columns = Across<T>::rows / 2;  // summed across lanes too
  static constexpr int64_t more_columns =
      vector_bytes == 64 ? few_columns * 3 / 2 : few_columns;  // ... if deep
};

/// Blocks of rows: `taller` of height + 1 and then `others` of height; as few as `most` rows per block allow.
struct Blocks {
  int64_t height, taller = 0, others;
  EMBER_INLINE explicit Blocks(int64_t rows, int64_t most = tall) : height(rows), others(1) {
    if (rows <= most) return;
    if (tall > 8 && most == tall && rows % 8 == 0) {
      height = 8;
      others = rows / 8;
      return;
    }
    const int64_t count = (rows + most - 1) / most;
    height = rows / count;
    taller = rows - height * count;
    others = count - taller;
  }
};

/// An operand A as the tiles read it.
template <class T> struct Left {
  const T* p;
  int64_t row, col;
};

/// [rows, depth] of A as blocks of `large_rows` rows, each [depth, large_rows] and `pitch` elements long.
template <class T> void pack_left(T* to, const Left<T>& a, int64_t rows, int64_t depth, int64_t pitch) {
  for (int64_t k = 0; k < depth; ++k) {
    const T* from = a.p + k * a.col;
    T* at = to + k * large_rows;
    int64_t r = 0;
    for (; a.row == 1 && r + large_rows <= rows; r += large_rows, at += pitch)
      __builtin_memcpy(at, from + r, large_rows * sizeof(T));
    for (; r < rows; r += large_rows, at += pitch) {
      for (int64_t i = 0; i < large_rows && r + i < rows; ++i) at[i] = from[(r + i) * a.row];
    }
  }
}

/// The kind of a tile of `columns` <= 2 registers.
template <class T> EMBER_INLINE Columns kind_of(int64_t columns) {
  constexpr int64_t width = Sizes<T>::width;
  if (columns > width) return columns == 2 * width ? two : two_part;
  if (columns > Half<T>::width) return columns == width ? one : one_part;
  return columns == Half<T>::width ? half : half_part;
}

/// Columns [j, j + columns) of rows [row, ...) over k = [k, k + depth), from rows of A at `a` and rows of B
/// at `b`, which are contiguous.
template <class T>
EMBER_INLINE Tile<T> tile_at(const Gemm<T>& g, const Left<T>& a, const T* b, int64_t b_row, int64_t row,
                             int64_t j, int64_t columns, int64_t k, int64_t depth) {
  const bool last = k + depth == g.k, ends_here = last && g.epilogue != Epilogue::tanh;
  const int64_t offset = row * g.c_row + j;
  Tile<T> tile;
  tile.a = a.p;
  tile.a_row = a.row;
  tile.a_col = a.col;
  tile.b = b;
  tile.b_row = b_row;
  tile.c = g.c + offset;
  tile.c_row = g.c_row;
  tile.depth = depth;
  tile.columns = columns;
  tile.resume = g.accumulate || k > 0;
  tile.bias = last && g.bias ? g.bias + j : nullptr;
  tile.relu = ends_here && g.epilogue == Epilogue::relu;
  tile.mask = ends_here && g.mask ? g.mask + offset : nullptr;
  tile.b_step = tile.bias_step = 0;
  return tile;
}

/// Tiles one below the other.
template <class T> void run_down(Tile<T> tile, Columns kind, const Blocks& blocks) {
  if (blocks.taller > 0) {
    tile.a_step = (blocks.height + 1) * tile.a_row;
    tile.c_step = (blocks.height + 1) * tile.c_row;
    tiles<T>.of[kind][blocks.height](tile, blocks.taller);
    tile.a += blocks.taller * tile.a_step;
    tile.c += blocks.taller * tile.c_step;
    if (tile.mask) tile.mask += blocks.taller * tile.c_step;
  }
  tile.a_step = blocks.height * tile.a_row;
  tile.c_step = blocks.height * tile.c_row;
  tiles<T>.of[kind][blocks.height - 1](tile, blocks.others);
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

/// Large products: blocks of B are packed into scratch memory once for all rows, and so is A, for all blocks
/// of B, where a row of it is spread over memory. Some rows of A stay in L1 while the whole block of B
/// passes, which L2 holds. False when there is no scratch memory.
template <class T> bool large_product(const Gemm<T>& g, int64_t begin, int64_t end) {
  using S = Sizes<T>;
  constexpr int64_t most_columns = columns_per_block / S::panel * S::panel;
  const bool packs_a = g.a_col != 1;
  const int64_t round = packs_a ? least(g.m, rows_per_round) : g.m;
  const int64_t room_for_a = packs_a ? (round + large_rows) * (S::large_depth + left_gap) : 0;
  auto* packed_a = static_cast<T*>(
      thread_scratch(static_cast<size_t>(room_for_a + most_columns * S::large_depth) * sizeof(T)));
  if (!packed_a) return false;
  T* const packed_b = packed_a + room_for_a;
  const int64_t steps = (g.k + S::large_depth - 1) / S::large_depth;
  for (int64_t top = 0; top < g.m; top += round) {
    const int64_t rows = least(g.m - top, round);
    for (int64_t step = 0; step < steps; ++step) {
      const int64_t k = g.k * step / steps, depth = g.k * (step + 1) / steps - k;
      const Left<T> a{g.a + top * g.a_row + k * g.a_col, g.a_row, g.a_col};
      const int64_t pitch = depth * large_rows + left_gap;
      if (packs_a) pack_left(packed_a, a, rows, depth, pitch);
      for (int64_t left = begin; left < end; left += most_columns) {
        const int64_t right = least(end, left + most_columns), panels = (right - left) / S::panel,
                      rest = right - left - panels * S::panel;
        pack_block(packed_b, g.b + k * g.b_row + left * g.b_col, g.b_row, g.b_col, right - left, depth);
        for (int64_t r = 0; r < rows; r += large_rows) {
          const int64_t height = least(rows - r, int64_t{large_rows});
          const Left<T> at = packs_a ? Left<T>{packed_a + r / large_rows * pitch, 1, large_rows}
                                     : Left<T>{a.p + r * a.row, a.row, 1};
          if (panels > 0) {
            Tile<T> tile = tile_at(g, at, packed_b, S::panel, top + r, left, S::panel, k, depth);
            tile.a_step = 0;
            tile.b_step = S::panel * depth;
            tile.c_step = tile.bias_step = S::panel;
            tiles<T>.of[two][height - 1](tile, panels);
          }
          if (rest > 0) {
            const T* b = packed_b + panels * S::panel * depth;
            tiles<T>.of[kind_of<T>(rest)][height - 1](
                tile_at(g, at, b, S::panel, top + r, right - rest, rest, k, depth), 1);
          }
        }
      }
    }
  }
  return true;
}

/// Large products of an A whose rows are spread over memory by a B whose rows are close to each other: blocks
/// of A are packed, and all their rows pass a panel of B before the next, which is fetched meanwhile.
template <class T> bool spread_product(const Gemm<T>& g, int64_t begin, int64_t end) {
  using S = Sizes<T>;
  constexpr int64_t most_rows = 512, most_depth = S::large_depth / 4 * 3, slabs_per_run = 8;
  constexpr int64_t line = 64 / static_cast<int64_t>(sizeof(T));
  auto* packed = static_cast<T*>(
      thread_scratch(static_cast<size_t>((most_rows + large_rows) * (most_depth + left_gap)) * sizeof(T)));
  if (!packed) return false;
  const int64_t steps = (g.k + most_depth - 1) / most_depth;
  for (int64_t top = 0; top < g.m; top += most_rows) {
    const int64_t bottom = least(g.m, top + most_rows);
    for (int64_t step = 0; step < steps; ++step) {
      const int64_t k = g.k * step / steps, depth = g.k * (step + 1) / steps - k;
      const int64_t pitch = depth * large_rows + left_gap;
      pack_left(packed, Left<T>{g.a + top * g.a_row + k * g.a_col, g.a_row, g.a_col}, bottom - top, depth,
                pitch);
      for (int64_t j = begin; j < end; j += S::panel) {
        const int64_t columns = least(end - j, S::panel), next = least(end - j - columns, S::panel);
        const T *a = packed, *b = g.b + k * g.b_row + j;
        for (int64_t row = top, rows; row < bottom; row += rows) {
          const int64_t slabs = least((bottom - row) / large_rows, slabs_per_run);
          rows = slabs > 0 ? slabs * large_rows : bottom - row;
          const int64_t from = depth * (row - top) / (bottom - top),
                        to = depth * (row + rows - top) / (bottom - top);
          for (int64_t i = from; i < to; ++i) {
            for (int64_t c = 0; c < next; c += line) __builtin_prefetch(b + i * g.b_row + columns + c, 0, 2);
          }
          Tile<T> tile = tile_at(g, Left<T>{a, 1, large_rows}, b, g.b_row, row, j, columns, k, depth);
          tile.a_step = pitch;
          tile.c_step = large_rows * g.c_row;
          tiles<T>.of[kind_of<T>(columns)][(slabs > 0 ? large_rows : rows) - 1](tile, slabs > 0 ? slabs : 1);
          a += slabs * pitch;
        }
      }
    }
  }
  return true;
}

/// `count` tiles of MR rows and NV registers side by side or, when they hold all columns, one below the
/// other.
template <class T, int MR, int NV> void wide_tiles(const Gemm<T>& g, int64_t row, int64_t j, int64_t count) {
  constexpr int64_t columns = NV * Lanes<T>::width;
  Tile<T> tile =
      tile_at(g, Left<T>{g.a + row * g.a_row, g.a_row, g.a_col}, g.b + j, g.b_row, row, j, columns, 0, g.k);
  tile.a_step = MR * g.a_row;
  tile.c_step = MR * g.c_row;
  run_tiles_inline<T, Lanes<T>, MR, NV, true>(tile, count);
}
template <class T, int NV, int... less>
EMBER_INLINE void run_wide(const Gemm<T>& g, int64_t row, int64_t height, int64_t j, int64_t count,
                           std::integer_sequence<int, less...>) {
  static constexpr void (*of[])(const Gemm<T>&, int64_t, int64_t, int64_t) = {wide_tiles<T, less + 1, NV>...};
  of[height - 1](g, row, j, count);
}

/// Rows [0, m) and columns [begin, end) by rows of B that are contiguous.
template <class T> void direct_product(const Gemm<T>& g, int64_t begin, int64_t end) {
  constexpr int64_t width = Sizes<T>::width;
  int64_t j = begin;
  if (g.m <= lying) {
    for (; end - j >= 8 * width; j += 8 * width)
      run_wide<T, 8>(g, 0, g.m, j, 1, std::make_integer_sequence<int, lying>());
  }
  if (vector_bytes == 32 && g.m == 2) {  // the more chains, the less they wait for themselves
    for (; end - j >= 6 * width; j += 6 * width) wide_tiles<T, 2, 6>(g, 0, j, 1);
  }
  if (g.m <= flat) {
    for (; end - j >= 4 * width; j += 4 * width)
      run_wide<T, 4>(g, 0, g.m, j, 1, std::make_integer_sequence<int, flat>());
  }
  if (vector_bytes == 32 && g.m == 4) {
    for (; end - j >= 3 * width; j += 3 * width) wide_tiles<T, 4, 3>(g, 0, j, 1);
  }
  if (vector_bytes > 16 && g.m > flat && g.k <= shallow) {  // C is most of the work: whole rows of it in turn
    for (; end - j >= 8 * width; j += 8 * width) wide_tiles<T, 1, 8>(g, 0, j, g.m);
    for (; end - j >= 4 * width; j += 4 * width) wide_tiles<T, 1, 4>(g, 0, j, g.m);
  }
  if (j == end) return;
  const Left<T> a{g.a, g.a_row, g.a_col};
  if (g.m > tall) {
    Blocks blocks(g.m);
    for (; j < end; j += 2 * width) {
      const int64_t columns = least(end - j, 2 * width);
      if (upright > tall && columns <= Half<T>::width) blocks = Blocks(g.m, upright);
      run_down(tile_at(g, a, g.b + j, g.b_row, 0, j, columns, 0, g.k), kind_of<T>(columns), blocks);
    }
    return;
  }
  while (j < end) {  // one row of tiles
    const int64_t count = (end - j) / (2 * width), columns = count > 0 ? 2 * width : end - j;
    Tile<T> tile = tile_at(g, a, g.b + j, g.b_row, 0, j, columns, 0, g.k);
    tile.a_step = 0;
    tile.b_step = tile.c_step = tile.bias_step = columns;
    tiles<T>.of[kind_of<T>(columns)][g.m - 1](tile, count > 0 ? count : 1);
    j += count > 0 ? count * columns : columns;
  }
}

/// The same by any B, whose panels are packed on the stack.
template <class T> [[gnu::noinline]] void packing_product(const Gemm<T>& g, int64_t begin, int64_t end) {
  using S = Sizes<T>;
  alignas(64) T packed[S::panel * S::depth];
  const int64_t wide = end - begin;
  if (g.k <= shallow && g.b_row == 1 && wide <= S::panel * S::depth / shallow) {  // all of B is one panel
    Gemm<T> part = g;
    part.b = packed;
    part.b_row = (wide + S::width - 1) / S::width * S::width;
    part.b_col = 1;
    part.c += begin;
    if (g.bias) part.bias += begin;
    if (g.mask) part.mask += begin;
    transpose_rows(packed, part.b_row, g.b + begin * g.b_col, g.b_col, wide, g.k);
    return direct_product(part, 0, wide);
  }
  const Blocks blocks(g.m);
  int64_t k = 0;
  do {
    const int64_t depth = least(g.k - k, S::depth);
    const Left<T> a{g.a + k * g.a_col, g.a_row, g.a_col};
    for (int64_t j = begin; j < end; j += S::panel) {
      const int64_t columns = least(end - j, S::panel);
      pack_block(packed, g.b + k * g.b_row + j * g.b_col, g.b_row, g.b_col, columns, depth);
      run_down(tile_at(g, a, packed, S::panel, 0, j, columns, k, depth), kind_of<T>(columns), blocks);
    }
    k += depth;
  } while (k < g.k);
}

/// Whether B is too large, and it or A too spread over memory, to be read as they are.
template <class T> bool packs_large(const Gemm<T>& g) {
  const auto bytes = [](int64_t elements) { return elements * static_cast<int64_t>(sizeof(T)); };
  return bytes(g.k * g.n) > large_bytes &&
         (g.b_col != 1 || bytes(g.b_row) >= far_rows || (g.a_col != 1 && bytes(g.a_col) >= far_rows / 2));
}

/// Rows [0, m) and columns [begin, end) of a product.
template <class T> void product(const Gemm<T>& g, int64_t begin, int64_t end) {
  const bool contiguous = g.b_col == 1;
  if (!contiguous && g.b_row == 1 &&
      g.m <= (vector_bytes < 64 && aliases<T>(g.b_col) ? few_rows / 2 : few_rows)) {
    by_few_rows(g, begin, end, std::make_integer_sequence<int, few_rows>());
    return;
  }
  const int64_t b_distance = g.b_row * static_cast<int64_t>(sizeof(T));
  const bool spread = g.a_col != 1 && contiguous && b_distance < 2 * far_rows && b_distance % 64 == 0;
  const int64_t least_rows = contiguous && !(spread && vector_bytes == 32) ? 2 * packing_rows : packing_rows;
  if (!(packs_large(g) && g.m >= least_rows &&
        (spread ? spread_product(g, begin, end) : large_product(g, begin, end)))) {
    if (contiguous)
      direct_product(g, begin, end);
    else
      packing_product(g, begin, end);
  }
  if (g.epilogue == Epilogue::tanh) finish(g, 0, g.m, begin, end - begin, true);
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

/// Rows [top, bottom) of a product.
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
  if (g.k == 0 && (!g.a || !g.b)) {  // nothing is read, yet pointers are stepped, which null must not be
    static constexpr T nothing{};
    Gemm<T> empty = g;
    empty.a = empty.b = &nothing;
    return gemm(empty);
  }
  if (g.b_col == 1 && g.m <= flat && g.n >= 4 * S::width && g.m * g.n * g.k < small_work &&
      g.epilogue != Epilogue::tanh) {
    direct_product(g, 0, g.n);
    return;
  }
  const auto work = 2 * static_cast<double>(g.m * g.n * g.k);
  const bool lone = vector_bytes == 32 && g.n == S::width && g.k >= lone_depth && g.a_row == 1;
  const bool narrow = g.m > g.n && (lone || (g.n < S::width && g.k >= narrow_depth));
  const bool deep = g.k >= 64 && g.m % S::width <= g.m / 8;  // and few rows left over
  if (narrow && g.n <= (deep ? S::more_columns : S::few_columns) && g.a_col == 1) {
    parallel_for(work, g.m, 128, [&](int64_t top, int64_t bottom) {
      by_few_columns(g, top, bottom, std::make_integer_sequence<int, static_cast<int>(S::more_columns)>());
    });
  } else if (narrow && g.a_row == 1) {
    parallel_for(work, g.m, 128,
                 [&](int64_t top, int64_t bottom) { narrow_product(part_of(g, top, bottom)); });
  } else if (work < parallel_threshold) {
    product(g, 0, g.n);
  } else if (g.m >= ((g.b_col != 1 || packs_large(g)) ? 8 : 1) * g.n) {  // each range packs all of B
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
