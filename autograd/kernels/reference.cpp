#include <cmath>
#include <ember/autograd/kernels/reference.hpp>
#include <limits>

namespace ember::kernels {
namespace {

/// A number that rules accept: arithmetic rounds to T at every step, functions are computed in double.
template <class T> struct One {
  T v;
  One() = default;
  template <class S>
  requires std::is_arithmetic_v<S> One(S s) : v(static_cast<T>(s)) {}

  One operator-() const { return -v; }
  friend One operator+(One a, One b) { return a.v + b.v; }
  friend One operator-(One a, One b) { return a.v - b.v; }
  friend One operator*(One a, One b) { return a.v * b.v; }
  friend One operator/(One a, One b) { return a.v / b.v; }

  struct Truth {
    bool holds;
    friend One where(Truth t, One a, One b) { return t.holds ? a : b; }
  };
  friend Truth operator<(One a, One b) { return {a.v < b.v}; }
  friend Truth operator>(One a, One b) { return {a.v > b.v}; }
  friend Truth operator<=(One a, One b) { return {a.v <= b.v}; }
  friend Truth operator>=(One a, One b) { return {a.v >= b.v}; }
  friend Truth operator==(One a, One b) { return {a.v == b.v}; }
  friend Truth operator!=(One a, One b) { return {a.v != b.v}; }

  friend One abs(One x) { return std::fabs(x.v); }
  friend One floor(One x) { return std::floor(x.v); }
  friend One sqrt(One x) { return std::sqrt(x.v); }
  friend One exp(One x) { return std::exp(static_cast<double>(x.v)); }
  friend One expm1(One x) { return std::expm1(static_cast<double>(x.v)); }
  friend One log(One x) { return std::log(static_cast<double>(x.v)); }
  friend One log1p(One x) { return std::log1p(static_cast<double>(x.v)); }
  friend One log1p_exp(One x) { return rules::log1p_exp(static_cast<double>(x.v)); }
  friend One sin(One x) { return std::sin(static_cast<double>(x.v)); }
  friend One cos(One x) { return std::cos(static_cast<double>(x.v)); }
  friend One tanh(One x) { return std::tanh(static_cast<double>(x.v)); }
  friend One sigmoid(One x) { return rules::sigmoid(static_cast<double>(x.v)); }
  friend One tan(One x) { return std::tan(static_cast<double>(x.v)); }
  friend One asin(One x) { return std::asin(static_cast<double>(x.v)); }
  friend One acos(One x) { return std::acos(static_cast<double>(x.v)); }
  friend One atan(One x) { return std::atan(static_cast<double>(x.v)); }
  friend One sinh(One x) { return std::sinh(static_cast<double>(x.v)); }
  friend One cosh(One x) { return std::cosh(static_cast<double>(x.v)); }
  friend One erf(One x) { return std::erf(static_cast<double>(x.v)); }
  friend One erfc(One x) { return std::erfc(static_cast<double>(x.v)); }
  friend One log2(One x) { return std::log2(static_cast<double>(x.v)); }
  friend One log10(One x) { return std::log10(static_cast<double>(x.v)); }
  friend One exp2(One x) { return std::exp2(static_cast<double>(x.v)); }
  friend One asinh(One x) { return std::asinh(static_cast<double>(x.v)); }
  friend One acosh(One x) { return std::acosh(static_cast<double>(x.v)); }
  friend One atanh(One x) { return std::atanh(static_cast<double>(x.v)); }
  friend One lgamma(One x) { return rules::log_gamma(static_cast<double>(x.v)); }
  friend One polygamma(int n, One x) { return rules::polygamma(n, static_cast<double>(x.v)); }
  friend One atan2(One x, One y) { return std::atan2(x.v, y.v); }
  friend One hypot(One x, One y) { return std::hypot(x.v, y.v); }
  friend One fmod(One x, One y) { return std::fmod(x.v, y.v); }
  friend One pow(One x, One y) { return std::pow(static_cast<double>(x.v), static_cast<double>(y.v)); }
};

template <class T, class Rule> void unary(const void* rule, T* y, const T* x, int64_t n) {
  const Rule& r = *static_cast<const Rule*>(rule);
  for (int64_t i = 0; i < n; ++i) y[i] = r.template forward<One<T>>(x[i]).v;
}

template <class T, class Rule>
void unary_backward(const void* rule, T* dx, const T* g, const T* saved, int64_t n) {
  const Rule& r = *static_cast<const Rule*>(rule);
  for (int64_t i = 0; i < n; ++i) {
    dx[i] = r.template backward<One<T>>(g[i], Rule::saves == rules::Saves::nothing ? T(0) : saved[i]).v;
  }
}

/// Element i of an operand that may be one number for all, or absent.
template <class T> T element(const T* x, int64_t i, bool spread) {
  return x == nullptr ? T(0) : x[spread ? 0 : i];
}

template <class T, class Rule>
void binary(const void* rule, T* y, const T* a, const T* b, int64_t n, Spread spread) {
  const Rule& r = *static_cast<const Rule*>(rule);
  for (int64_t i = 0; i < n; ++i) {
    const T va = element(a, i, spread == Spread::a_is_scalar),
            vb = element(b, i, spread == Spread::b_is_scalar);
    y[i] = r.template forward<One<T>>(va, vb).v;
  }
}

template <class T, class Rule, bool wrt_a>
void binary_backward(const void* rule, T* d, const T* g, const T* a, const T* b, int64_t n, Spread spread) {
  const Rule& r = *static_cast<const Rule*>(rule);
  for (int64_t i = 0; i < n; ++i) {
    const T va = element(a, i, spread == Spread::a_is_scalar),
            vb = element(b, i, spread == Spread::b_is_scalar);
    d[i] =
        wrt_a ? r.template backward_a<One<T>>(g[i], va, vb).v : r.template backward_b<One<T>>(g[i], va, vb).v;
  }
}

template <class T, int order> void compare(uint8_t* y, const T* a, const T* b, int64_t n, Spread spread) {
  for (int64_t i = 0; i < n; ++i) {
    const T va = element(a, i, spread == Spread::a_is_scalar),
            vb = element(b, i, spread == Spread::b_is_scalar);
    const bool holds[] = {va == vb, va != vb, va<vb, va <= vb, va> vb, va >= vb};
    y[i] = holds[order];
  }
}

template <class T>
void select(T* y, const uint8_t* condition, const T* a, const T* b, int64_t n, Spread spread) {
  for (int64_t i = 0; i < n; ++i) {
    const T va = element(a, i, spread == Spread::a_is_scalar),
            vb = element(b, i, spread == Spread::b_is_scalar);
    y[i] = condition[i] != 0 ? va : vb;
  }
}

template <class T> void fill(T* y, T value, int64_t n) {
  for (int64_t i = 0; i < n; ++i) y[i] = value;
}
template <class T> void axpy(T* y, T alpha, const T* x, int64_t n) {
  for (int64_t i = 0; i < n; ++i) y[i] = y[i] + alpha * x[i];
}
template <class T> void scale(T* y, T alpha, int64_t n) {
  for (int64_t i = 0; i < n; ++i) y[i] = y[i] * alpha;
}
template <class T> void lerp(T* y, const T* x, T weight, int64_t n) {
  for (int64_t i = 0; i < n; ++i) y[i] = weight == 1 ? x[i] : y[i] + weight * (x[i] - y[i]);
}
template <class T> void transpose(T* y, const T* x, int64_t rows, int64_t cols) {
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < cols; ++c) y[c * rows + r] = x[r * cols + c];
  }
}

template <class T> void sum(T* y, const T* x, int64_t outer, int64_t n, int64_t inner) {
  for (int64_t o = 0; o < outer; ++o) {
    for (int64_t c = 0; c < inner; ++c) {
      double total = 0;
      for (int64_t i = 0; i < n; ++i) total += static_cast<double>(x[(o * n + i) * inner + c]);
      y[o * inner + c] = static_cast<T>(total);
    }
  }
}

template <class T, bool largest>
void extreme(T* y, int64_t* index, const T* x, int64_t outer, int64_t n, int64_t inner) {
  for (int64_t o = 0; o < outer; ++o) {
    for (int64_t c = 0; c < inner; ++c) {
      int64_t best = 0;
      for (int64_t i = 1; i < n; ++i) {
        const T v = x[(o * n + i) * inner + c], b = x[(o * n + best) * inner + c];
        if ((largest ? v > b : v < b) || (std::isnan(v) && !std::isnan(b))) best = i;
      }
      y[o * inner + c] = x[(o * n + best) * inner + c];
      if (index != nullptr) index[o * inner + c] = best;
    }
  }
}

template <class T> double sum_of_squares(const T* x, int64_t n) {
  double total = 0;
  for (int64_t i = 0; i < n; ++i) total += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  return total;
}
template <class T> bool all_finite(const T* x, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    if (!std::isfinite(x[i])) return false;
  }
  return true;
}

/// max(x) and sum(exp(x - max)) of one row
template <class T> struct RowSum {
  double top = -std::numeric_limits<double>::infinity(), sum = 0;
  RowSum(const T* x, int64_t n, bool finite_shift) {
    for (int64_t i = 0; i < n; ++i) top = static_cast<double>(x[i]) > top ? static_cast<double>(x[i]) : top;
    if (finite_shift && std::isinf(top)) top = 0;
    for (int64_t i = 0; i < n; ++i) sum += std::exp(static_cast<double>(x[i]) - top);
  }
};
template <class T> void softmax(T* y, const T* x, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) {
    const RowSum row(x + r * n, n, false);
    for (int64_t i = r * n; i < (r + 1) * n; ++i) {
      y[i] = static_cast<T>(std::exp(static_cast<double>(x[i]) - row.top) / row.sum);
    }
  }
}
template <class T> void log_softmax(T* y, const T* x, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) {
    const RowSum row(x + r * n, n, false);
    for (int64_t i = r * n; i < (r + 1) * n; ++i) {
      y[i] = static_cast<T>(static_cast<double>(x[i]) - row.top - std::log(row.sum));
    }
  }
}
template <class T> void logsumexp(T* y, const T* x, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) {
    const RowSum row(x + r * n, n, true);
    y[r] = static_cast<T>(std::log(row.sum) + row.top);
  }
}
template <class T> void softmax_backward(T* dx, const T* g, const T* y, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) {
    double dot = 0;
    for (int64_t i = r * n; i < (r + 1) * n; ++i)
      dot += static_cast<double>(g[i]) * static_cast<double>(y[i]);
    for (int64_t i = r * n; i < (r + 1) * n; ++i) {
      dx[i] = static_cast<T>(static_cast<double>(y[i]) * (static_cast<double>(g[i]) - dot));
    }
  }
}
template <class T> void log_softmax_backward(T* dx, const T* g, const T* y, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) {
    double total = 0;
    for (int64_t i = r * n; i < (r + 1) * n; ++i) total += static_cast<double>(g[i]);
    for (int64_t i = r * n; i < (r + 1) * n; ++i) {
      dx[i] = static_cast<T>(static_cast<double>(g[i]) - std::exp(static_cast<double>(y[i])) * total);
    }
  }
}

template <class T>
void cross_entropy(T* loss, T* shift, const T* x, const int64_t* target, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) {
    const RowSum row(x + r * n, n, false);
    shift[r] = static_cast<T>(row.top);
    shift[rows + r] = static_cast<T>(std::log(row.sum));
    loss[r] = static_cast<T>(std::log(row.sum) - (static_cast<double>(x[r * n + target[r]]) - row.top));
  }
}
template <class T>
void cross_entropy_backward(T* dx, const T* g, const T* x, const T*, const int64_t* target, int64_t rows,
                            int64_t n) {
  softmax(dx, x, rows, n);
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t i = 0; i < n; ++i) dx[r * n + i] = (dx[r * n + i] - T(i == target[r])) * g[r];
  }
}

template <class T>
void categorical(T* log_prob, T* entropy, const T* log_p, const int64_t* actions, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) {
    double sum = 0;
    for (int64_t i = 0; i < n; ++i) {
      const auto x = static_cast<double>(log_p[r * n + i]);
      if (!std::isinf(x)) sum += std::exp(x) * x;
    }
    log_prob[r] = log_p[r * n + actions[r]];
    entropy[r] = static_cast<T>(-sum);
  }
}
template <class T>
void categorical_backward(T* d, const T* g_log_prob, const T* g_entropy, const T* log_p,
                          const int64_t* actions, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t i = 0; i < n; ++i) {
      const auto x = static_cast<double>(log_p[r * n + i]);
      double slope = 0;
      if (g_entropy != nullptr && !std::isinf(x))
        slope = -static_cast<double>(g_entropy[r]) * std::exp(x) * (1 + x);
      if (g_log_prob != nullptr && i == actions[r]) slope += static_cast<double>(g_log_prob[r]);
      d[r * n + i] = static_cast<T>(slope);
    }
  }
}

template <class T>
void gaussian(T* log_prob, T* entropy, const T* x, const T* mean, const T* std, const T* log_std,
              int64_t rows, int64_t n, int64_t std_row) {
  const double log_sqrt_2pi = 0.5 * std::log(2 * std::acos(-1.0));
  for (int64_t r = 0; r < rows; ++r) {
    double density = 0, spread = 0;
    for (int64_t i = 0; i < n; ++i) {
      const int64_t at = r * n + i, column = r * std_row + i;
      const double z =
          (static_cast<double>(x[at]) - static_cast<double>(mean[at])) / static_cast<double>(std[column]);
      density += -0.5 * z * z - static_cast<double>(log_std[column]) - log_sqrt_2pi;
      spread += 0.5 + log_sqrt_2pi + static_cast<double>(log_std[column]);
    }
    log_prob[r] = static_cast<T>(density);
    entropy[r] = static_cast<T>(spread);
  }
}
template <class T>
void gaussian_backward(T* dx, T* dmean, T* dstd, const T* g_log_prob, const T* g_entropy, const T* x,
                       const T* mean, const T* std, int64_t rows, int64_t n, int64_t std_row) {
  for (int64_t i = 0; i < rows * n; ++i) {
    const auto dl = static_cast<double>(g_log_prob[i / n]), dH = static_cast<double>(g_entropy[i / n]),
               s = static_cast<double>(std[i / n * std_row + i % n]),
               z = (static_cast<double>(x[i]) - static_cast<double>(mean[i])) / s;
    if (dx != nullptr) dx[i] = static_cast<T>(-dl * z / s);
    if (dmean != nullptr) dmean[i] = static_cast<T>(dl * z / s);
    if (dstd != nullptr) dstd[i] = static_cast<T>((dl * (z * z - 1) + dH) / s);
  }
}

template <class T> void squashed(T* y, const T* u, const T* mean, const T* log_std, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    const auto x = static_cast<double>(u[i]), s = static_cast<double>(log_std[i]),
               z = (x - static_cast<double>(mean[i])) * std::exp(-s);
    const double log_slope = 2 * (std::log(2.0) - x - rules::log1p_exp(-2 * x));
    y[i] = static_cast<T>(-0.5 * z * z - s - 0.5 * std::log(2 * std::acos(-1.0)) - log_slope);
  }
}
template <class T>
void squashed_backward(T* du, T* dmean, T* dlog_std, const T* g, const T* u, const T* mean, const T* log_std,
                       int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    const auto x = static_cast<double>(u[i]), dy = static_cast<double>(g[i]),
               slope = std::exp(-static_cast<double>(log_std[i])),
               z = (x - static_cast<double>(mean[i])) * slope;
    if (du != nullptr) du[i] = static_cast<T>(dy * (2 - 4 * rules::sigmoid(-2 * x) - z * slope));
    if (dmean != nullptr) dmean[i] = static_cast<T>(dy * z * slope);
    if (dlog_std != nullptr) dlog_std[i] = static_cast<T>(dy * (z * z - 1));
  }
}

template <class T> void gemm(const Gemm<T>& p) {
  for (int64_t i = 0; i < p.m; ++i) {
    for (int64_t j = 0; j < p.n; ++j) {
      T& c = p.c[i * p.c_row + j];
      T acc = p.accumulate ? c : T(0);
      for (int64_t k = 0; k < p.k; ++k) {
        acc = std::fma(p.a[i * p.a_row + k * p.a_col], p.b[k * p.b_row + j * p.b_col], acc);
      }
      if (p.bias != nullptr) acc += p.bias[j];
      if (p.epilogue == Epilogue::relu && acc <= 0) acc = 0;
      if (p.epilogue == Epilogue::tanh) acc = std::tanh(acc);
      if (p.mask != nullptr && p.mask[i * p.c_row + j] <= 0) acc = 0;
      c = acc;
    }
  }
}

template <class T> T prepared(T g, double scale, bool maximize) {
  const T scaled = g * static_cast<T>(scale);
  return maximize ? -scaled : scaled;
}

template <class T> void adam(const AdamStep& s, T* p, const T* g, T* m, T* v, T* max_v, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    T grad = prepared(g[i], s.grad_scale, s.maximize);
    if (s.weight_decay != 0) {
      if (s.decoupled)
        p[i] = p[i] * static_cast<T>(1 - s.lr * s.weight_decay);
      else
        grad = grad + p[i] * static_cast<T>(s.weight_decay);
    }
    m[i] = m[i] * static_cast<T>(s.beta1) + grad * static_cast<T>(1 - s.beta1);
    v[i] = v[i] * static_cast<T>(s.beta2) + grad * grad * static_cast<T>(1 - s.beta2);
    T second = v[i];
    if (max_v != nullptr) second = max_v[i] = second > max_v[i] || std::isnan(second) ? second : max_v[i];
    const T denominator = std::sqrt(second) / static_cast<T>(s.bias_correction2_sqrt) + static_cast<T>(s.eps);
    p[i] = p[i] + static_cast<T>(-s.lr / s.bias_correction1) * m[i] / denominator;
  }
}

template <class T> void sgd(const SgdStep& s, T* p, const T* g, T* momentum, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    T grad = prepared(g[i], s.grad_scale, s.maximize);
    if (s.weight_decay != 0) grad = grad + p[i] * static_cast<T>(s.weight_decay);
    if (s.momentum != 0) {
      momentum[i] =
          s.first ? grad : momentum[i] * static_cast<T>(s.momentum) + grad * static_cast<T>(1 - s.dampening);
      grad = s.nesterov ? grad + momentum[i] * static_cast<T>(s.momentum) : momentum[i];
    }
    p[i] = p[i] + grad * static_cast<T>(-s.lr);
  }
}

template <class T>
void rmsprop(const RmspropStep& s, T* p, const T* g, T* square, T* mean, T* momentum, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    T grad = prepared(g[i], s.grad_scale, s.maximize);
    if (s.weight_decay != 0) grad = grad + p[i] * static_cast<T>(s.weight_decay);
    square[i] = square[i] * static_cast<T>(s.alpha) + grad * grad * static_cast<T>(1 - s.alpha);
    T average = square[i];
    if (s.centered) {
      mean[i] = mean[i] * static_cast<T>(s.alpha) + grad * static_cast<T>(1 - s.alpha);
      average = average - mean[i] * mean[i];
    }
    const T eps = static_cast<T>(s.eps);
    const T root = s.eps_inside_root ? std::sqrt(average + eps) : std::sqrt(average) + eps;
    if (s.momentum != 0) {
      momentum[i] = momentum[i] * static_cast<T>(s.momentum) + grad / root;
      p[i] = p[i] + momentum[i] * static_cast<T>(-s.lr);
    } else {
      p[i] = p[i] + grad * static_cast<T>(-s.lr) / root;
    }
  }
}

template <class T, class... Rules> void set_unary(Kernels<T>& k, rules::List<Rules...>) {
  ((k.unary[rules::UnaryRules::index_of<Rules>()] = unary<T, Rules>), ...);
  ((k.unary_backward[rules::UnaryRules::index_of<Rules>()] = unary_backward<T, Rules>), ...);
}
template <class T, class... Rules> void set_binary(Kernels<T>& k, rules::List<Rules...>) {
  ((k.binary[rules::BinaryRules::index_of<Rules>()] = binary<T, Rules>), ...);
  ((k.binary_backward_a[rules::BinaryRules::index_of<Rules>()] = binary_backward<T, Rules, true>), ...);
  ((k.binary_backward_b[rules::BinaryRules::index_of<Rules>()] = binary_backward<T, Rules, false>), ...);
}

template <class T> Kernels<T> plain() {
  Kernels<T> k{};
  set_unary(k, rules::UnaryRules{});
  set_binary(k, rules::BinaryRules{});
  k.compare[0] = compare<T, 0>;
  k.compare[1] = compare<T, 1>;
  k.compare[2] = compare<T, 2>;
  k.compare[3] = compare<T, 3>;
  k.compare[4] = compare<T, 4>;
  k.compare[5] = compare<T, 5>;
  k.where = select<T>;
  k.fill = fill<T>;
  k.axpy = axpy<T>;
  k.scale = scale<T>;
  k.lerp = lerp<T>;
  k.transpose = transpose<T>;
  k.sum = sum<T>;
  k.max = extreme<T, true>;
  k.min = extreme<T, false>;
  k.sum_of_squares = sum_of_squares<T>;
  k.all_finite = all_finite<T>;
  k.softmax = softmax<T>;
  k.log_softmax = log_softmax<T>;
  k.logsumexp = logsumexp<T>;
  k.softmax_backward = softmax_backward<T>;
  k.log_softmax_backward = log_softmax_backward<T>;
  k.cross_entropy = cross_entropy<T>;
  k.cross_entropy_backward = cross_entropy_backward<T>;
  k.categorical = categorical<T>;
  k.categorical_backward = categorical_backward<T>;
  k.gaussian = gaussian<T>;
  k.gaussian_backward = gaussian_backward<T>;
  k.squashed = squashed<T>;
  k.squashed_backward = squashed_backward<T>;
  k.gemm = gemm<T>;
  k.adam = adam<T>;
  k.sgd = sgd<T>;
  k.rmsprop = rmsprop<T>;
  return k;
}

}  // namespace

const KernelTable& reference_table() {
  static const KernelTable table{Isa::baseline, "reference", plain<float>(), plain<double>()};
  return table;
}

}  // namespace ember::kernels
