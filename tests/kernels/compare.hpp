// What kernel tests share: the tables to run on, inputs, and distances between results.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <ember/autograd/kernels/reference.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <limits>
#include <random>
#include <vector>

namespace ember::kernels {

/// Every table that this processor can run.
inline std::vector<const KernelTable*> all_tables() {
  std::vector<const KernelTable*> tables;
  for (Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512}) {
    if (const KernelTable* t = table_for(isa)) tables.push_back(t);
  }
  return tables;
}

template <class T> const Kernels<T>& kernels_of(const KernelTable& table) {
  if constexpr (sizeof(T) == 4)
    return table.f32;
  else
    return table.f64;
}

/// Distance in units in the last place; 0 between equal values and between NaNs, infinite across NaN.
template <class T> double ulps(T a, T b) {
  if (std::isnan(a) && std::isnan(b)) return 0;
  if (a == b) return 0;
  if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<double>::infinity();
  using Int = std::conditional_t<sizeof(T) == 4, int32_t, int64_t>;
  auto place = [](T x) {
    Int i;
    std::memcpy(&i, &x, sizeof i);
    return static_cast<int64_t>(i < 0 ? static_cast<Int>(std::numeric_limits<Int>::min() - i) : i);
  };
  const int64_t pa = place(a), pb = place(b);
  const uint64_t apart = pa > pb ? static_cast<uint64_t>(pa) - static_cast<uint64_t>(pb)
                                 : static_cast<uint64_t>(pb) - static_cast<uint64_t>(pa);
  return static_cast<double>(apart);
}

template <class T> bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

template <class T> std::vector<T> uniform(int64_t n, double low, double high, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> draw(low, high);
  std::vector<T> x(static_cast<size_t>(n));
  for (T& v : x) v = static_cast<T>(draw(random));
  return x;
}

/// A guard of known values behind n elements, to see a kernel write too far.
template <class T> std::vector<T> guarded(int64_t n) {
  return std::vector<T>(static_cast<size_t>(n) + 16, T(-77));
}
template <class T> bool guard_intact(const std::vector<T>& x) {
  for (size_t i = x.size() - 16; i < x.size(); ++i) {
    if (x[i] != T(-77)) return false;
  }
  return true;
}

template <class T> class Kernel : public testing::Test {};
using Reals = testing::Types<float, double>;

}  // namespace ember::kernels
