#include "compare.hpp"

namespace ember::kernels {
namespace {

TYPED_TEST_SUITE(Kernel, Reals);

/// Five arrays of state and a few steps of `run` on each table, compared with the reference.
template <class T, class Run> void expect_steps_agree(const Run& run) {
  for (const KernelTable* table : all_tables()) {
    for (int64_t n : {0, 1, 2, 7, 16, 31, 67, 1000}) {
      std::vector<T> got[5], want[5];
      for (unsigned i = 0; i < 5; ++i) {
        got[i] = uniform<T>(n, i < 2 ? -1 : 0.01, 1, i);
        got[i].resize(got[i].size() + 16, T(-77));
        want[i] = got[i];
      }
      for (int t = 1; t <= 3; ++t) {
        run(kernels_of<T>(*table), got, n, t);
        run(kernels_of<T>(reference_table()), want, n, t);
      }
      for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(same_bits(got[i], want[i])) << table->name << " n " << n << " array " << i;
      }
    }
  }
}

TYPED_TEST(Kernel, AdamEqualsTheReferenceToTheBit) {
  using T = TypeParam;
  for (bool decoupled : {false, true}) {
    for (double decay : {0.0, 0.01}) {
      for (bool amsgrad : {false, true}) {
        for (bool maximize : {false, true}) {
          expect_steps_agree<T>([=](const Kernels<T>& k, std::vector<T>* x, int64_t n, int t) {
            AdamStep s{1e-3,
                       0.9,
                       0.999,
                       1e-8,
                       decay,
                       1 - std::pow(0.9, t),
                       std::sqrt(1 - std::pow(0.999, t)),
                       0.7,
                       decoupled,
                       maximize};
            k.adam(s, x[0].data(), x[1].data(), x[2].data(), x[3].data(), amsgrad ? x[4].data() : nullptr, n);
          });
        }
      }
    }
  }
}

TYPED_TEST(Kernel, AdamDividesByItsRootToTheBitForSecondMomentsOfEverySize) {
  using T = TypeParam;
  using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
  constexpr int64_t n = 1 << 15;
  std::vector<T> moments(n);
  uint64_t random = 1;
  for (T& v : moments) {  // every exponent, also those of denormal numbers
    random = random * 6364136223846793005U + 1442695040888963407U;
    const Bits bits = static_cast<Bits>(random >> (64 - 8 * sizeof(T))) >> 1;
    std::memcpy(&v, &bits, sizeof v);
    if (std::isnan(v)) v = 1;
  }
  moments[0] = 0;
  moments[1] = std::numeric_limits<T>::infinity();
  moments[2] = std::numeric_limits<T>::denorm_min();
  moments[3] = std::numeric_limits<T>::max();
  for (int t = 1; t < 4000; t = t * 3 / 2 + 1) {
    const AdamStep step{1, 0.5, 1, 0, 0, 1, std::sqrt(1 - std::pow(0.999, t))};
    const auto stepped = [&](const KernelTable& table) {
      std::vector<T> p(n, T(0)), g(n, T(0)), m(n, T(2)), v = moments;
      kernels_of<T>(table).adam(step, p.data(), g.data(), m.data(), v.data(), nullptr, n);
      return p;
    };
    const std::vector<T> want = stepped(reference_table());
    for (const KernelTable* table : all_tables()) {
      ASSERT_TRUE(same_bits(stepped(*table), want)) << table->name << " step " << t;
    }
  }
}

TYPED_TEST(Kernel, SgdEqualsTheReferenceToTheBit) {
  using T = TypeParam;
  for (double momentum : {0.0, 0.9}) {
    for (bool nesterov : {false, true}) {
      for (double decay : {0.0, 0.01}) {
        expect_steps_agree<T>([=](const Kernels<T>& k, std::vector<T>* x, int64_t n, int t) {
          SgdStep s{0.1, momentum, 0.1, decay, 0.5, nesterov, t == 2, t == 1};
          k.sgd(s, x[0].data(), x[1].data(), momentum != 0 ? x[2].data() : nullptr, n);
        });
      }
    }
  }
}

TYPED_TEST(Kernel, RmspropEqualsTheReferenceToTheBit) {
  using T = TypeParam;
  for (double momentum : {0.0, 0.9}) {
    for (bool centered : {false, true}) {
      for (bool inside : {false, true}) {
        expect_steps_agree<T>([=](const Kernels<T>& k, std::vector<T>* x, int64_t n, int) {
          RmspropStep s{0.01, 0.99, 1e-8, 0.01, momentum, 0.5, centered, inside, false};
          k.rmsprop(s, x[0].data(), x[1].data(), x[2].data(), centered ? x[3].data() : nullptr,
                    momentum != 0 ? x[4].data() : nullptr, n);
        });
      }
    }
  }
}

}  // namespace
}  // namespace ember::kernels
