// Products with few rows or few columns, whose other operand is turned in registers: sums across lanes.
#pragma once

#include <ember/autograd/kernels/isa/math.hpp>
#include <ember/autograd/kernels/isa/wide.hpp>
#include <ember/autograd/kernels/table.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr int few_rows = vector_bytes == 64 ? 8 : 4;  // multiplied across lanes without packing

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
      if (g.epilogue == Epilogue::relu) v = gate(v, v);
      if (g.mask) v = gate(v, load_upto(g.mask + at + i, left));
      store_upto(v, g.c + at + i, left);
    }
  }
}

/// Whether sums across lanes end in registers; the C library's tanh and masks follow in a pass of their own.
template <class T> bool ends_in_registers(const Gemm<T>& g) {
  return g.epilogue != Epilogue::tanh && !g.mask;
}

/// Columns [j, j + count) of a product of R rows by rows of B that are not contiguous: lanes run over the
/// columns of C.
template <class T, int R, class S> void few_rows_block(const Gemm<T>& g, int64_t j, int64_t count) {
  using A = typename S::A;
  constexpr int groups = S::rows / A::rows;
  T edge[R * S::rows], bias_edge[S::rows];
  const bool whole = count == S::rows;
  T* const c = whole ? g.c + j : edge;
  const int64_t c_row = whole ? g.c_row : int64_t{S::rows};
  const T* bias = ends_in_registers(g) && g.bias ? g.bias + j : nullptr;
  if (!whole) {
    for (int i = 0; i < R; ++i) {
      for (int64_t e = 0; e < count; ++e) edge[i * S::rows + e] = g.c[i * g.c_row + j + e];
    }
    for (int64_t e = 0; bias && e < count; ++e) bias_edge[e] = bias[e];
    if (bias) bias = bias_edge;
  }
  S s{};
#pragma GCC unroll 8
  for (int i = 0; i < R; ++i) {
#pragma GCC unroll 4
    for (int v = 0; v < groups; ++v) {
      s.acc[i][v] = g.accumulate ? A::load(c + i * c_row + v * A::rows) : typename A::Vector{};
    }
  }
  s.add_all(g.b + j * g.b_col, g.b_col, count, g.a, g.a_row, g.a_col, g.k);
  const bool relu = ends_in_registers(g) && g.epilogue == Epilogue::relu;
#pragma GCC unroll 4
  for (int v = 0; v < groups; ++v) {
    auto b = typename A::Vector{};
    if (bias) b += A::load(bias + v * A::rows);
#pragma GCC unroll 8
    for (int i = 0; i < R; ++i) {
      auto x = s.acc[i][v];
      if (bias || relu) x += b;
      if (relu) x = A::positive(x);
      __builtin_memcpy(c + i * c_row + v * A::rows, &x, sizeof x);
    }
  }
  for (int i = 0; !whole && i < R; ++i) {
    for (int64_t e = 0; e < count; ++e) g.c[i * g.c_row + j + e] = edge[i * S::rows + e];
  }
}

/// Rows [row, row + count) of a product with R columns: lanes run over the rows of A, which are contiguous.
template <class T, int R, class S> void few_columns_block(const Gemm<T>& g, int64_t row, int64_t count) {
  using A = typename S::A;
  constexpr int groups = S::rows / A::rows;
  constexpr bool whole = S::rows > Across<T>::rows;  // count == S::rows
  T* const c = g.c + row * g.c_row;
  S s{};
#pragma GCC unroll 4
  for (int i = 0; i < R; ++i) {
#pragma GCC unroll 4
    for (int v = 0; v < groups; ++v) {
      s.acc[i][v] = typename A::Vector{};
      for (int r = 0; g.accumulate && r < A::rows && v * A::rows + r < count; ++r)
        s.acc[i][v][r] = c[(v * A::rows + r) * g.c_row + i];
    }
  }
  s.add_all(g.a + row * g.a_row, g.a_row, count, g.b, g.b_col, g.b_row, g.k);
  const bool in_registers = ends_in_registers(g), relu = in_registers && g.epilogue == Epilogue::relu;
  constexpr int turned = R < A::chunk ? R : A::chunk, rest = R % A::chunk == 0 ? turned : R % A::chunk;
#pragma GCC unroll 4
  for (int v = 0; v < groups; ++v) {
#pragma GCC unroll 2
    for (int first = 0; first < R; first += A::chunk) {
      typename A::Vector x[A::chunk] = {};
#pragma GCC unroll 4
      for (int i = 0; i < turned; ++i) {
        if (first + i >= R) break;
        x[i] = s.acc[first + i][v];
        if (in_registers && g.bias) x[i] += A::spread(g.bias[first + i]);
        if (relu) x[i] = A::positive(x[i] + typename A::Vector{});
      }
      if constexpr (sizeof x[0] == 64 && R == 2 && A::chunk > 2) {
        if (g.c_row == 2) {
          A::store_pairs(c + 2 * v * A::rows, x[0], x[1]);
          continue;
        }
      }
      A::turn(x);
#pragma GCC unroll 4
      for (int i = 0; i < A::chunk; ++i) {
#pragma GCC unroll 4
        for (int part = 0; part < A::rows / A::chunk; ++part) {
          const int r = v * A::rows + part * A::chunk + i;
          if (!whole && r >= count) continue;
          T* const to = c + r * g.c_row + first;
          if (first + A::chunk <= R)
            A::template store_part<turned>(to, x[i], part);
          else
            A::template store_part<rest>(to, x[i], part);
        }
      }
    }
  }
  if (!in_registers) finish(g, row, count, 0, R, false);
}

/// Whether lines at this distance compete for few places in L1.
template <class T> bool aliases(int64_t distance) {
  return distance * static_cast<int64_t>(sizeof(T)) % 2048 == 0;
}

/// run(sums, i, count) for [begin, end) in blocks that the registers of `sums` hold.
template <class T, int R, class Run>
EMBER_INLINE void across_blocks(int64_t begin, int64_t end, bool aliased, Run run) {
  const auto run_all = [&]<class S>(std::type_identity<S> sums, int64_t least_rows) {
    for (; end - begin >= least_rows; begin += S::rows)
      run(sums, begin, least(end - begin, int64_t{S::rows}));
  };
  if constexpr (R == 1 && vector_bytes == 64) {  // one chain at a time would wait for itself
    using Most = std::conditional_t<sizeof(T) == 4, WideSums<T, 1, 2>, AcrossSums<T, 1, 4>>;
    if (!aliased) run_all(std::type_identity<Most>{}, Most::rows);
  }
  run_all(std::type_identity<WideSums<T, R>>{}, WideSums<T, R>::rows);
  run_all(std::type_identity<AcrossSums<T, R, 1>>{}, 1);
}

/// R rows, columns [begin, end).
template <class T, int R> void few_rows_product(const Gemm<T>& g, int64_t begin, int64_t end) {
  across_blocks<T, R>(begin, end, aliases<T>(g.b_col),
                      [&]<class S>(std::type_identity<S>, int64_t j, int64_t count) {
                        few_rows_block<T, R, S>(g, j, count);
                      });
  if (!ends_in_registers(g)) finish(g, 0, R, begin, end - begin, false);
}

/// R columns, rows [top, bottom).
template <class T, int R> void few_columns_product(const Gemm<T>& g, int64_t top, int64_t bottom) {
  across_blocks<T, R>(top, bottom, false, [&]<class S>(std::type_identity<S>, int64_t row, int64_t count) {
    few_columns_block<T, R, S>(g, row, count);
  });
}

template <class T, int... less>
EMBER_INLINE void by_few_rows(const Gemm<T>& g, int64_t begin, int64_t end,
                              std::integer_sequence<int, less...>) {
  static constexpr void (*products[])(const Gemm<T>&, int64_t, int64_t) = {few_rows_product<T, less + 1>...};
  products[g.m - 1](g, begin, end);
}
template <class T, int... less>
EMBER_INLINE void by_few_columns(const Gemm<T>& g, int64_t top, int64_t bottom,
                                 std::integer_sequence<int, less...>) {
  static constexpr void (*products[])(const Gemm<T>&, int64_t,
                                      int64_t) = {few_columns_product<T, less + 1>...};
  products[g.n - 1](g, top, bottom);
}

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
