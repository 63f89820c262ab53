// Sums in an order that does not depend on the width of a register: element i of an array goes to virtual
// lane i mod V (V lanes make 128 bytes), and the lanes are folded by halves.
#pragma once

#include <ember/autograd/kernels/isa/lanes.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

template <class T> struct VirtualLanes {
  static constexpr int parts = 128 / vector_bytes, width = 128 / static_cast<int>(sizeof(T));
  Lanes<T> part[parts];

  EMBER_INLINE explicit VirtualLanes(T start) {
    for (auto& p : part) p = Lanes<T>(start);
  }

  /// f(lanes, elements) for every register of x, in order; the lanes beyond the end see `rest`.
  template <class F> EMBER_INLINE void absorb(int64_t n, const F& f) {
    int64_t i = 0;
    for (; i + width <= n; i += width) {
      for (int p = 0; p < parts; ++p) part[p] = f(part[p], i + p * Lanes<T>::width, int64_t{Lanes<T>::width});
    }
    for (int p = 0; p < parts && i < n; ++p, i += Lanes<T>::width) part[p] = f(part[p], i, n - i);
  }

  /// The lanes joined by halves: lane i with lane i + V/2, then i + V/4, ...
  template <class F> EMBER_INLINE T fold(const F& join) {
    for (int half = parts / 2; half > 0; half /= 2) {
      for (int p = 0; p < half; ++p) part[p] = join(part[p], part[p + half]);
    }
    T lanes[Lanes<T>::width];
    part[0].store(lanes);
#pragma GCC unroll 8
    for (int half = Lanes<T>::width / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; ++i) lanes[i] = join(lanes[i], lanes[i + half]);
    }
    return lanes[0];
  }
};

}  // namespace
}  // namespace ember::kernels::EMBER_ISA
