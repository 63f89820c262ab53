// Fused optimizer steps: one pass over the parameter, its gradient and its state, in PyTorch's order of
// operations.
#include <ember/autograd/kernels/isa/fill.hpp>
#include <ember/autograd/kernels/isa/map.hpp>

namespace ember::kernels::EMBER_ISA {
namespace {

constexpr double step_cost = 20;

#if defined EMBER_AVX512 || defined EMBER_AVX2 || (defined __FP_FAST_FMA && defined __FP_FAST_FMAF)
constexpr bool has_fma = true;
#else
constexpr bool has_fma = false;
#endif

/// A step in two halves, `first` some registers ahead of `second`, which gets its result: the processor then
/// takes roots for the ones while it divides for the others.
template <class T, class First, class Second>
EMBER_INLINE void each_step(int64_t n, const First& first, const Second& second) {
  parallel_for(static_cast<double>(n) * step_cost, n, array_grain, [&](int64_t begin, int64_t end) {
    const First front = first;
    const Second back = second;
    constexpr int64_t width = Lanes<T>::width;
    constexpr int depth = 4;
    int64_t i = begin;
    if (i + depth * width <= end) {
      decltype(front(i, width)) held[depth + 1];
#pragma GCC unroll 8
      for (int k = 0; k < depth; ++k) held[k] = front(i + k * width, width);
      for (; i + (depth + 1) * width <= end; i += width) {
        held[depth] = front(i + depth * width, width);
        back(i, width, held[0]);
#pragma GCC unroll 8
        for (int k = 0; k < depth; ++k) held[k] = held[k + 1];
      }
#pragma GCC unroll 8
      for (int k = 0; k < depth; ++k, i += width) back(i, width, held[k]);
    }
    for (; i < end; i += width) back(i, end - i, front(i, end - i));
  });
}

/// What the first half of a step leaves for the second.
template <class T> struct Quotient { Lanes<T> dividend, root; };

/// What a gradient is multiplied by first: exact when it is 1 or -1.
template <class Step> double factor_of(const Step& s) { return s.maximize ? -s.grad_scale : s.grad_scale; }

/// x / d to the bit, for one d in (0, 1] and many x >= 0, without the processor's slow division: a quotient
/// by the inverse in two parts, which is within 1 ulp, brought to the nearest by its remainder (Markstein
/// 1990, "Computation of elementary functions on the IBM RISC System/6000 processor"). Remainders are exact:
/// x is a square root, far above the denormal numbers. Infinity has none: NaN is not above x, and x / d never
/// below.
template <class T> struct Divide {
  Lanes<T> d, y, rest;
  explicit Divide(double by) : d(by), y(1 / d), rest(fma(-y, d, Lanes<T>(1)) * y) {}
  EMBER_INLINE Lanes<T> operator()(Lanes<T> x) const {
    if (!has_fma) return x / d;
    const Lanes<T> close = fma(x, y, x * rest);
    const Lanes<T> quotient = fma(fma(-close, d, x), y, close);
    return where(quotient > x, quotient, x);
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
  const auto moments = [=](int64_t i, int64_t left) {
    Lanes<T> grad = load_upto(g + i, left);
    if (scaled) grad = grad * factor;
    if (decays && !s.decoupled) grad = grad + load_upto(p + i, left) * decay;
    const Lanes<T> first = load_upto(m + i, left) * beta1 + grad * rest1;
    Lanes<T> second = load_upto(v + i, left) * beta2 + grad * grad * rest2;
    store_upto(first, m + i, left);
    store_upto(second, v + i, left);
    if (max_v) {
      Lanes<T> largest = load_upto(max_v + i, left);
      second = where(second > largest, second, where(second != second, second, largest));
      store_upto(second, max_v + i, left);
    }
    return Quotient<T>{minus_step * first, sqrt(second)};
  };
  each_step<T>(n, moments, [=](int64_t i, int64_t left, const Quotient<T>& change) {
    Lanes<T> x = load_upto(p + i, left);
    if (decays && s.decoupled) x = x * keep;
    store_upto(x + change.dividend / (by_root(change.root) + eps), p + i, left);
  });
}

template <class T> void sgd(const SgdStep& step, T* p, const T* g, T* momentum, int64_t n) {
  const SgdStep s = step;
  const Lanes<T> factor(factor_of(s));
  each_register<T>(n, step_cost, [=](int64_t i, int64_t left) {
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
  const auto averages = [=](int64_t i, int64_t left) {
    Lanes<T> grad = load_upto(g + i, left) * factor;
    if (s.weight_decay != 0) grad = grad + load_upto(p + i, left) * s.weight_decay;
    Lanes<T> average = load_upto(square + i, left) * s.alpha + grad * grad * (1 - s.alpha);
    store_upto(average, square + i, left);
    if (s.centered) {
      Lanes<T> center = load_upto(mean + i, left) * s.alpha + grad * (1 - s.alpha);
      store_upto(center, mean + i, left);
      average = average - center * center;
    }
    const Lanes<T> root = s.eps_inside_root ? sqrt(Lanes<T>(average + s.eps)) : sqrt(average) + s.eps;
    return Quotient<T>{grad, root};
  };
  each_step<T>(n, averages, [=](int64_t i, int64_t left, const Quotient<T>& change) {
    const Lanes<T> x = load_upto(p + i, left);
    if (s.momentum != 0) {
      Lanes<T> buffer = load_upto(momentum + i, left) * s.momentum + change.dividend / change.root;
      store_upto(buffer, momentum + i, left);
      store_upto(x + buffer * -s.lr, p + i, left);
    } else {
      store_upto(x + change.dividend * -s.lr / change.root, p + i, left);
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
