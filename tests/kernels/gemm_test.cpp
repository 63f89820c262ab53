#include <array>
#include "compare.hpp"

#include <ember/autograd/kernels/parallel.hpp>

namespace ember::kernels {
namespace {

TYPED_TEST_SUITE(Kernel, Reals);

/// One product with its operands; transposed operands are stored so.
template <class T> struct Case {
  int64_t m, n, k;
  bool a_transposed, b_transposed;
  std::vector<T> a, b, c, bias, mask;
  Gemm<T> g;

  Case(int64_t rows, int64_t cols, int64_t depth, bool ta, bool tb, int64_t c_gap = 0)
      : m(rows), n(cols), k(depth), a_transposed(ta), b_transposed(tb) {
    const auto seed = static_cast<unsigned>(m * 31 + n * 7 + k);
    a = uniform<T>(m * k, -1, 1, seed);
    b = uniform<T>(k * n, -1, 1, seed + 1);
    c = uniform<T>(m * (n + c_gap), -1, 1, seed + 2);
    bias = uniform<T>(n, -1, 1, seed + 3);
    mask = uniform<T>(m * (n + c_gap), -1, 1, seed + 4);
    g.m = m;
    g.n = n;
    g.k = k;
    g.a = a.data();
    g.a_row = ta ? 1 : k;
    g.a_col = ta ? m : 1;
    g.b = b.data();
    g.b_row = tb ? 1 : n;
    g.b_col = tb ? k : 1;
    g.c_row = n + c_gap;
  }
  std::vector<T> run(const KernelTable& table) const {
    std::vector<T> out = c;
    Gemm<T> product = g;
    product.c = out.data();
    kernels_of<T>(table).gemm(product);
    return out;
  }
  /// |result - exact| <= factor * sum |a||b| (+ the rounding of bias and activation)
  void expect_near(const std::vector<T>& want, const KernelTable& table, double factor) const {
    const auto got = run(table);
    for (int64_t i = 0; i < m; ++i) {
      for (int64_t j = 0; j < g.c_row; ++j) {
        double scale = 2;
        for (int64_t l = 0; j < n && l < k; ++l) {
          scale += std::abs(static_cast<double>(g.a[i * g.a_row + l * g.a_col]) *
                            static_cast<double>(g.b[l * g.b_row + j * g.b_col]));
        }
        const auto at = static_cast<size_t>(i * g.c_row + j);
        const double allowed = j < n ? factor * scale : 0;
        ASSERT_NEAR(got[at], want[at], allowed)
            << table.name << ' ' << m << 'x' << n << 'x' << k << " at " << i << ',' << j << " ta "
            << a_transposed << " tb " << b_transposed;
      }
    }
  }
};

template <class T> void expect_agrees(const Case<T>& c) {
  const auto want = c.run(reference_table());
  for (const KernelTable* table : all_tables()) {
    const bool has_fma = table->isa != Isa::baseline;
    const double factor = sizeof(T) == 4 ? 2e-6 : 1e-14;
    if (has_fma && c.g.epilogue != Epilogue::tanh) {
      ASSERT_TRUE(same_bits(c.run(*table), want)) << table->name << ' ' << c.m << 'x' << c.n << 'x' << c.k
                                                  << " ta " << c.a_transposed << " tb " << c.b_transposed;
    } else {
      c.expect_near(want, *table, factor);
    }
  }
}

TYPED_TEST(Kernel, ProductsEqualTheReferenceChainForEveryShape) {
  for (bool ta : {false, true}) {
    for (bool tb : {false, true}) {
      for (int64_t m : {1, 2, 3, 4, 5, 8, 9, 11, 23, 64}) {
        for (int64_t n : {1, 2, 3, 4, 7, 8, 9, 16, 17, 31, 33, 50, 64, 130}) {
          for (int64_t k : {0, 1, 3, 4, 5, 8, 13, 33}) expect_agrees(Case<TypeParam>(m, n, k, ta, tb));
        }
      }
    }
  }
}

TYPED_TEST(Kernel, ProductsEqualTheReferenceChainForLargeShapes) {
  for (bool ta : {false, true}) {
    for (bool tb : {false, true}) {
      expect_agrees(Case<TypeParam>(64, 128, 128, ta, tb));
      expect_agrees(Case<TypeParam>(37, 70, 600, ta, tb));
      expect_agrees(Case<TypeParam>(130, 67, 261, ta, tb));
      expect_agrees(Case<TypeParam>(70, 2, 300, ta, tb));
      expect_agrees(Case<TypeParam>(1, 300, 300, ta, tb));
      expect_agrees(Case<TypeParam>(300, 5, 70, ta, tb));
      expect_agrees(Case<TypeParam>(300, 8, 70, ta, tb));
      expect_agrees(Case<TypeParam>(300, 4, 70, ta, tb));
      expect_agrees(Case<TypeParam>(210, 530, 520, ta, tb));
    }
  }
}

TYPED_TEST(Kernel, LargeProductsOfATransposedOperandEqualTheReferenceChain) {
  Case<TypeParam> c(530, 208, 400, true, false);
  expect_agrees(c);
  c.g.bias = c.bias.data();
  c.g.mask = c.mask.data();
  expect_agrees(c);
  c.g.bias = nullptr;
  c.g.mask = nullptr;
  c.g.accumulate = true;
  expect_agrees(c);
}

TYPED_TEST(Kernel, ProductsOfMoreTransposedRowsThanArePackedAtOnceEqualTheReferenceChain) {
  expect_agrees(Case<TypeParam>(2100, 300, 240, true, true));
}

TYPED_TEST(Kernel, ProductsAreNearTheSumsOfMoreDigitsUpTo1024Terms) {
  using T = TypeParam;
  const double allowed = sizeof(T) == 4 ? 2e-6 : 1e-14;
  for (double low : {-1.0, 0.0}) {
    for (int64_t k : {64, 256, 1024}) {
      Case<T> c(37, 70, k, false, false);
      c.a = uniform<T>(c.m * k, low, 1, 11);
      c.b = uniform<T>(k * c.n, low, 1, 12);
      c.g.a = c.a.data();
      c.g.b = c.b.data();
      for (const KernelTable* table : all_tables()) {
        const auto got = c.run(*table);
        for (int64_t i = 0; i < c.m; ++i) {
          for (int64_t j = 0; j < c.n; ++j) {
            long double sum = 0, magnitude = 0;
            for (int64_t l = 0; l < k; ++l) {
              const long double term = static_cast<long double>(c.g.a[i * k + l]) * c.g.b[l * c.n + j];
              sum += term;
              magnitude += std::abs(term);
            }
            const auto error = static_cast<long double>(got[static_cast<size_t>(i * c.n + j)]) - sum;
            ASSERT_LE(std::abs(error), allowed * magnitude)
                << table->name << ' ' << k << " terms from " << low;
          }
        }
      }
    }
  }
}

TYPED_TEST(Kernel, EpiloguesBiasMaskAndAccumulateAgreeWithTheReference) {
  using T = TypeParam;
  for (bool tb : {false, true}) {
    for (int64_t m : {1, 2, 6, 19, 64}) {
      for (int64_t n : {1, 2, 3, 4, 6, 8, 17, 32, 50, 128}) {
        for (int64_t k : {0, 3, 4, 40, 300}) {
          for (int64_t gap : {0, 3}) {
            Case<T> c(m, n, k, false, tb, gap);
            c.g.bias = c.bias.data();
            expect_agrees(c);
            c.g.epilogue = Epilogue::relu;
            expect_agrees(c);
            c.g.epilogue = Epilogue::tanh;
            expect_agrees(c);
            c.g.epilogue = Epilogue::none;
            c.g.bias = nullptr;
            c.g.mask = c.mask.data();
            expect_agrees(c);
            c.g.mask = nullptr;
            c.g.accumulate = true;
            expect_agrees(c);
          }
        }
      }
    }
  }
}

TYPED_TEST(Kernel, ProductsAcceptAnyStrides) {
  using T = TypeParam;
  Case<T> c(9, 21, 14, false, false);
  const auto wide_a = uniform<T>(9 * 14 * 6, -1, 1, 1), wide_b = uniform<T>(21 * 14 * 6, -1, 1, 2);
  c.g.a = wide_a.data();
  c.g.a_row = 14 * 6;
  c.g.a_col = 5;
  c.g.b = wide_b.data();
  c.g.b_row = 2;
  c.g.b_col = 14 * 5;
  expect_agrees(c);
  c.g.a_row = 0;  // one row repeated, as expand() gives
  c.g.b_row = 21 * 3;
  c.g.b_col = 0;
  expect_agrees(c);
  for (int64_t m : {3, 40}) {  // one contiguous row repeated, where rows are summed across lanes
    Case<T> few(m, 43 - m, 21, false, true);
    few.g.a_row = m == 3 ? 21 : 0;
    few.g.b_col = m == 3 ? 0 : 21;
    expect_agrees(few);
  }
}

TYPED_TEST(Kernel, ARowOfAProductDoesNotDependOnTheOtherRows) {
  using T = TypeParam;
  for (const KernelTable* table : all_tables()) {
    for (bool tb : {false, true}) {
      for (int64_t n : {1, 2, 4, 6, 16, 33, 128}) {
        for (int64_t k : {4, 128, 300}) {
          Case<T> all(67, n, k, false, tb);
          all.g.bias = all.bias.data();
          all.g.epilogue = Epilogue::tanh;
          const auto want = all.run(*table);
          for (int64_t m : {1, 2, 3, 4, 5, 8, 13, 40}) {
            Gemm<T> part = all.g;
            std::vector<T> out(static_cast<size_t>(m * n));
            part.m = m;
            part.a += 17 * part.a_row;
            part.c = out.data();
            kernels_of<T>(*table).gemm(part);
            ASSERT_EQ(std::memcmp(out.data(), want.data() + 17 * n, out.size() * sizeof(T)), 0)
                << table->name << " m " << m << " n " << n << " k " << k << " tb " << tb;
          }
        }
      }
    }
  }
}

TYPED_TEST(Kernel, ProductBitsAreTheSameForEveryNumberOfThreads) {
  using T = TypeParam;
  const int before = get_num_threads();
  for (const KernelTable* table : all_tables()) {
    for (bool tb : {false, true}) {
      for (auto [m, n, k] : {std::array<int64_t, 3>{203, 130, 150},
                             {11, 700, 600},
                             {1000, 64, 64},
                             {1500, 4, 700},
                             {700, 800, 4}}) {
        Case<T> c(m, n, k, false, tb);
        c.g.bias = c.bias.data();
        c.g.epilogue = Epilogue::relu;
        set_num_threads(1);
        const auto one = c.run(*table);
        for (int threads : {2, 3, 4}) {
          set_num_threads(threads);
          ASSERT_TRUE(same_bits(c.run(*table), one)) << table->name << ' ' << threads << " threads";
        }
      }
    }
  }
  set_num_threads(before);
}

TYPED_TEST(Kernel, AProductPassesNanThroughRelu) {
  using T = TypeParam;
  for (const KernelTable* table : all_tables()) {
    Case<T> c(3, 5, 4, false, true);
    c.a[0] = std::numeric_limits<T>::quiet_NaN();
    c.g.epilogue = Epilogue::relu;
    const auto y = c.run(*table);
    for (size_t j = 0; j < 5; ++j) EXPECT_TRUE(std::isnan(y[j])) << table->name;
    for (size_t j = 5; j < 15; ++j) EXPECT_FALSE(std::isnan(y[j])) << table->name;
  }
}

}  // namespace
}  // namespace ember::kernels
