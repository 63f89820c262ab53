// Narrow rows, as those of a policy with few actions: a row in each lane of a register, so that one
// instruction serves as many rows as there are lanes. The results have the bits of the loops along a row.
#pragma once

#include <ember/autograd/kernels/isa/lanes.hpp>
#include <ember/autograd/kernels/parallel.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr int64_t narrow = 16;
EMBER_INLINE bool is_narrow(int64_t n) { return n >= 1 && n <= narrow; }

/// `rows` rows of n elements turned: column[i] holds element i of each, n <= narrow. Rows lie `step` apart;
/// step 0 is one row for all.
template <class T> struct Columns {
  int64_t n;
  Lanes<T> column[narrow];

  EMBER_INLINE explicit Columns(int64_t count) : n(count) {}
  EMBER_INLINE Columns(const T* x, int64_t rows, int64_t count) : Columns(x, rows, count, count) {}
  EMBER_INLINE Columns(const T* x, int64_t rows, int64_t count, int64_t step) : n(count) {
    constexpr int width = Lanes<T>::width;
    for (int64_t i = 0; i < n; ++i) {
      T turned[width] = {};
      if (step == 0) {
        for (T& copy : turned) copy = x[i];
      } else if (rows == width) {
        for (int r = 0; r < width; ++r) turned[r] = x[r * step + i];
      } else {
        for (int r = 0; r < rows; ++r) turned[r] = x[r * step + i];
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
    Columns y = each([](Lanes<T> v) { return v; });
    for (int64_t half = narrow / 2; half > 0; half /= 2) {
      for (int64_t i = 0; i < half && i + half < n; ++i) y.column[i] = join(y.column[i], y.column[i + half]);
    }
    return y.column[0];
  }
};

/// An array [rows, n] with any steps from row to row and from element to element; step 0 repeats.
template <class T> struct Rows {
  const T* p;
  int64_t row = 1, column = 0;
  EMBER_INLINE Lanes<T> load(int64_t r, int64_t i, int64_t left) const {
    return column == 0 ? Lanes<T>(p[r * row]) : load_upto(p + r * row + i, left);
  }
};

/// body(i, left, own) for every register of [rows, n], flat from element i on, where own holds the elements
/// of `shared` that belong to it. As many narrow rows as there are lanes are n full registers: what their
/// elements share is written out first.
template <class T, size_t count, class Body>
EMBER_INLINE void each_with_row(int64_t rows, int64_t n, double cost, const Rows<T> (&shared)[count],
                                const Body& body) {
  constexpr int64_t width = Lanes<T>::width;
  const int64_t together = is_narrow(n) ? 4 * width : 1;
  parallel_for(static_cast<double>(rows) * static_cast<double>(n) * cost, (rows + together - 1) / together, 1,
               [&](int64_t begin, int64_t end) {
                 T written[count][(4 * narrow + 1) * width];
                 Lanes<T> own[count];
                 for (int64_t r = begin * together; r < rows && r < end * together; r += together) {
                   const int64_t last = rows - r < together ? rows : r + together, all = (last - r) * n;
                   for (size_t s = 0; together > 1 && s < count; ++s) {
                     const Rows<T> from = shared[s];
                     T* to = written[s];
                     for (int64_t k = r; k < last; ++k, to += n) {
                       for (int64_t i = 0; i < n; i += width) from.load(k, i, n - i).store(to + i);
                     }
                   }
                   for (int64_t i = 0; i < all; i += width) {
                     for (size_t s = 0; s < count; ++s)
                       own[s] = together > 1 ? Lanes<T>::load(written[s] + i) : shared[s].load(r, i, all - i);
                     body(r * n + i, all - i, own);
                   }
                 }
               });
}

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
