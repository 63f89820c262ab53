#include "compare.hpp"

namespace ember::kernels {
namespace {

TYPED_TEST_SUITE(Kernel, Reals);

TYPED_TEST(Kernel, ComparisonsAndSelectionAgreeWithTheReference) {
  using T = TypeParam;
  const Kernels<T>& reference = kernels_of<T>(reference_table());
  for (const KernelTable* table : all_tables()) {
    const Kernels<T>& fast = kernels_of<T>(*table);
    for (int64_t n = 0; n <= 67; ++n) {
      auto a = uniform<T>(n + 1, -2, 2, static_cast<unsigned>(n)), b = uniform<T>(n + 1, -2, 2, 7);
      for (size_t i = 0; i < a.size(); i += 3) b[i] = a[i];
      if (n > 4) a[4] = std::numeric_limits<T>::quiet_NaN();
      for (Spread spread : {Spread::none, Spread::a_is_scalar, Spread::b_is_scalar}) {
        for (int order = 0; order < 6; ++order) {
          auto y = guarded<uint8_t>(n), want = guarded<uint8_t>(n);
          fast.compare[order](y.data(), a.data(), b.data(), n, spread);
          reference.compare[order](want.data(), a.data(), b.data(), n, spread);
          ASSERT_EQ(y, want) << table->name << " order " << order << " n=" << n;
          auto s = guarded<T>(n), s_want = guarded<T>(n);
          fast.where(s.data(), y.data(), a.data(), b.data(), n, spread);
          reference.where(s_want.data(), y.data(), a.data(), b.data(), n, spread);
          ASSERT_TRUE(same_bits(s, s_want)) << table->name << " n=" << n;
        }
      }
    }
  }
}

TYPED_TEST(Kernel, MovesAgreeWithTheReferenceToTheBit) {
  using T = TypeParam;
  const Kernels<T>& reference = kernels_of<T>(reference_table());
  for (const KernelTable* table : all_tables()) {
    const Kernels<T>& fast = kernels_of<T>(*table);
    for (int64_t n = 0; n <= 67; ++n) {
      const auto x = uniform<T>(n, -2, 2, static_cast<unsigned>(n));
      auto run = [&](const Kernels<T>& k) {
        auto y = guarded<T>(n);
        k.fill(y.data(), T(0.3), n);
        k.axpy(y.data(), T(1.7), x.data(), n);
        k.scale(y.data(), T(0.9), n);
        k.lerp(y.data(), x.data(), T(0.005), n);
        return y;
      };
      ASSERT_TRUE(same_bits(run(fast), run(reference))) << table->name << " n=" << n;
      auto copy = guarded<T>(n);
      fast.lerp(copy.data(), x.data(), T(1), n);
      ASSERT_TRUE(n == 0 || std::memcmp(copy.data(), x.data(), static_cast<size_t>(n) * sizeof(T)) == 0);
      ASSERT_TRUE(guard_intact(copy));
    }
    for (int64_t rows : {1, 2, 3, 4, 7, 8, 16, 17, 33, 64, 67}) {
      for (int64_t cols : {1, 2, 4, 5, 8, 15, 16, 31, 32, 67, 128}) {
        const auto x = uniform<T>(rows * cols, -2, 2, 3);
        auto y = guarded<T>(rows * cols), want = guarded<T>(rows * cols);
        fast.transpose(y.data(), x.data(), rows, cols);
        reference.transpose(want.data(), x.data(), rows, cols);
        ASSERT_TRUE(same_bits(y, want)) << table->name << ' ' << rows << 'x' << cols;
      }
    }
  }
}

}  // namespace
}  // namespace ember::kernels
