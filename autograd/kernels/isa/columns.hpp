// Narrow rows, as those of a policy with few actions: a row in each lane of a register, so that one
// instruction serves as many rows as there are lanes. The results have the bits of the loops along a row.
#pragma once

#include <ember/autograd/kernels/isa/lanes.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr int64_t narrow = 8;
EMBER_INLINE bool is_narrow(int64_t n) { return n >= 1 && n <= narrow; }

/// `rows` rows of n elements turned: column[i] holds element i of each, n <= narrow.
template <class T> struct Columns {
  int64_t n;
  Lanes<T> column[narrow];

  EMBER_INLINE explicit Columns(int64_t count) : n(count) {}
  EMBER_INLINE Columns(const T* x, int64_t rows, int64_t count) : n(count) {
    constexpr int width = Lanes<T>::width;
    for (int64_t i = 0; i < n; ++i) {
      T turned[width] = {};
      if (rows == width) {
        for (int r = 0; r < width; ++r) turned[r] = x[r * n + i];
      } else {
        for (int r = 0; r < rows; ++r) turned[r] = x[r * n + i];
      }
      column[i] = Lanes<T>::load(turned);
    }
  }
  EMBER_INLINE void store(T* y, int64_t rows) const {
    constexpr int width = Lanes<T>::width;
    for (int64_t i = 0; i < n; ++i) {
      T turned[width];
      column[i].store(turned);
      if (rows == width) {
        for (int r = 0; r < width; ++r) y[r * n + i] = turned[r];
      } else {
        for (int r = 0; r < rows; ++r) y[r * n + i] = turned[r];
      }
    }
  }

  template <class F> EMBER_INLINE Columns each(const F& f) const {
    Columns y(n);
    for (int64_t i = 0; i < n; ++i) y.column[i] = f(column[i]);
    return y;
  }
  template <class F> EMBER_INLINE Columns with(const Columns& other, const F& f) const {
    Columns y(n);
    for (int64_t i = 0; i < n; ++i) y.column[i] = f(column[i], other.column[i]);
    return y;
  }
  /// The elements of each row joined by halves, in the order of VirtualLanes::fold.
  template <class F> EMBER_INLINE Lanes<T> fold(const F& join) const {
    Columns y = *this;
    for (int64_t half = narrow / 2; half > 0; half /= 2) {
      for (int64_t i = 0; i < half && i + half < n; ++i) y.column[i] = join(y.column[i], y.column[i + half]);
    }
    return y.column[0];
  }
};

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
