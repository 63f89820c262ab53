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
    const Body own = body;  // in registers, although the body writes arrays
    constexpr int64_t width = Lanes<T>::width;
    int64_t i = begin;
    for (; i + width <= end; i += width) own(i, width);
    if (i < end) own(i, end - i);
  });
}

/// Loads or stores the elements of a map. A single element, the commonest remainder, goes through plain
/// moves: the next op reads it soon, and a processor cannot forward a masked store. Lanes beyond are of no
/// account.
template <class T> EMBER_INLINE Lanes<T> load_each(const T* p, int64_t left) {
  if (left >= Lanes<T>::width) return Lanes<T>::load(p);
  return left == 1 ? Lanes<T>(p[0]) : Lanes<T>::load(p, left);
}
template <class T> EMBER_INLINE void store_each(Lanes<T> x, T* p, int64_t left) {
  if (left >= Lanes<T>::width)
    x.store(p);
  else if (left == 1)
    p[0] = x[0];
  else
    x.store(p, left);
}

/// y = f(x)
template <class T, class F> EMBER_INLINE void map(T* y, const T* x, int64_t n, double cost, F f) {
  each_register<T>(n, cost, [=](int64_t i, int64_t left) {
    store_each(Lanes<T>(f(load_each(x + i, left))), y + i, left);
  });
}

/// An array, or one element that stands for n equal ones.
template <class T> struct Operand {
  const T* p;
  bool spread;
  EMBER_INLINE Lanes<T> load(int64_t i, int64_t left) const {
    return spread ? Lanes<T>(p[0]) : load_each(p + i, left);
  }
};

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
