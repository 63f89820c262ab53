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

constexpr double policy_cost = 40;

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

template <class T>
void categorical(T* log_prob, T* entropy, const T* log_p, const int64_t* actions, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) log_prob[r] = log_p[r * n + actions[r]];
  constexpr int64_t width = Lanes<T>::width;
  if (is_narrow(n)) {
    for (int64_t r = 0; r < rows; r += width) {
      const Columns<T> row(log_p + r * n, rows - r < width ? rows - r : width, n);
      const Lanes<T> sum =
          row.each([](Lanes<T> v) { return Lanes<T>(0) + share_of_entropy(v); }).fold([](auto a, auto b) {
            return a + b;
          });
      store_upto(-(sum + 0), entropy + r, rows - r);
    }
    return;
  }
  for (int64_t r = 0; r < rows; ++r) {
    VirtualLanes<T> lanes(0);
    lanes.absorb(n, [&](Lanes<T> acc, int64_t i, int64_t left) {
      const Lanes<T> share = share_of_entropy(Lanes<T>(load_upto(log_p + r * n + i, left)));
      return acc + (left >= width ? share : where(first_lanes<T>(left), share, 0));
    });
    entropy[r] = -(lanes.fold([](auto a, auto b) { return a + b; }) + T(0));
  }
}

template <class T>
void categorical_backward(T* d, const T* g_log_prob, const T* g_entropy, const T* log_p,
                          const int64_t* actions, int64_t rows, int64_t n) {
  constexpr int64_t width = Lanes<T>::width;
  if (!g_entropy) {
    for (int64_t i = 0; i < rows * n; ++i) d[i] = 0;
  } else if (is_narrow(n)) {
    for (int64_t r = 0; r < rows; r += width) {
      const int64_t count = rows - r < width ? rows - r : width;
      const Lanes<T> g = -load_upto(g_entropy + r, rows - r);
      const Columns<T> row(log_p + r * n, count, n);
      row.each([=](Lanes<T> v) { return slope_of_entropy(v, g); }).store(d + r * n, count);
    }
  } else {
    for (int64_t r = 0; r < rows; ++r) {
      const Lanes<T> g(-g_entropy[r]);
      for (int64_t i = 0; i < n; i += width)
        store_upto(slope_of_entropy(Lanes<T>(load_upto(log_p + r * n + i, n - i)), g), d + r * n + i, n - i);
    }
  }
  if (!g_log_prob) return;
  for (int64_t r = 0; r < rows; ++r) d[r * n + actions[r]] += g_log_prob[r];
}

template <class T> void squashed(T* y, const T* u, const T* mean, const T* log_std, int64_t n) {
  constexpr double log_sqrt_2pi = 0.91893853320467274178;
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
  k.squashed = squashed<T>;
  k.squashed_backward = squashed_backward<T>;
}

}  // namespace

void fill_policies(Kernels<float>& f32, Kernels<double>& f64) {
  fill_table(f32);
  fill_table(f64);
}

}  // namespace ember::kernels::EMBER_ISA
