// How far the vector functions are from the exact result, in units in the last place of the result.
#include <functional>

#include "compare.hpp"

namespace ember::kernels {
namespace {

/// |got - exact| in ulps of float at the exact value; 0 where both are NaN, or the same infinity or zero.
double error_in_ulps(float got, double exact) {
  const auto rounded = static_cast<float>(exact);
  if (std::isnan(exact) || std::isnan(got)) return std::isnan(exact) && std::isnan(got) ? 0 : 1e9;
  if (std::isinf(rounded) || std::isinf(got)) return got == rounded ? 0 : std::isinf(got) ? 1e9 : 1;
  int exponent = 0;
  std::frexp(exact, &exponent);
  const double ulp = std::ldexp(1.0, std::max(exponent - 24, -149));
  return std::fabs(static_cast<double>(got) - exact) / ulp;
}

struct Function {
  const char* name;
  size_t rule;
  const void* value;
  double (*exact)(double);
  double limit;  ///< ulps with fma
};

double exact_sigmoid(double x) { return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }
double exact_softplus(double x) { return x > 20 ? x : std::log1p(std::exp(x)); }

const std::vector<Function>& functions() {
  static const rules::Softplus softplus{};
  static const std::vector<Function> all = {
      {"exp", rules::UnaryRules::index_of<rules::Exp>(), nullptr, std::exp, 1.5},
      {"expm1", rules::UnaryRules::index_of<rules::Expm1>(), nullptr, std::expm1, 1.5},
      {"log", rules::UnaryRules::index_of<rules::Log>(), nullptr, std::log, 1.5},
      {"log1p", rules::UnaryRules::index_of<rules::Log1p>(), nullptr, std::log1p, 1.5},
      {"tanh", rules::UnaryRules::index_of<rules::Tanh>(), nullptr, std::tanh, 1.5},
      {"sigmoid", rules::UnaryRules::index_of<rules::Sigmoid>(), nullptr, exact_sigmoid, 1.5},
      {"softplus", rules::UnaryRules::index_of<rules::Softplus>(), &softplus, exact_softplus, 1.5},
      {"sin", rules::UnaryRules::index_of<rules::Sin>(), nullptr, std::sin, 2.5},
      {"cos", rules::UnaryRules::index_of<rules::Cos>(), nullptr, std::cos, 2.5},
  };
  return all;
}

constexpr int64_t batch = 1 << 14;
/// Without fma the reduction of the argument loses more; sigmoid loses the correction of its quotient.
constexpr double baseline_extra = 2.5;

/// The largest error over every `step`-th float of all 2^32.
double largest_error(const KernelTable& table, const Function& f, uint32_t step, float& worst_at) {
  std::vector<float> x(batch), y(batch);
  double worst = 0;
  uint64_t bits = 0;
  while (bits < (uint64_t{1} << 32)) {
    int64_t n = 0;
    for (; n < batch && bits < (uint64_t{1} << 32); bits += step) {
      const auto low = static_cast<uint32_t>(bits);
      float v;
      std::memcpy(&v, &low, sizeof v);
      x[static_cast<size_t>(n++)] = v;
    }
    static const rules::Exp any{};
    table.f32.unary[f.rule](f.value ? f.value : &any, y.data(), x.data(), n);
    for (size_t i = 0; i < static_cast<size_t>(n); ++i) {
      const double error = error_in_ulps(y[i], f.exact(static_cast<double>(x[i])));
      if (error > worst) {
        worst = error;
        worst_at = x[i];
      }
    }
  }
  return worst;
}

void expect_accurate(const std::vector<const KernelTable*>& tables, uint32_t step) {
  for (const KernelTable* table : tables) {
    for (const Function& f : functions()) {
      float at = 0;
      const double error = largest_error(*table, f, step, at);
      std::printf("%-9s %-9s largest error %.3f ulp at %a\n", table->name, f.name, error,
                  static_cast<double>(at));
      EXPECT_LE(error, f.limit + (table->isa == Isa::baseline ? baseline_extra : 0))
          << table->name << ' ' << f.name << " at " << at;
    }
  }
}

TEST(Accuracy, FloatFunctionsOverASampleOfAllFloats) { expect_accurate(all_tables(), 4099); }

/// On the widest set alone: another test holds the sets with fma to the same bits.
TEST(AccuracySlow, FloatFunctionsOverAllFloats) { expect_accurate({all_tables().back()}, 1); }

TEST(Accuracy, DoubleFunctionsStayWithinTwoUlpOfTheLibrary) {
  struct Range {
    size_t rule;
    double (*exact)(double);
    double low, high;
  };
  const Range ranges[] = {
      {rules::UnaryRules::index_of<rules::Exp>(), std::exp, -745, 710},
      {rules::UnaryRules::index_of<rules::Exp>(), std::exp, -1, 1},
      {rules::UnaryRules::index_of<rules::Expm1>(), std::expm1, -40, 40},
      {rules::UnaryRules::index_of<rules::Expm1>(), std::expm1, -0.5, 0.5},
      {rules::UnaryRules::index_of<rules::Log>(), std::log, 0, 10},
      {rules::UnaryRules::index_of<rules::Log>(), std::log, 0, 1e300},
      {rules::UnaryRules::index_of<rules::Log1p>(), std::log1p, -1, 1},
      {rules::UnaryRules::index_of<rules::Log1p>(), std::log1p, -1e-8, 1e-8},
      {rules::UnaryRules::index_of<rules::Tanh>(), std::tanh, -1, 1},
      {rules::UnaryRules::index_of<rules::Tanh>(), std::tanh, -25, 25},
      {rules::UnaryRules::index_of<rules::Sigmoid>(), exact_sigmoid, -40, 40},
      {rules::UnaryRules::index_of<rules::Sin>(), std::sin, -10, 10},
      {rules::UnaryRules::index_of<rules::Sin>(), std::sin, -8192, 8192},
      {rules::UnaryRules::index_of<rules::Cos>(), std::cos, -10, 10},
      {rules::UnaryRules::index_of<rules::Cos>(), std::cos, -1e5, 1e5},
  };
  constexpr int64_t n = 200000;
  for (const KernelTable* table : all_tables()) {
    for (const Range& r : ranges) {
      const auto x = uniform<double>(n, r.low, r.high, 3);
      std::vector<double> y(x.size());
      const rules::Exp any{};
      table->f64.unary[r.rule](&any, y.data(), x.data(), n);
      double worst = 0, at = 0;
      for (size_t i = 0; i < x.size(); ++i) {
        const double error = ulps(y[i], r.exact(x[i]));
        if (error > worst) worst = error, at = x[i];
      }
      EXPECT_LE(worst, table->isa == Isa::baseline ? 4 : 2)
          << table->name << " rule " << r.rule << " at " << at;
    }
  }
}

TYPED_TEST_SUITE(Kernel, Reals);

TYPED_TEST(Kernel, FunctionsOfSpecialValuesFollowTheLibrary) {
  using T = TypeParam;
  const T inf = std::numeric_limits<T>::infinity(), tiny = std::numeric_limits<T>::denorm_min();
  const std::vector<T> x = {T(0),
                            T(-0.0),
                            inf,
                            -inf,
                            std::numeric_limits<T>::quiet_NaN(),
                            T(1),
                            T(-1),
                            T(-2),
                            tiny,
                            -tiny,
                            std::numeric_limits<T>::max(),
                            std::numeric_limits<T>::lowest(),
                            std::numeric_limits<T>::min()};
  for (const KernelTable* table : all_tables()) {
    for (const Function& f : functions()) {
      std::vector<T> y(x.size());
      const rules::Exp any{};
      kernels_of<T>(*table).unary[f.rule](f.value ? f.value : &any, y.data(), x.data(),
                                          static_cast<int64_t>(x.size()));
      for (size_t i = 0; i < x.size(); ++i) {
        const auto want = static_cast<T>(f.exact(static_cast<double>(x[i])));
        EXPECT_LE(ulps(y[i], want), 2) << table->name << ' ' << f.name << " of " << x[i] << ": " << y[i];
        if (want == 0) {
          EXPECT_EQ(std::signbit(y[i]), std::signbit(want)) << table->name << f.name << x[i];
        }
      }
    }
  }
}

}  // namespace
}  // namespace ember::kernels
