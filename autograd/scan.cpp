#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/scan.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

/// Calls f(first, n, step) for every line of x along d: its first element in row-major order, how many
/// follow, and how far apart.
template <class F> void for_each_line(const Tensor& x, int64_t d, const F& f) {
  int64_t outer = 1, n = 1, inner = 1;
  for (int64_t k = 0; k < x.dim(); ++k) (k < d ? outer : k == d ? n : inner) *= x.size(k);
  for (int64_t o = 0; o < outer; ++o) {
    for (int64_t i = 0; i < inner; ++i) f(o * n * inner + i, n, inner);
  }
}

Tensor running_sum(const Tensor& self, int64_t d, bool from_the_end);

// y[i] = x[0] + ... + x[i]: dx[i] = dy[i] + dy[i + 1] + ...; from the end the other way round
class CumsumBackward final : public NodeOf<1> {
 public:
  int64_t dim = 0;
  bool from_the_end = false;
  std::string name() const override { return "CumsumBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = running_sum(grad_out[0], dim, !from_the_end);
  }
};

Tensor running_sum(const Tensor& self, int64_t d, bool from_the_end) {
  const Tensor dense = detail::contiguous_copy(self);
  Tensor out = detail::empty_like(dense);
  dispatch(self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    using Total = std::conditional_t<std::is_floating_point_v<T>, double, T>;  // as PyTorch adds on the CPU
    for_each_line(dense, d, [&](int64_t first, int64_t n, int64_t step) {
      const T* x = static_cast<const T*>(dense.impl().data) + first;
      T* y = static_cast<T*>(out.impl().data) + first;
      Total total = 0;
      for (int64_t k = 0; k < n; ++k) {
        const int64_t at = (from_the_end ? n - 1 - k : k) * step;
        total = static_cast<Total>(total + x[at]);
        y[at] = static_cast<T>(total);
      }
    });
  });
  if (auto* node = record<CumsumBackward>(out, self)) {
    node->dim = d;
    node->from_the_end = from_the_end;
  }
  return out;
}

Tensor as_summed(const Tensor& self, std::optional<ScalarType> dtype) {
  return to(self, dtype.value_or(is_integral(self.dtype(), true) ? kLong : self.dtype()));
}

/// y[i] = f(x[0], ..., x[i]) for an associative f: after the step of distance s every element holds the last
/// 2 s.
template <class F> Tensor running(const char* op, Tensor x, int64_t dim, const F& f) {
  const int64_t d = wrap_dim(op, dim, x.dim()), n = x.dim() == 0 ? 1 : x.size(d);
  for (int64_t s = 1; s < n; s *= 2)
    x = cat({narrow(x, d, 0, s), f(narrow(x, d, s, n - s), narrow(x, d, 0, n - s))}, d);
  return n == 1 ? clone(x) : x;
}

template <bool largest> std::tuple<Tensor, Tensor> running_extremum(const Tensor& self, int64_t dim) {
  const int64_t d = wrap_dim(largest ? "cummax" : "cummin", dim, self.dim());
  if (self.dim() == 0) return {clone(self), zeros({}, kLong)};
  const Tensor dense = detail::contiguous_copy(self);
  Tensor index = detail::empty(self.sizes(), kLong);
  dispatch(self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for_each_line(dense, d, [&](int64_t first, int64_t n, int64_t step) {
      const T* x = dense.data_ptr<T>() + first;
      int64_t best = 0;
      for (int64_t k = 0; k < n; ++k) {
        const T value = x[k * step], least = x[best * step];
        if (value != value || (least == least && (largest ? value >= least : value <= least))) best = k;
        index.data_ptr<int64_t>()[first + k * step] = best;
      }
    });
  });
  return {gather(self, d, index), index};
}

}  // namespace

Tensor cumsum(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  const OpTimer timer("cumsum", self);
  return running_sum(as_summed(self, dtype), wrap_dim("cumsum", dim, self.dim()), false);
}

Tensor cumprod(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  // Products alone, so that the derivative needs no division.
  return running("cumprod", as_summed(self, dtype), dim,
                 [](const Tensor& a, const Tensor& b) { return a * b; });
}

Tensor logcumsumexp(const Tensor& self, int64_t dim) {
  require<TypeError>(self.is_floating_point(), "logcumsumexp: needs a floating dtype: got ", self.dtype());
  return running("logcumsumexp", self, dim, logaddexp);
}

std::tuple<Tensor, Tensor> cummax(const Tensor& self, int64_t dim) {
  return running_extremum<true>(self, dim);
}
std::tuple<Tensor, Tensor> cummin(const Tensor& self, int64_t dim) {
  return running_extremum<false>(self, dim);
}

Tensor diff(const Tensor& self, int64_t n, int64_t dim, const Tensor& prepend, const Tensor& append) {
  require<ValueError>(n >= 0, "diff: n is negative: ", n);
  require<ShapeError>(self.dim() > 0, "diff: needs at least 1 dimension");
  Tensor x = self;
  if (prepend.defined()) x = cat({prepend, x}, dim);
  if (append.defined()) x = cat({x, append}, dim);
  for (const int64_t d = wrap_dim("diff", dim, x.dim()); n > 0 && x.size(d) > 0; --n) {
    const Tensor later = narrow(x, d, 1, x.size(d) - 1), earlier = narrow(x, d, 0, x.size(d) - 1);
    x = x.dtype() == kBool ? later != earlier : later - earlier;
  }
  return x.is_same(self) ? clone(x) : x;
}

Tensor prod(const Tensor& self, int64_t dim, bool keepdim, std::optional<ScalarType> dtype) {
  Tensor x = as_summed(self, dtype);
  const int64_t d = wrap_dim("prod", dim, self.dim());
  if (self.dim() == 0) return clone(x);
  if (x.size(d) == 0) x = sum(x, {d}, true) + 1;
  while (x.size(d) > 1) {  // halves multiplied together
    const int64_t half = x.size(d) / 2;
    const Tensor product = narrow(x, d, 0, half) * narrow(x, d, half, half);
    x = x.size(d) % 2 == 0 ? product : cat({product, narrow(x, d, 2 * half, 1)}, d);
  }
  return keepdim ? clone(x) : squeeze(clone(x), d);
}

Tensor prod(const Tensor& self, std::optional<ScalarType> dtype) {
  return prod(reshape(self, {self.numel()}), 0, false, dtype);
}

}  // namespace ember
