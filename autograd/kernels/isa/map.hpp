// Loops over whole arrays, one register at a time, on several threads when the work is large.
#pragma once

#include <ember/autograd/kernels/isa/lanes.hpp>
#include <ember/autograd/kernels/parallel.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

/// Elements per range when an array is split between threads.
constexpr int64_t array_grain = 4096;

/// body(i, left) for each register's worth of [0, n): left is the number of elements from i on. `cost` is the
/// work per element in floating-point operations.
template <class T, class Body> EMBER_INLINE void each_register(int64_t n, double cost, const Body& body) {
  parallel_for(static_cast<double>(n) * cost, n, array_grain, [&](int64_t begin, int64_t end) {
    constexpr int64_t width = Lanes<T>::width;
    int64_t i = begin;
    for (; i + width <= end; i += width) body(i, width);
    if (i < end) body(i, end - i);
  });
}

/// y = f(x)
template <class T, class F> EMBER_INLINE void map(T* y, const T* x, int64_t n, double cost, F f) {
  each_register<T>(n, cost, [=](int64_t i, int64_t left) {
    store_upto(Lanes<T>(f(load_upto(x + i, left))), y + i, left);
  });
}

/// An array, or one element that stands for n equal ones.
template <class T> struct Operand {
  const T* p;
  int64_t step;
  T copies[Lanes<T>::width];

  Operand(const T* x, bool spread) : p(x), step(spread && x ? 0 : 1) {
    if (step == 0) {
      Lanes<T>(x[0]).store(copies);
      p = copies;
    }
  }
  Operand(const Operand&) = delete;
  EMBER_INLINE Lanes<T> load(int64_t i, int64_t left) const { return load_upto(p + i * step, left); }
};

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
