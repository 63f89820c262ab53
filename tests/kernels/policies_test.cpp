#include "compare.hpp"

namespace ember::kernels {
namespace {

TYPED_TEST_SUITE(Kernel, Reals);

template <class T> struct Batch {
  int64_t rows, n;
  std::vector<T> log_p, g_log_prob, g_entropy;
  std::vector<int64_t> actions;

  Batch(int64_t count, int64_t choices)
      : rows(count),
        n(choices),
        log_p(static_cast<size_t>(count * choices)),
        g_log_prob(uniform<T>(count, -1, 1, 3)),
        g_entropy(uniform<T>(count, -1, 1, 4)) {
    const auto x = uniform<T>(rows * n, -4, 4, static_cast<unsigned>(n));
    kernels_of<T>(reference_table()).log_softmax(log_p.data(), x.data(), rows, n);
    for (int64_t r = 0; r < rows; ++r) actions.push_back(r * 7 % n);
  }
  std::vector<T> run(const Kernels<T>& k) const {
    std::vector<T> y = guarded<T>(2 * rows + rows * n);
    k.categorical(y.data(), y.data() + rows, log_p.data(), actions.data(), rows, n);
    k.categorical_backward(y.data() + 2 * rows, g_log_prob.data(), g_entropy.data(), log_p.data(),
                           actions.data(), rows, n);
    return y;
  }
};

const int64_t all_rows[] = {1, 3, 16, 40}, all_n[] = {1, 2, 3, 4, 7, 8, 9, 18, 40};

TYPED_TEST(Kernel, CategoricalAgreesWithTheReference) {
  using T = TypeParam;
  for (const KernelTable* table : all_tables()) {
    for (int64_t rows : all_rows) {
      for (int64_t n : all_n) {
        const Batch<T> batch(rows, n);
        const auto y = batch.run(kernels_of<T>(*table)), want = batch.run(kernels_of<T>(reference_table()));
        ASSERT_TRUE(guard_intact(y));
        for (size_t i = 0; i < y.size(); ++i)
          ASSERT_NEAR(y[i], want[i], 20 * std::numeric_limits<T>::epsilon() * (1 + std::abs(want[i])))
              << table->name << " rows " << rows << " n " << n << " at " << i;
      }
    }
  }
}

TYPED_TEST(Kernel, CategoricalWithOneGradientAlone) {
  using T = TypeParam;
  for (const KernelTable* table : all_tables()) {
    const Kernels<T>& k = kernels_of<T>(*table);
    for (int64_t n : all_n) {
      const Batch<T> batch(5, n);
      std::vector<T> both(static_cast<size_t>(5 * n)), a = both, b = both;
      const auto run = [&](std::vector<T>& d, const T* g_log_prob, const T* g_entropy) {
        k.categorical_backward(d.data(), g_log_prob, g_entropy, batch.log_p.data(), batch.actions.data(), 5,
                               n);
      };
      run(both, batch.g_log_prob.data(), batch.g_entropy.data());
      run(a, batch.g_log_prob.data(), nullptr);
      run(b, nullptr, batch.g_entropy.data());
      for (size_t i = 0; i < both.size(); ++i) ASSERT_EQ(both[i], b[i] + a[i]) << table->name << " n " << n;
    }
  }
}

TYPED_TEST(Kernel, AnImpossibleChoiceAddsNothingToTheEntropy) {
  using T = TypeParam;
  const T inf = std::numeric_limits<T>::infinity(), half = static_cast<T>(std::log(0.5));
  for (const KernelTable* table : all_tables()) {
    const std::vector<T> log_p{half, -inf, half};
    const std::vector<int64_t> action{2};
    T log_prob = 0, entropy = 0, d[3];
    const T g[] = {1};
    kernels_of<T>(*table).categorical(&log_prob, &entropy, log_p.data(), action.data(), 1, 3);
    EXPECT_EQ(log_prob, half);
    EXPECT_NEAR(entropy, std::log(2.0), 1e-6);
    kernels_of<T>(*table).categorical_backward(d, g, g, log_p.data(), action.data(), 1, 3);
    EXPECT_EQ(d[1], T(0));
  }
}

TYPED_TEST(Kernel, NarrowRowsHaveTheBitsOfTheSameRowsWithImpossibleChoices) {
  using T = TypeParam;
  const T inf = std::numeric_limits<T>::infinity();
  constexpr int64_t rows = 21, wide = 40;
  for (const KernelTable* table : all_tables()) {
    const Kernels<T>& k = kernels_of<T>(*table);
    for (int64_t n = 1; n <= 16; ++n) {
      const auto size = static_cast<size_t>(rows * n);
      auto x = uniform<T>(rows * n, -9, 9, static_cast<unsigned>(n)), g = uniform<T>(rows * n, -1, 1, 5);
      x[size / 2] = std::numeric_limits<T>::quiet_NaN();
      std::vector<T> x_wide(rows * wide, -inf), g_wide(rows * wide, T(0)), y(size), y_wide(rows * wide);
      for (int64_t i = 0; i < rows * n; ++i) {
        const auto at = static_cast<size_t>(i / n * wide + i % n), from = static_cast<size_t>(i);
        x_wide[at] = x[from];
        g_wide[at] = g[from];
      }
      const auto expect_equal = [&](const char* what) {
        for (int64_t i = 0; i < rows * n; ++i) {
          const T a = y[static_cast<size_t>(i)], b = y_wide[static_cast<size_t>(i / n * wide + i % n)];
          ASSERT_TRUE(std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b)) << what << ' ' << table->name;
        }
      };
      k.softmax(y.data(), x.data(), rows, n);
      k.softmax(y_wide.data(), x_wide.data(), rows, wide);
      expect_equal("softmax");
      const std::vector<T> p = y, p_wide = y_wide;
      k.softmax_backward(y.data(), g.data(), p.data(), rows, n);
      k.softmax_backward(y_wide.data(), g_wide.data(), p_wide.data(), rows, wide);
      expect_equal("softmax_backward");
      k.log_softmax(y.data(), x.data(), rows, n);
      k.log_softmax(y_wide.data(), x_wide.data(), rows, wide);
      expect_equal("log_softmax");
      const std::vector<T> log_p = y, log_p_wide = y_wide;
      k.log_softmax_backward(y.data(), g.data(), log_p.data(), rows, n);
      k.log_softmax_backward(y_wide.data(), g_wide.data(), log_p_wide.data(), rows, wide);
      expect_equal("log_softmax_backward");
    }
  }
}

template <class T> void expect_near(const std::vector<T>& y, const std::vector<T>& want, double scale) {
  ASSERT_TRUE(guard_intact(y));
  for (size_t i = 0; i < y.size(); ++i)
    ASSERT_NEAR(y[i], want[i], scale * std::numeric_limits<T>::epsilon() * (4 + std::abs(want[i]))) << i;
}

template <class T> std::vector<T> cross_entropies(const Kernels<T>& k, int64_t rows, int64_t n) {
  const auto x = uniform<T>(rows * n, -4, 4, static_cast<unsigned>(n)), g = uniform<T>(rows, -1, 1, 3);
  std::vector<int64_t> target;
  for (int64_t r = 0; r < rows; ++r) target.push_back(r * 7 % n);
  std::vector<T> y = guarded<T>(3 * rows + rows * n);
  T* const shift = y.data() + rows;
  k.cross_entropy(y.data(), shift, x.data(), target.data(), rows, n);
  k.cross_entropy_backward(shift + 2 * rows, g.data(), x.data(), shift, target.data(), rows, n);
  return y;
}

template <class T> std::vector<T> gaussians(const Kernels<T>& k, int64_t rows, int64_t n, int64_t std_row) {
  const auto x = uniform<T>(rows * n, -2, 2, 1), mean = uniform<T>(rows * n, -1, 1, 2),
             std = uniform<T>(rows * n, 0.5, 2, 3), g = uniform<T>(2 * rows, -1, 1, 4);
  std::vector<T> log_std;
  for (const T s : std) log_std.push_back(std::log(s));
  std::vector<T> y = guarded<T>(2 * rows + 3 * rows * n);
  T *const H = y.data() + rows, *const d = H + rows;
  k.gaussian(y.data(), H, x.data(), mean.data(), std.data(), log_std.data(), rows, n, std_row);
  k.gaussian_backward(d, d + rows * n, d + 2 * rows * n, g.data(), g.data() + rows, x.data(), mean.data(),
                      std.data(), rows, n, std_row);
  return y;
}

TYPED_TEST(Kernel, CrossEntropyAgreesWithTheReference) {
  using T = TypeParam;
  for (const KernelTable* table : all_tables()) {
    for (int64_t rows : all_rows) {
      for (int64_t n : all_n) {
        SCOPED_TRACE(testing::Message() << table->name << ' ' << rows << 'x' << n);
        expect_near(cross_entropies(kernels_of<T>(*table), rows, n),
                    cross_entropies(kernels_of<T>(reference_table()), rows, n), 20);
      }
    }
  }
}

TYPED_TEST(Kernel, GaussianAgreesWithTheReference) {
  using T = TypeParam;
  for (const KernelTable* table : all_tables()) {
    for (int64_t rows : all_rows) {
      for (int64_t n : all_n) {
        for (int64_t std_row : {int64_t{0}, n}) {
          SCOPED_TRACE(testing::Message() << table->name << ' ' << rows << 'x' << n << " std " << std_row);
          expect_near(gaussians(kernels_of<T>(*table), rows, n, std_row),
                      gaussians(kernels_of<T>(reference_table()), rows, n, std_row), 40);
        }
      }
    }
  }
}

TYPED_TEST(Kernel, SquashedGaussianAgreesWithTheReference) {
  using T = TypeParam;
  const Kernels<T>& reference = kernels_of<T>(reference_table());
  for (const KernelTable* table : all_tables()) {
    const Kernels<T>& fast = kernels_of<T>(*table);
    for (int64_t n = 0; n <= 67; ++n) {
      const auto u = uniform<T>(n, -3, 3, 1), mean = uniform<T>(n, -1, 1, 2), s = uniform<T>(n, -2, 1, 3),
                 g = uniform<T>(n, -1, 1, 4);
      const auto run = [&](const Kernels<T>& k) {
        std::vector<T> y = guarded<T>(4 * n);
        k.squashed(y.data(), u.data(), mean.data(), s.data(), n);
        k.squashed_backward(y.data() + n, y.data() + 2 * n, y.data() + 3 * n, g.data(), u.data(), mean.data(),
                            s.data(), n);
        return y;
      };
      const auto y = run(fast), want = run(reference);
      ASSERT_TRUE(guard_intact(y));
      for (size_t i = 0; i < y.size(); ++i)
        ASSERT_NEAR(y[i], want[i], 40 * std::numeric_limits<T>::epsilon() * (4 + std::abs(want[i])))
            << table->name << " n " << n << " at " << i;
    }
  }
}

TYPED_TEST(Kernel, PolicyBitsAreTheSameOnAvx2AndAvx512) {
  using T = TypeParam;
  const KernelTable *avx2 = table_for(Isa::avx2), *avx512 = table_for(Isa::avx512);
  if (!avx2 || !avx512) GTEST_SKIP() << "this processor has no AVX-512";
  for (int64_t rows : all_rows) {
    for (int64_t n : all_n) {
      const Batch<T> batch(rows, n);
      const auto same_of = [&](const auto& run) {
        return same_bits(run(kernels_of<T>(*avx2)), run(kernels_of<T>(*avx512)));
      };
      ASSERT_TRUE(same_of([&](const Kernels<T>& k) { return batch.run(k); })) << n;
      ASSERT_TRUE(same_of([&](const Kernels<T>& k) { return cross_entropies(k, rows, n); })) << n;
      ASSERT_TRUE(same_of([&](const Kernels<T>& k) { return gaussians(k, rows, n, 0); })) << n;
    }
  }
}

}  // namespace
}  // namespace ember::kernels
