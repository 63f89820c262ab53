// Sums, extremes and tests over whole arrays, in an order that depends on the sizes alone.
#include <ember/autograd/kernels/isa/fill.hpp>
#include <ember/autograd/kernels/isa/fold.hpp>
#include <ember/autograd/kernels/isa/math.hpp>
#include <ember/autograd/kernels/parallel.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr int64_t block_elements = 4096, block_rows = 256;

/// Sums f(register) over n elements: lanes inside a block, blocks in double.
template <class T, class F> EMBER_INLINE double sum_blocks(const T* x, int64_t n, const F& f) {
  double total = 0;
  for (int64_t begin = 0; begin < n; begin += block_elements) {
    const int64_t count = n - begin < block_elements ? n - begin : block_elements;
    VirtualLanes<T> lanes(0);
    lanes.absorb(count, [&](Lanes<T> acc, int64_t i, int64_t left) {
      return acc + f(load_upto(x + begin + i, left));
    });
    total += static_cast<double>(lanes.fold([](auto a, auto b) { return a + b; }));
  }
  return total;
}

/// Column sums of x [n, inner]: each column is one chain per block of rows; blocks are added in order.
template <class T> void sum_columns(T* y, const T* x, int64_t n, int64_t inner) {
  constexpr int64_t width = Lanes<T>::width;
  for (int64_t column = 0; column < inner; column += 4 * width) {
    const T* at = x + column;
    Lanes<T> total[4] = {0, 0, 0, 0};
    for (int64_t begin = 0; begin < n; begin += block_rows) {
      const int64_t end = n - begin < block_rows ? n : begin + block_rows;
      Lanes<T> acc[4] = {0, 0, 0, 0};
      if (column + 4 * width <= inner) {
        for (int64_t r = begin; r < end; ++r) {
          for (int v = 0; v < 4; ++v) acc[v] += Lanes<T>::load(at + r * inner + v * width);
        }
      } else {
        for (int v = 0; v < 4; ++v) {
          const int64_t left = inner - column - v * width;
          if (left <= 0) break;
          for (int64_t r = begin; r < end; ++r) acc[v] += load_upto(at + r * inner + v * width, left);
        }
      }
      for (int v = 0; v < 4; ++v) total[v] += acc[v];
    }
    for (int v = 0; v < 4; ++v) {
      const int64_t left = inner - column - v * width;
      if (left > 0) store_upto(total[v], y + column + v * width, left);
    }
  }
}

template <class T> void sum(T* y, const T* x, int64_t outer, int64_t n, int64_t inner) {
  const double work = static_cast<double>(outer) * static_cast<double>(n) * static_cast<double>(inner);
  parallel_for(work, outer, 1, [=](int64_t begin, int64_t end) {
    for (int64_t o = begin; o < end; ++o) {
      if (n == 1 && inner == 1)
        y[o] = x[o] + T(0);  // -0 becomes 0, as in every sum
      else if (inner == 1)
        y[o] = static_cast<T>(sum_blocks(x + o * n, n, [](Lanes<T> v) { return v; }));
      else
        sum_columns(y + o * inner, x + o * n * inner, n, inner);
    }
  });
}

/// Whether a replaces the best so far: larger (smaller), or the first NaN.
template <bool largest, class T> EMBER_INLINE bool replaces(T a, T best) {
  return (largest ? a > best : a < best) || (a != a && best == best);
}

template <bool largest, class T> EMBER_INLINE Mask<T> beats(Lanes<T> a, Lanes<T> best) {
  return largest ? a > best : a < best;
}

/// The place of the first NaN, or else of the first of the largest (smallest) of n >= 1 numbers.
template <bool largest, class T> int64_t place_of_extreme(const T* x, int64_t n) {
  constexpr int64_t width = Lanes<T>::width;
  const auto load = [=](int64_t i) {
    const Lanes<T> v = load_upto(x + i, n - i);
    return n - i >= width ? v : where(first_lanes<T>(n - i), v, x[0]);
  };
  Lanes<T> best(x[0]);
  Mask<T> odd{};
  for (int64_t i = 0; i < n; i += width) {
    const Lanes<T> v = load(i);
    best = where(beats<largest>(v, best), v, best);
    odd = odd | (v != v);
  }
  T top[width];
  best.store(top);
  for (int64_t half = width / 2; half > 0; half /= 2) {
    for (int64_t i = 0; i < half; ++i)
      top[i] = replaces<largest>(top[i + half], top[i]) ? top[i + half] : top[i];
  }
  const bool has_nan = any(odd);
  const auto is_it = [&](auto v) { return has_nan ? v != v : v == top[0]; };
  int64_t i = 0;
  while (!any(is_it(load(i)))) i += width;
  while (!is_it(x[i])) ++i;
  return i;
}

/// The largest (smallest) of each column of x [n, inner], and its place.
template <bool largest, class T>
void extreme_of_columns(T* y, int64_t* index, const T* x, int64_t n, int64_t inner) {
  constexpr int64_t width = Lanes<T>::width;
  for (int64_t column = 0; column < inner; column += width) {
    const int64_t left = inner - column, count = left < width ? left : width;
    Lanes<T> best = load_upto(x + column, left), place(0);
    for (int64_t i = 1; i < n; ++i) {
      const Lanes<T> v = load_upto(x + i * inner + column, left);
      const Mask<T> better = beats<largest>(v, best) | ((v != v) & (best == best));
      best = where(better, v, best);
      place = where(better, Lanes<T>(i), place);
    }
    store_upto(best, y + column, left);
    for (int64_t i = 0; index && i < count; ++i)
      index[column + i] = static_cast<int64_t>(place[static_cast<int>(i)]);
  }
}

template <bool largest, class T>
void extreme(T* y, int64_t* index, const T* x, int64_t outer, int64_t n, int64_t inner) {
  constexpr int64_t countable = int64_t{1} << 24;  // what a float tells apart
  for (int64_t o = 0; o < outer; ++o, x += n * inner, y += inner) {
    int64_t* const places = index ? index + o * inner : nullptr;
    if (inner >= Lanes<T>::width / 2 && n < countable) {
      extreme_of_columns<largest>(y, places, x, n, inner);
      continue;
    }
    for (int64_t c = 0; c < inner; ++c) {
      int64_t place = 0;
      if (inner == 1 && n > 2 * Lanes<T>::width) {
        place = place_of_extreme<largest>(x, n);
      } else {
        for (int64_t i = 1; i < n; ++i) {
          if (replaces<largest>(x[i * inner + c], x[place * inner + c])) place = i;
        }
      }
      y[c] = x[place * inner + c];
      if (places) places[c] = place;
    }
  }
}

template <class T> double sum_of_squares(const T* x, int64_t n) {
  return sum_blocks(x, n, [](Lanes<T> v) { return v * v; });
}

template <class T> bool all_finite(const T* x, int64_t n) {
  constexpr int64_t width = Lanes<T>::width, stretch = 64 * width;
  for (int64_t begin = 0; begin < n; begin += stretch) {
    const int64_t end = n - begin < stretch ? n : begin + stretch;
    Lanes<T> acc(0);  // 0 x is NaN for infinities and NaN, and NaN stays
    for (int64_t i = begin; i < end; i += width) acc += load_upto(x + i, end - i) * 0;
    if (any(acc != acc)) return false;
  }
  return true;
}

template <class T> void fill_table(Kernels<T>& k) {
  k.sum = sum<T>;
  k.max = extreme<true, T>;
  k.min = extreme<false, T>;
  k.sum_of_squares = sum_of_squares<T>;
  k.all_finite = all_finite<T>;
}

}  // namespace

void fill_reductions(Kernels<float>& f32, Kernels<double>& f64) {
  fill_table(f32);
  fill_table(f64);
}

}  // namespace ember::kernels::EMBER_ISA
