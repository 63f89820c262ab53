#include "compare.hpp"

namespace ember::kernels {
namespace {

TYPED_TEST_SUITE(Kernel, Reals);

/// What the reference computes in a wider type and rounds once; baseline has no fma, hence its wider bound.
template <class T> constexpr double bound = 4;

template <class T, class Rule, class Check> void run_unary(Rule rule, const Check& check) {
  constexpr size_t at = rules::UnaryRules::index_of<Rule>();
  const Kernels<T>& reference = kernels_of<T>(reference_table());
  for (const KernelTable* table : all_tables()) {
    const Kernels<T>& fast = kernels_of<T>(*table);
    for (int64_t n = 0; n <= 67; ++n) {
      const auto x = uniform<T>(n, Rule::domain.low, Rule::domain.high, static_cast<unsigned>(n));
      const auto g = uniform<T>(n, -1, 1, static_cast<unsigned>(n + 100));
      auto y = guarded<T>(n), expected = guarded<T>(n), dx = guarded<T>(n), dx_expected = guarded<T>(n);
      fast.unary[at](&rule, y.data(), x.data(), n);
      reference.unary[at](&rule, expected.data(), x.data(), n);
      const T* saved = Rule::saves == rules::Saves::output ? expected.data() : x.data();
      fast.unary_backward[at](&rule, dx.data(), g.data(), saved, n);
      reference.unary_backward[at](&rule, dx_expected.data(), g.data(), saved, n);
      ASSERT_TRUE(guard_intact(y) && guard_intact(dx)) << Rule::name << ' ' << table->name << " n=" << n;
      for (size_t i = 0; i < static_cast<size_t>(n); ++i) {
        check(y[i], expected[i], std::string(Rule::name) + " forward " + table->name, x[i]);
        check(dx[i], dx_expected[i], std::string(Rule::name) + " backward " + table->name, x[i]);
      }
    }
  }
}

TYPED_TEST(Kernel, UnaryAgreesWithTheReferenceForEveryLength) {
  using T = TypeParam;
  rules::UnaryRules::for_each([](auto rule) {
    run_unary<T>(rule, [](T got, T want, const std::string& what, T x) {
      ASSERT_LE(ulps(got, want), bound<T>) << what << " at " << x << ": " << got << " for " << want;
    });
  });
}

TYPED_TEST(Kernel, BinaryAgreesWithTheReferenceForEveryLengthAndSpread) {
  using T = TypeParam;
  const Kernels<T>& reference = kernels_of<T>(reference_table());
  rules::BinaryRules::for_each([&](auto rule) {
    using Rule = decltype(rule);
    constexpr size_t at = rules::BinaryRules::index_of<Rule>();
    for (const KernelTable* table : all_tables()) {
      const Kernels<T>& fast = kernels_of<T>(*table);
      for (Spread spread : {Spread::none, Spread::a_is_scalar, Spread::b_is_scalar}) {
        for (int64_t n = 0; n <= 67; ++n) {
          const auto a = uniform<T>(n + 1, Rule::domain.low, Rule::domain.high, static_cast<unsigned>(n));
          const auto b =
              uniform<T>(n + 1, Rule::domain.low, Rule::domain.high, static_cast<unsigned>(n + 1000));
          const auto g = uniform<T>(n + 1, -1, 1, static_cast<unsigned>(n + 2000));
          std::vector<T> got[3] = {guarded<T>(n), guarded<T>(n), guarded<T>(n)},
                         want[3] = {got[0], got[0], got[0]};
          auto run = [&](const Kernels<T>& k, std::vector<T>* out) {
            k.binary[at](&rule, out[0].data(), a.data(), b.data(), n, spread);
            const T* pa = Rule::backward_a_needs & rules::needs_a ? a.data() : nullptr;
            const T* pb = Rule::backward_a_needs & rules::needs_b ? b.data() : nullptr;
            k.binary_backward_a[at](&rule, out[1].data(), g.data(), pa, pb, n, spread);
            pa = Rule::backward_b_needs & rules::needs_a ? a.data() : nullptr;
            pb = Rule::backward_b_needs & rules::needs_b ? b.data() : nullptr;
            k.binary_backward_b[at](&rule, out[2].data(), g.data(), pa, pb, n, spread);
          };
          run(fast, got);
          run(reference, want);
          for (int part = 0; part < 3; ++part) {
            ASSERT_TRUE(guard_intact(got[part])) << Rule::name;
            for (size_t i = 0; i < static_cast<size_t>(n); ++i) {
              // Near 0 the value is a difference of numbers near 1, and so is its error.
              const bool cancels =
                  std::is_same_v<Rule, rules::Logaddexp> && part == 0 && std::abs(want[part][i]) < T{0.5};
              const T allowed = static_cast<T>(bound<T>) * std::numeric_limits<T>::epsilon();
              ASSERT_TRUE(cancels ? std::abs(got[part][i] - want[part][i]) <= allowed
                                  : ulps(got[part][i], want[part][i]) <= bound<T>)
                  << Rule::name << " part " << part << ' ' << table->name << ": " << got[part][i] << " for "
                  << want[part][i];
            }
          }
        }
      }
    }
  });
}

TYPED_TEST(Kernel, UnaryMayWriteOverItsInput) {
  using T = TypeParam;
  rules::UnaryRules::for_each([](auto rule) {
    using Rule = decltype(rule);
    constexpr size_t at = rules::UnaryRules::index_of<Rule>();
    for (const KernelTable* table : all_tables()) {
      auto x = uniform<T>(37, Rule::domain.low, Rule::domain.high, 5);
      std::vector<T> y(x.size());
      kernels_of<T>(*table).unary[at](&rule, y.data(), x.data(), 37);
      kernels_of<T>(*table).unary[at](&rule, x.data(), x.data(), 37);
      EXPECT_TRUE(same_bits(x, y)) << Rule::name;
    }
  });
}

TYPED_TEST(Kernel, PointwiseBitsAreTheSameOnAvx2AndAvx512) {
  using T = TypeParam;
  const KernelTable *avx2 = table_for(Isa::avx2), *avx512 = table_for(Isa::avx512);
  if (!avx2 || !avx512) GTEST_SKIP() << "this processor has no AVX-512";
  rules::UnaryRules::for_each([&](auto rule) {
    using Rule = decltype(rule);
    constexpr size_t at = rules::UnaryRules::index_of<Rule>();
    const auto x = uniform<T>(1003, -30, 30, 9);
    std::vector<T> a(x.size()), b(x.size());
    kernels_of<T>(*avx2).unary[at](&rule, a.data(), x.data(), 1003);
    kernels_of<T>(*avx512).unary[at](&rule, b.data(), x.data(), 1003);
    EXPECT_TRUE(same_bits(a, b)) << Rule::name;
  });
}

}  // namespace
}  // namespace ember::kernels
