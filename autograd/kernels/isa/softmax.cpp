// The softmax family over rows: the largest element is subtracted before exp, so nothing overflows.
#include <ember/autograd/kernels/isa/columns.hpp>
#include <ember/autograd/kernels/isa/fill.hpp>
#include <ember/autograd/kernels/isa/fold.hpp>
#include <ember/autograd/kernels/isa/math.hpp>
#include <ember/autograd/kernels/parallel.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr double row_cost = 30;

template <class T> constexpr T infinity = static_cast<T>(__builtin_inf());

template <class T> EMBER_INLINE T larger(T a, T b) { return b > a ? b : a; }
template <class T> EMBER_INLINE Lanes<T> larger(Lanes<T> a, Lanes<T> b) { return where(b > a, b, a); }

template <class T> EMBER_INLINE T row_max(const T* x, int64_t n) {
  VirtualLanes<T> lanes(-infinity<T>);
  lanes.absorb(n, [&](Lanes<T> acc, int64_t i, int64_t left) {
    Lanes<T> v = load_upto(x + i, left);
    return larger(acc, left >= Lanes<T>::width ? v : where(first_lanes<T>(left), v, -infinity<T>));
  });
  return lanes.fold([](auto a, auto b) { return larger(a, b); });
}

/// The sum of exp(x - shift); each term is also stored in y when it is given.
template <class T> EMBER_INLINE T sum_exp(T* y, const T* x, T shift, int64_t n) {
  VirtualLanes<T> lanes(0);
  lanes.absorb(n, [&](Lanes<T> acc, int64_t i, int64_t left) {
    Lanes<T> e = exp(Lanes<T>(load_upto(x + i, left) - shift));
    if (y) store_upto(e, y + i, left);
    return acc + (left >= Lanes<T>::width ? e : where(first_lanes<T>(left), e, 0));
  });
  return lanes.fold([](auto a, auto b) { return a + b; });
}

template <class T, class Row> EMBER_INLINE void each_row(int64_t rows, int64_t n, const Row& row) {
  parallel_for(static_cast<double>(rows) * static_cast<double>(n) * row_cost, rows, 1,
               [&](int64_t begin, int64_t end) {
                 for (int64_t r = begin; r < end; ++r) row(r * n);
               });
}

template <class T, class F> EMBER_INLINE void each_lane_group(int64_t n, const F& f) {
  for (int64_t i = 0; i < n; i += Lanes<T>::width) f(i, n - i);
}

/// block(first element, rows) for every group of narrow rows.
template <class T, class Block> EMBER_INLINE void each_block(int64_t rows, int64_t n, const Block& block) {
  constexpr int64_t width = Lanes<T>::width;
  parallel_for(static_cast<double>(rows) * static_cast<double>(n) * row_cost, (rows + width - 1) / width, 1,
               [&](int64_t begin, int64_t end) {
                 for (int64_t r = begin * width; r < end * width && r < rows; r += width)
                   block(r * n, rows - r < width ? rows - r : width);
               });
}

template <class T> EMBER_INLINE Lanes<T> top_of(const Columns<T>& x) {
  return x.each([](Lanes<T> v) { return larger(Lanes<T>(-infinity<T>), v); }).fold([](auto a, auto b) {
    return larger(a, b);
  });
}
template <class T> EMBER_INLINE Lanes<T> sum_of(const Columns<T>& x) {
  return x.each([](Lanes<T> v) { return Lanes<T>(0) + v; }).fold([](auto a, auto b) { return a + b; });
}

template <class T> void softmax(T* y, const T* x, int64_t rows, int64_t n) {
  if (is_narrow(n)) {
    return each_block<T>(rows, n, [=](int64_t at, int64_t count) {
      const Columns<T> row(x + at, count, n);
      const Lanes<T> top = top_of(row);
      const Columns<T> e = row.each([=](Lanes<T> v) { return exp(Lanes<T>(v - top)); });
      const Lanes<T> scale = Lanes<T>(1) / sum_of(e);
      e.each([=](Lanes<T> v) { return v * scale; }).store(y + at, count);
    });
  }
  each_row<T>(rows, n, [=](int64_t at) {
    const Lanes<T> scale(1 / sum_exp(y + at, x + at, row_max(x + at, n), n));
    each_lane_group<T>(n, [=](int64_t i, int64_t left) {
      store_upto(load_upto(y + at + i, left) * scale, y + at + i, left);
    });
  });
}

template <class T> EMBER_INLINE T log_of(T x) { return log(Lanes<T>(x))[0]; }
template <class T> EMBER_INLINE Lanes<T> log_sum_of(const Columns<T>& x, Lanes<T> top) {
  return log(sum_of(x.each([=](Lanes<T> v) { return exp(Lanes<T>(v - top)); })));
}

template <class T> void log_softmax(T* y, const T* x, int64_t rows, int64_t n) {
  if (is_narrow(n)) {
    return each_block<T>(rows, n, [=](int64_t at, int64_t count) {
      const Columns<T> row(x + at, count, n);
      const Lanes<T> top = top_of(row), log_sum = log_sum_of(row, top);
      row.each([=](Lanes<T> v) { return v - top - log_sum; }).store(y + at, count);
    });
  }
  each_row<T>(rows, n, [=](int64_t at) {
    const T top = row_max(x + at, n), log_sum = log_of(sum_exp<T>(nullptr, x + at, top, n));
    each_lane_group<T>(n, [=](int64_t i, int64_t left) {
      store_upto(load_upto(x + at + i, left) - top - log_sum, y + at + i, left);
    });
  });
}

template <class T> void logsumexp(T* y, const T* x, int64_t rows, int64_t n) {
  if (n == 0) {
    for (int64_t row = 0; row < rows; ++row) y[row] = -infinity<T>;
    return;
  }
  each_row<T>(rows, n, [=](int64_t at) {
    const T top = row_max(x + at, n);
    const T shift = top == infinity<T> || top == -infinity<T> ? 0 : top;
    y[at / n] = log_of(sum_exp<T>(nullptr, x + at, shift, n)) + shift;
  });
}

template <class T, class F> EMBER_INLINE T row_sum(int64_t n, const F& term) {
  VirtualLanes<T> lanes(0);
  lanes.absorb(n, [&](Lanes<T> acc, int64_t i, int64_t left) { return acc + term(i, left); });
  return lanes.fold([](auto a, auto b) { return a + b; });
}

template <class T> void softmax_backward(T* dx, const T* g, const T* y, int64_t rows, int64_t n) {
  if (is_narrow(n)) {
    return each_block<T>(rows, n, [=](int64_t at, int64_t count) {
      const Columns<T> dy(g + at, count, n), p(y + at, count, n);
      const Lanes<T> dot = sum_of(dy.with(p, [](Lanes<T> a, Lanes<T> b) { return a * b; }));
      dy.with(p, [=](Lanes<T> a, Lanes<T> b) { return b * (a - dot); }).store(dx + at, count);
    });
  }
  each_row<T>(rows, n, [=](int64_t at) {
    const Lanes<T> dot(row_sum<T>(n, [=](int64_t i, int64_t left) {
      return load_upto(g + at + i, left) * load_upto(y + at + i, left);
    }));
    each_lane_group<T>(n, [=](int64_t i, int64_t left) {
      store_upto(load_upto(y + at + i, left) * (load_upto(g + at + i, left) - dot), dx + at + i, left);
    });
  });
}

template <class T> void log_softmax_backward(T* dx, const T* g, const T* y, int64_t rows, int64_t n) {
  if (is_narrow(n)) {
    return each_block<T>(rows, n, [=](int64_t at, int64_t count) {
      const Columns<T> dy(g + at, count, n), log_p(y + at, count, n);
      const Lanes<T> total = sum_of(dy);
      dy.with(log_p, [=](Lanes<T> a, Lanes<T> b) { return a - exp(b) * total; }).store(dx + at, count);
    });
  }
  each_row<T>(rows, n, [=](int64_t at) {
    const Lanes<T> total(row_sum<T>(n, [=](int64_t i, int64_t left) { return load_upto(g + at + i, left); }));
    each_lane_group<T>(n, [=](int64_t i, int64_t left) {
      Lanes<T> p = exp(load_upto(y + at + i, left));
      store_upto(load_upto(g + at + i, left) - p * total, dx + at + i, left);
    });
  });
}

template <class T>
void cross_entropy(T* loss, T* shift, const T* x, const int64_t* target, int64_t rows, int64_t n) {
  T *const tops = shift, *const log_sums = shift + rows;
  if (is_narrow(n)) {
    each_block<T>(rows, n, [=](int64_t at, int64_t count) {
      const Columns<T> row(x + at, count, n);
      const Lanes<T> top = top_of(row);
      store_upto(top, tops + at / n, count);
      store_upto(log_sum_of(row, top), log_sums + at / n, count);
    });
  } else {
    each_row<T>(rows, n, [=](int64_t at) {
      const T top = tops[at / n] = row_max(x + at, n);
      log_sums[at / n] = log_of(sum_exp<T>(nullptr, x + at, top, n));
    });
  }
  for (int64_t r = 0; r < rows; ++r) loss[r] = -(x[r * n + target[r]] - tops[r] - log_sums[r]);
}

template <class T>
void cross_entropy_backward(T* dx, const T* g, const T* x, const T* shift, const int64_t* target,
                            int64_t rows, int64_t n) {
  each_with_row<T>(rows, n, row_cost, {{shift}, {shift + rows}, {g}},
                   [=](int64_t i, int64_t left, const auto& own) {
                     const Lanes<T> p = exp(Lanes<T>(load_upto(x + i, left) - own[0] - own[1]));
                     store_upto(p * own[2], dx + i, left);
                   });
  for (int64_t r = 0; r < rows; ++r) dx[r * n + target[r]] -= g[r];
}

template <class T> void fill_table(Kernels<T>& k) {
  k.softmax = softmax<T>;
  k.log_softmax = log_softmax<T>;
  k.logsumexp = logsumexp<T>;
  k.softmax_backward = softmax_backward<T>;
  k.log_softmax_backward = log_softmax_backward<T>;
  k.cross_entropy = cross_entropy<T>;
  k.cross_entropy_backward = cross_entropy_backward<T>;
}

}  // namespace

void fill_softmax(Kernels<float>& f32, Kernels<double>& f64) {
  fill_table(f32);
  fill_table(f64);
}

}  // namespace ember::kernels::EMBER_ISA
