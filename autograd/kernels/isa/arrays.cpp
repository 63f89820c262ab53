// Comparisons, selection, and the plain moves of arrays.
#include <ember/autograd/kernels/isa/fill.hpp>
#include <ember/autograd/kernels/isa/map.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

enum class Order { eq, ne, lt, le, gt, ge };

template <Order order, class T> EMBER_INLINE bool holds(T a, T b) {
  if constexpr (order == Order::eq) return a == b;
  if constexpr (order == Order::ne) return a != b;
  if constexpr (order == Order::lt) return a < b;
  if constexpr (order == Order::le) return a <= b;
  if constexpr (order == Order::gt) return a > b;
  if constexpr (order == Order::ge) return a >= b;
}

template <class T, Order order> void compare(uint8_t* y, const T* a, const T* b, int64_t n, Spread spread) {
  if (n == 0) return;
  if (spread == Spread::none) {
    for (int64_t i = 0; i < n; ++i) y[i] = holds<order>(a[i], b[i]);
  } else if (spread == Spread::a_is_scalar) {
    const T s = a[0];
    for (int64_t i = 0; i < n; ++i) y[i] = holds<order>(s, b[i]);
  } else {
    const T s = b[0];
    for (int64_t i = 0; i < n; ++i) y[i] = holds<order>(a[i], s);
  }
}

template <class T>
void select(T* y, const uint8_t* condition, const T* a, const T* b, int64_t n, Spread spread) {
  const int64_t a_step = spread == Spread::a_is_scalar ? 0 : 1,
                b_step = spread == Spread::b_is_scalar ? 0 : 1;
  for (int64_t i = 0; i < n; ++i) {
    const T va = a[i * a_step], vb = b[i * b_step];
    y[i] = condition[i] ? va : vb;
  }
}

template <class T> void fill_array(T* y, T value, int64_t n) {
  const Lanes<T> v(value);
  each_register<T>(n, 0.5, [=](int64_t i, int64_t left) { store_upto(v, y + i, left); });
}

template <class T> void axpy(T* y, T alpha, const T* x, int64_t n) {
  each_register<T>(n, 1, [=](int64_t i, int64_t left) {
    store_upto(load_upto(y + i, left) + alpha * load_upto(x + i, left), y + i, left);
  });
}

template <class T> void scale(T* y, T alpha, int64_t n) {
  map(y, y, n, 1, [alpha](Lanes<T> v) { return v * alpha; });
}

template <class T> void lerp(T* y, const T* x, T weight, int64_t n) {
  if (weight == 1) {
    if (n > 0) __builtin_memmove(y, x, static_cast<size_t>(n) * sizeof(T));
    return;
  }
  each_register<T>(n, 1, [=](int64_t i, int64_t left) {
    Lanes<T> from = load_upto(y + i, left), to = load_upto(x + i, left);
    store_upto(from + weight * (to - from), y + i, left);
  });
}

template <class T> void transpose(T* y, const T* x, int64_t rows, int64_t cols) {
  constexpr int64_t block = 16;
  for (int64_t r0 = 0; r0 < rows; r0 += block) {
    for (int64_t c0 = 0; c0 < cols; c0 += block) {
      const int64_t r1 = r0 + block < rows ? r0 + block : rows, c1 = c0 + block < cols ? c0 + block : cols;
      for (int64_t c = c0; c < c1; ++c) {
        for (int64_t r = r0; r < r1; ++r) y[c * rows + r] = x[r * cols + c];
      }
    }
  }
}

template <class T> void fill_table(Kernels<T>& k) {
  k.compare[0] = compare<T, Order::eq>;
  k.compare[1] = compare<T, Order::ne>;
  k.compare[2] = compare<T, Order::lt>;
  k.compare[3] = compare<T, Order::le>;
  k.compare[4] = compare<T, Order::gt>;
  k.compare[5] = compare<T, Order::ge>;
  k.where = select<T>;
  k.fill = fill_array<T>;
  k.axpy = axpy<T>;
  k.scale = scale<T>;
  k.lerp = lerp<T>;
  k.transpose = transpose<T>;
}

}  // namespace

void fill_arrays(Kernels<float>& f32, Kernels<double>& f64) {
  fill_table(f32);
  fill_table(f64);
}

}  // namespace ember::kernels::EMBER_ISA
