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
  int64_t outer = 1, n = 1, inner = 1;
  for (int64_t k = 0; k < self.dim(); ++k) (k < d ? outer : k == d ? n : inner) *= self.size(k);
  dispatch(self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    using Total = std::conditional_t<std::is_floating_point_v<T>, double, T>;  // as PyTorch adds on the CPU
    for (int64_t o = 0; o < outer; ++o) {
      for (int64_t i = 0; i < inner; ++i) {
        const T* x = static_cast<const T*>(dense.impl().data) + o * n * inner + i;
        T* y = static_cast<T*>(out.impl().data) + o * n * inner + i;
        Total total = 0;
        for (int64_t k = 0; k < n; ++k) {
          const int64_t at = (from_the_end ? n - 1 - k : k) * inner;
          total = static_cast<Total>(total + x[at]);
          y[at] = static_cast<T>(total);
        }
      }
    }
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

}  // namespace

Tensor cumsum(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  const OpTimer timer("cumsum");
  return running_sum(as_summed(self, dtype), wrap_dim("cumsum", dim, self.dim()), false);
}

Tensor cumprod(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  Tensor x = as_summed(self, dtype);
  const int64_t d = wrap_dim("cumprod", dim, self.dim()), n = self.dim() == 0 ? 1 : self.size(d);
  // After the step of distance s every element is the product of the last 2 s: products alone, so that the
  // derivative needs no division.
  for (int64_t s = 1; s < n; s *= 2)
    x = cat({narrow(x, d, 0, s), narrow(x, d, s, n - s) * narrow(x, d, 0, n - s)}, d);
  return n == 1 ? clone(x) : x;
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
