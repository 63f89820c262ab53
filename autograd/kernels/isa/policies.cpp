// What policies compute for every action of a batch, in one pass. The operations are those of the plain
// forms, in their order, so the bits are theirs too.
#include <ember/autograd/kernels/isa/columns.hpp>
#include <ember/autograd/kernels/isa/fill.hpp>
#include <ember/autograd/kernels/isa/fold.hpp>
#include <ember/autograd/kernels/isa/map.hpp>
#include <ember/autograd/kernels/isa/math.hpp>
#include <limits>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr double policy_cost = 40, log_sqrt_2pi = 0.91893853320467274178;

/// A logarithm of a probability, finite: an impossible choice then adds 0 and not 0 times -infinity.
template <class T> EMBER_INLINE Lanes<T> finite(Lanes<T> log_p) {
  return rules::Clamp{std::numeric_limits<T>::lowest(), __builtin_inf()}.forward(log_p);
}
template <class T> EMBER_INLINE Lanes<T> share_of_entropy(Lanes<T> log_p) {
  return finite(log_p) * exp(log_p);
}
/// The derivative of -entropy's share times `g`, as the product rule gives it.
template <class T> EMBER_INLINE Lanes<T> slope_of_entropy(Lanes<T> log_p, Lanes<T> g) {
  const Lanes<T> p = exp(log_p);
  const rules::Clamp clamp{std::numeric_limits<T>::lowest(), __builtin_inf()};
  return clamp.backward(Lanes<T>(g * p), log_p) + g * finite(log_p) * p;
}

/// y[r] = the sum of f over the elements of row r of the arrays, in the order of every sum.
template <class T, class F, class... X>
EMBER_INLINE void sum_rows(T* y, int64_t rows, int64_t n, const F& f, X... x) {
  constexpr int64_t width = Lanes<T>::width;
  const auto plus = [](auto a, auto b) { return a + b; };
  if (is_narrow(n)) {
    for (int64_t r = 0; r < rows; r += width) {
      const int64_t count = rows - r < width ? rows - r : width;
      const auto terms = [&](const auto&... turned) {
        Columns<T> all(n);
        for (int64_t i = 0; i < n; ++i) all.column[i] = Lanes<T>(0) + f(turned.column[i]...);
        return all;
      };
      store_upto(terms(Columns<T>(x.p + r * x.row, count, n, x.row)...).fold(plus), y + r, count);
    }
    return;
  }
  for (int64_t r = 0; r < rows; ++r) {
    VirtualLanes<T> lanes(0);
    lanes.absorb(n, [&](Lanes<T> acc, int64_t i, int64_t left) {
      const Lanes<T> term = f(Lanes<T>(load_upto(x.p + r * x.row + i, left))...);
      return acc + (left >= width ? term : where(first_lanes<T>(left), term, 0));
    });
    y[r] = lanes.fold(plus) + T(0);
  }
}

template <class T>
void categorical(T* log_prob, T* entropy, const T* log_p, const int64_t* actions, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) log_prob[r] = log_p[r * n + actions[r]];
  sum_rows(
      entropy, rows, n, [](Lanes<T> v) { return share_of_entropy(v); }, Rows<T>{log_p, n, 1});
  for (int64_t r = 0; r < rows; ++r) entropy[r] = -entropy[r];
}

template <class T>
void categorical_backward(T* d, const T* g_log_prob, const T* g_entropy, const T* log_p,
                          const int64_t* actions, int64_t rows, int64_t n) {
  if (g_entropy) {
    each_with_row<T>(rows, n, policy_cost, {{g_entropy}}, [=](int64_t i, int64_t left, const auto& own) {
      store_upto(slope_of_entropy(Lanes<T>(load_upto(log_p + i, left)), -own[0]), d + i, left);
    });
  } else {
    for (int64_t i = 0; i < rows * n; ++i) d[i] = 0;
  }
  if (!g_log_prob) return;
  for (int64_t r = 0; r < rows; ++r) d[r * n + actions[r]] += g_log_prob[r];
}

template <class T>
void gaussian(T* log_prob, T* entropy, const T* x, const T* mean, const T* std, const T* log_std,
              int64_t rows, int64_t n, int64_t std_row) {
  const auto density = [](Lanes<T> v, Lanes<T> m, Lanes<T> s, Lanes<T> log_s) {
    const Lanes<T> d = v - m;
    return -(d * d) / (s * s * 2) - log_s - log_sqrt_2pi;
  };
  sum_rows(log_prob, rows, n, density, Rows<T>{x, n, 1}, Rows<T>{mean, n, 1}, Rows<T>{std, std_row, 1},
           Rows<T>{log_std, std_row, 1});
  const bool one = std_row == 0 && rows > 0;
  sum_rows(
      entropy, one ? 1 : rows, n, [](Lanes<T> log_s) { return log_s + (0.5 + log_sqrt_2pi); },
      Rows<T>{log_std, std_row, 1});
  for (int64_t r = 1; one && r < rows; ++r) entropy[r] = entropy[0];
}

template <class T>
void gaussian_backward(T* dx, T* dmean, T* dstd, const T* g_log_prob, const T* g_entropy, const T* x,
                       const T* mean, const T* std, int64_t rows, int64_t n, int64_t std_row) {
  each_with_row<T>(
      rows, n, policy_cost, {{g_log_prob}, {g_entropy}, {std, std_row, 1}},
      [=](int64_t i, int64_t left, const auto& own) {
        const Lanes<T> dl = own[0], dH = own[1], s = own[2], twice = s * s * 2;
        const Lanes<T> distance = Lanes<T>(load_upto(x + i, left)) - load_upto(mean + i, left);
        const Lanes<T> to_x = -(dl / twice) * (distance * 2), quotient = -(distance * distance) / twice;
        if (dx) store_upto(to_x, dx + i, left);
        if (dmean) store_upto(Lanes<T>(to_x * -1), dmean + i, left);
        if (dstd)
          store_upto(Lanes<T>(dH / s + -dl * (quotient / twice) * 2 * (s * 2) + -dl / s), dstd + i, left);
      });
}

template <class T> void squashed(T* y, const T* u, const T* mean, const T* log_std, int64_t n) {
  each_register<T>(n, policy_cost, [=](int64_t i, int64_t left) {
    const Lanes<T> x = load_each(u + i, left), s = load_each(log_std + i, left);
    const Lanes<T> z = (x - load_each(mean + i, left)) * exp(-s);
    const Lanes<T> gaussian = z * z * -0.5 - s - log_sqrt_2pi;
    const Lanes<T> log_slope = (Lanes<T>(ln2) - x - rules::Softplus{1, 20}.forward(Lanes<T>(x * -2))) * 2;
    store_each(Lanes<T>(gaussian - log_slope), y + i, left);
  });
}

template <class T>
void squashed_backward(T* du, T* dmean, T* dlog_std, const T* g, const T* u, const T* mean, const T* log_std,
                       int64_t n) {
  each_register<T>(n, policy_cost, [=](int64_t i, int64_t left) {
    const Lanes<T> x = load_each(u + i, left), s = load_each(log_std + i, left), dy = load_each(g + i, left);
    const Lanes<T> slope = exp(-s), d = x - load_each(mean + i, left), dz = dy * -0.5 * (d * slope * 2);
    const Lanes<T> dlog_slope = dy * -1 * 2, from_gaussian = dz * slope;
    const Lanes<T> from_softplus =
        rules::Softplus{1, 20}.backward(Lanes<T>(dlog_slope * -1), Lanes<T>(x * -2)) * -2;
    if (du) store_each(Lanes<T>(dlog_slope * -1 + from_softplus + from_gaussian), du + i, left);
    if (dmean) store_each(Lanes<T>(from_gaussian * -1), dmean + i, left);
    if (dlog_std) store_each(Lanes<T>(dy * -1 + -(dz * d * slope)), dlog_std + i, left);
  });
}

template <class T> void fill_table(Kernels<T>& k) {
  k.categorical = categorical<T>;
  k.categorical_backward = categorical_backward<T>;
  k.gaussian = gaussian<T>;
  k.gaussian_backward = gaussian_backward<T>;
  k.squashed = squashed<T>;
  k.squashed_backward = squashed_backward<T>;
}

}  // namespace

void fill_policies(Kernels<float>& f32, Kernels<double>& f64) {
  fill_table(f32);
  fill_table(f64);
}

}  // namespace ember::kernels::EMBER_ISA
