// Fused optimizer steps: one pass over the parameter, its gradient and its state, in PyTorch's order of
// operations.
#include <ember/autograd/kernels/isa/fill.hpp>
#include <ember/autograd/kernels/isa/map.hpp>
#include <limits>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr double step_cost = 20;

#if defined EMBER_AVX512 || defined EMBER_AVX2 || (defined __FP_FAST_FMA && defined __FP_FAST_FMAF)
constexpr bool has_fma = true;
#else
constexpr bool has_fma = false;
#endif

/// each_register for steps: every range has a copy of the body, whose constants then stay in registers
/// although the body writes arrays of the same type.
template <class T, class Body> EMBER_INLINE void each_step(int64_t n, const Body& body) {
  parallel_for(static_cast<double>(n) * step_cost, n, array_grain, [&](int64_t begin, int64_t end) {
    const Body own = body;
    constexpr int64_t width = Lanes<T>::width;
    int64_t i = begin;
    for (; i + width <= end; i += width) own(i, width);
    if (i < end) own(i, end - i);
  });
}

/// What a gradient is multiplied by first: exact when it is 1 or -1.
template <class Step> double factor_of(const Step& s) { return s.maximize ? -s.grad_scale : s.grad_scale; }

/// x / d to the bit, for one d in (0, 1] and many x >= 0, without the processor's slow division: a quotient
/// by the inverse in two parts, which is within 1 ulp, brought to the nearest by its remainder (Markstein
/// 1990, "Computation of elementary functions on the IBM RISC System/6000 processor"). Remainders are exact:
/// x is a square root, far above the denormal numbers. Infinity has none.
template <class T> struct Divide {
  Lanes<T> d, y, rest;
  explicit Divide(double by) : d(by), y(1 / d), rest(fma(-y, d, Lanes<T>(1)) * y) {}
  EMBER_INLINE Lanes<T> operator()(Lanes<T> x) const {
    if (!has_fma) return x / d;
    const Lanes<T> close = fma(x, y, x * rest);
    return where(x == std::numeric_limits<T>::infinity(), x, fma(fma(-close, d, x), y, close));
  }
};

template <class T> void adam(const AdamStep& step, T* p, const T* g, T* m, T* v, T* max_v, int64_t n) {
  const AdamStep s = step;
  const Lanes<T> factor(factor_of(s));
  const Lanes<T> beta1(s.beta1), beta2(s.beta2), rest1(1 - s.beta1), rest2(1 - s.beta2), eps(s.eps);
  const Lanes<T> minus_step(-s.lr / s.bias_correction1);
  const Divide<T> by_root(s.bias_correction2_sqrt);
  const Lanes<T> decay(s.weight_decay), keep(1 - s.lr * s.weight_decay);
  const bool decays = s.weight_decay != 0, scaled = factor_of(s) != 1;
  each_step<T>(n, [=](int64_t i, int64_t left) {
    Lanes<T> grad = load_upto(g + i, left), x = load_upto(p + i, left);
    if (scaled) grad = grad * factor;
    if (decays) {
      if (s.decoupled)
        x = x * keep;
      else
        grad = grad + x * decay;
    }
    Lanes<T> first = load_upto(m + i, left) * beta1 + grad * rest1;
    Lanes<T> second = load_upto(v + i, left) * beta2 + grad * grad * rest2;
    store_upto(first, m + i, left);
    store_upto(second, v + i, left);
    if (max_v) {
      Lanes<T> largest = load_upto(max_v + i, left);
      second = where(second > largest, second, where(second != second, second, largest));
      store_upto(second, max_v + i, left);
    }
    store_upto(x + minus_step * first / (by_root(sqrt(second)) + eps), p + i, left);
  });
}

template <class T> void sgd(const SgdStep& step, T* p, const T* g, T* momentum, int64_t n) {
  const SgdStep s = step;
  const Lanes<T> factor(factor_of(s));
  each_step<T>(n, [=](int64_t i, int64_t left) {
    Lanes<T> grad = load_upto(g + i, left) * factor, x = load_upto(p + i, left);
    if (s.weight_decay != 0) grad = grad + x * s.weight_decay;
    if (s.momentum != 0) {
      Lanes<T> buffer = grad;
      if (!s.first) buffer = load_upto(momentum + i, left) * s.momentum + grad * (1 - s.dampening);
      store_upto(buffer, momentum + i, left);
      grad = s.nesterov ? grad + buffer * s.momentum : buffer;
    }
    store_upto(x + grad * -s.lr, p + i, left);
  });
}

template <class T>
void rmsprop(const RmspropStep& step, T* p, const T* g, T* square, T* mean, T* momentum, int64_t n) {
  const RmspropStep s = step;
  const Lanes<T> factor(factor_of(s));
  each_step<T>(n, [=](int64_t i, int64_t left) {
    Lanes<T> grad = load_upto(g + i, left) * factor, x = load_upto(p + i, left);
    if (s.weight_decay != 0) grad = grad + x * s.weight_decay;
    Lanes<T> average = load_upto(square + i, left) * s.alpha + grad * grad * (1 - s.alpha);
    store_upto(average, square + i, left);
    if (s.centered) {
      Lanes<T> center = load_upto(mean + i, left) * s.alpha + grad * (1 - s.alpha);
      store_upto(center, mean + i, left);
      average = average - center * center;
    }
    Lanes<T> root = s.eps_inside_root ? sqrt(Lanes<T>(average + s.eps)) : sqrt(average) + s.eps;
    if (s.momentum != 0) {
      Lanes<T> buffer = load_upto(momentum + i, left) * s.momentum + grad / root;
      store_upto(buffer, momentum + i, left);
      store_upto(x + buffer * -s.lr, p + i, left);
    } else {
      store_upto(x + grad * -s.lr / root, p + i, left);
    }
  });
}

template <class T> void fill_table(Kernels<T>& k) {
  k.adam = adam<T>;
  k.sgd = sgd<T>;
  k.rmsprop = rmsprop<T>;
}

}  // namespace

void fill_optimizers(Kernels<float>& f32, Kernels<double>& f64) {
  fill_table(f32);
  fill_table(f64);
}

}  // namespace ember::kernels::EMBER_ISA
