#include "compare.hpp"

namespace ember::kernels {
namespace {

TYPED_TEST_SUITE(Kernel, Reals);

struct Shape {
  int64_t outer, n, inner;
};
const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all = [] {
    std::vector<Shape> s;
    for (int64_t n = 1; n <= 67; ++n) {
      s.push_back({3, n, 1});
      s.push_back({1, n, 5});
      s.push_back({2, 3, n});
    }
    s.insert(s.end(), {{1, 5000, 1}, {1, 8192, 1}, {2, 700, 1}, {1, 600, 130}, {1, 64, 128}, {5, 257, 33}});
    return s;
  }();
  return all;
}

template <class T> constexpr double epsilon = std::numeric_limits<T>::epsilon();

TYPED_TEST(Kernel, SumsAgreeWithTheReference) {
  using T = TypeParam;
  for (const KernelTable* table : all_tables()) {
    for (const auto& shape : shapes()) {
      const int64_t outer = shape.outer, n = shape.n, inner = shape.inner;
      const auto x = uniform<T>(outer * n * inner, 0.1, 1, static_cast<unsigned>(n));
      auto y = guarded<T>(outer * inner), want = y;
      kernels_of<T>(*table).sum(y.data(), x.data(), outer, n, inner);
      kernels_of<T>(reference_table()).sum(want.data(), x.data(), outer, n, inner);
      ASSERT_TRUE(guard_intact(y));
      for (size_t i = 0; i < y.size(); ++i) {
        ASSERT_NEAR(y[i], want[i], 20 * epsilon<T> * std::abs(want[i]))
            << table->name << ' ' << outer << 'x' << n << 'x' << inner;
      }
    }
  }
}

TYPED_TEST(Kernel, SumOverNothingIsZero) {
  using T = TypeParam;
  for (const KernelTable* table : all_tables()) {
    std::vector<T> y(6, T(5));
    kernels_of<T>(*table).sum(y.data(), nullptr, 2, 0, 3);
    EXPECT_EQ(y, std::vector<T>(6, T(0)));
    kernels_of<T>(*table).sum(y.data(), nullptr, 1, 0, 1);
    EXPECT_EQ(y[0], T(0));
  }
}

TYPED_TEST(Kernel, ExtremesAndTheirIndicesAgreeWithTheReference) {
  using T = TypeParam;
  for (const KernelTable* table : all_tables()) {
    for (bool with_nan : {false, true}) {
      for (const auto& shape : shapes()) {
        const int64_t outer = shape.outer, n = shape.n, inner = shape.inner;
        auto x = uniform<T>(outer * n * inner, -9, 9, static_cast<unsigned>(n));
        for (T& v : x) v = std::round(v);  // many ties
        if (with_nan) {
          for (size_t i = 3; i < x.size(); i += 7) x[i] = std::numeric_limits<T>::quiet_NaN();
        }
        for (bool largest : {true, false}) {
          auto run = [&](const Kernels<T>& k, std::vector<T>& y, std::vector<int64_t>& index) {
            (largest ? k.max : k.min)(y.data(), index.data(), x.data(), outer, n, inner);
          };
          auto y = guarded<T>(outer * inner), want = y;
          auto index = guarded<int64_t>(outer * inner), want_index = index;
          run(kernels_of<T>(*table), y, index);
          run(kernels_of<T>(reference_table()), want, want_index);
          ASSERT_EQ(index, want_index) << table->name << ' ' << outer << 'x' << n << 'x' << inner;
          ASSERT_TRUE(same_bits(y, want)) << table->name;
          auto without = guarded<T>(outer * inner);
          const Kernels<T>& k = kernels_of<T>(*table);
          (largest ? k.max : k.min)(without.data(), nullptr, x.data(), outer, n, inner);
          ASSERT_TRUE(same_bits(without, want)) << table->name;
        }
      }
    }
  }
}

TYPED_TEST(Kernel, NormsAgreeWithTheReference) {
  using T = TypeParam;
  for (const KernelTable* table : all_tables()) {
    for (int64_t n : {0, 1, 3, 31, 67, 4096, 4097, 17410}) {
      const auto x = uniform<T>(n, -1, 1, 4);
      const double want = reference_table().f64.sum_of_squares != nullptr
                              ? kernels_of<T>(reference_table()).sum_of_squares(x.data(), n)
                              : 0;
      EXPECT_NEAR(kernels_of<T>(*table).sum_of_squares(x.data(), n), want, 100 * epsilon<T> * want);
    }
  }
}

TYPED_TEST(Kernel, AllFiniteFindsOneBadElementAnywhere) {
  using T = TypeParam;
  for (const KernelTable* table : all_tables()) {
    for (int64_t n : {1, 2, 15, 16, 17, 67, 1500}) {
      auto x = uniform<T>(n, -1, 1, 4);
      x[0] = std::numeric_limits<T>::max();
      EXPECT_TRUE(kernels_of<T>(*table).all_finite(x.data(), n));
      for (T bad : {std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity(),
                    std::numeric_limits<T>::quiet_NaN()}) {
        for (size_t i = 0; i < x.size(); i += 13) {
          const T kept = x[i];
          x[i] = bad;
          EXPECT_FALSE(kernels_of<T>(*table).all_finite(x.data(), n)) << n << ' ' << i;
          x[i] = kept;
        }
      }
    }
    EXPECT_TRUE(kernels_of<T>(*table).all_finite(nullptr, 0));
  }
}

TYPED_TEST(Kernel, SoftmaxFamilyAgreesWithTheReference) {
  using T = TypeParam;
  const Kernels<T>& reference = kernels_of<T>(reference_table());
  for (const KernelTable* table : all_tables()) {
    const Kernels<T>& fast = kernels_of<T>(*table);
    for (int64_t n = 1; n <= 67; ++n) {
      for (int64_t rows : {1, 2, 5, 17, 40}) {
        const auto x = uniform<T>(rows * n, -9, 9, static_cast<unsigned>(n)),
                   g = uniform<T>(rows * n, -1, 1, 8);
        auto check = [&](auto kernel, double scale, bool per_row, auto... inputs) {
          auto y = guarded<T>(per_row ? rows : rows * n), want = y;
          (fast.*kernel)(y.data(), inputs..., rows, n);
          (reference.*kernel)(want.data(), inputs..., rows, n);
          ASSERT_TRUE(guard_intact(y));
          for (size_t i = 0; i < y.size(); ++i) {
            ASSERT_NEAR(y[i], want[i], 8 * epsilon<T> * scale * (1 + std::abs(want[i])))
                << table->name << " rows " << rows << " n " << n;
          }
        };
        check(&Kernels<T>::softmax, 1, false, x.data());
        check(&Kernels<T>::log_softmax, 1, false, x.data());
        check(&Kernels<T>::logsumexp, 1, true, x.data());
        std::vector<T> p(x.size()), lp(x.size());
        reference.softmax(p.data(), x.data(), rows, n);
        reference.log_softmax(lp.data(), x.data(), rows, n);
        check(&Kernels<T>::softmax_backward, 1, false, g.data(), static_cast<const T*>(p.data()));
        check(&Kernels<T>::log_softmax_backward, static_cast<double>(n), false, g.data(),
              static_cast<const T*>(lp.data()));
      }
    }
  }
}

TYPED_TEST(Kernel, SoftmaxOfMinusInfinityFollowsPyTorch) {
  using T = TypeParam;
  const T inf = std::numeric_limits<T>::infinity();
  for (const KernelTable* table : all_tables()) {
    const Kernels<T>& k = kernels_of<T>(*table);
    for (int64_t n : {2, 5, 40}) {
      const auto size = static_cast<size_t>(n);
      std::vector<T> row(size, -inf), y(size);
      k.softmax(y.data(), row.data(), 1, n);
      EXPECT_TRUE(std::isnan(y[0]) && std::isnan(y[size - 1]));
      k.log_softmax(y.data(), row.data(), 1, n);
      EXPECT_TRUE(std::isnan(y[0]));
      k.logsumexp(y.data(), row.data(), 1, n);
      EXPECT_EQ(y[0], -inf);
      row[1] = 3;
      k.softmax(y.data(), row.data(), 1, n);
      EXPECT_EQ(y[0], T(0));
      EXPECT_EQ(y[1], T(1));
      k.log_softmax(y.data(), row.data(), 1, n);
      EXPECT_EQ(y[0], -inf);
      EXPECT_EQ(y[1], T(0));
      row[0] = inf;
      k.logsumexp(y.data(), row.data(), 1, n);
      EXPECT_EQ(y[0], inf);
      row[0] = std::numeric_limits<T>::quiet_NaN();
      k.softmax(y.data(), row.data(), 1, n);
      EXPECT_TRUE(std::isnan(y[0]) && std::isnan(y[1]));
    }
  }
}

TYPED_TEST(Kernel, ReductionBitsAreTheSameOnAvx2AndAvx512) {
  using T = TypeParam;
  const KernelTable *avx2 = table_for(Isa::avx2), *avx512 = table_for(Isa::avx512);
  if (!avx2 || !avx512) GTEST_SKIP() << "this processor has no AVX-512";
  for (const auto& shape : shapes()) {
    const int64_t outer = shape.outer, n = shape.n, inner = shape.inner;
    const auto x = uniform<T>(outer * n * inner, -3, 3, 12);
    auto run = [&](const KernelTable& table) {
      const Kernels<T>& k = kernels_of<T>(table);
      std::vector<T> y(x.size() * 3 + 16);
      T* p = y.data();
      const int64_t size = outer * n * inner;
      k.sum(p, x.data(), outer, n, inner);
      k.softmax(p + outer * inner, x.data(), outer * inner, n);
      k.log_softmax(p + outer * inner + size, x.data(), outer * inner, n);
      y.back() = static_cast<T>(k.sum_of_squares(x.data(), size));
      return y;
    };
    ASSERT_TRUE(same_bits(run(*avx2), run(*avx512))) << outer << 'x' << n << 'x' << inner;
  }
}

}  // namespace
}  // namespace ember::kernels
