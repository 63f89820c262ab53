// softmax and its logarithm: the dimension of interest is brought to the end, then every row is one slice.
#include <ember/autograd/copy.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

// y = softmax(x): dx = y (dy - sum(dy y))
class SoftmaxBackward final : public NodeOf<1> {
 public:
  SavedOutput y;
  std::string name() const override { return "SoftmaxBackward"; }
  void release_saved() override { y.reset(); }
  size_t saved_bytes() const override { return y.bytes(); }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor& g = grad_out[0];
    if (GradMode::is_enabled()) {
      const Tensor p = y.unpack(*this, g);
      grad_in[0] = p * (g - sum(g * p, {-1}, true));
      return;
    }
    const Tensor dense = detail::contiguous_copy(g);
    Tensor dx = detail::empty_like(dense);
    dispatch_floating("softmax", g.dtype(), [&](auto zero) {
      using T = decltype(zero);
      const int64_t n = g.size(-1);
      if (n > 0)
        kernels::kernels_for<T>().softmax_backward(dx.data_ptr<T>(), dense.data_ptr<T>(),
                                                   static_cast<const T*>(y.data(*this)), g.numel() / n, n);
    });
    grad_in[0] = dx;
  }
};

// y = log softmax(x): dx = dy - e^y sum(dy)
class LogSoftmaxBackward final : public NodeOf<1> {
 public:
  SavedOutput y;
  std::string name() const override { return "LogSoftmaxBackward"; }
  void release_saved() override { y.reset(); }
  size_t saved_bytes() const override { return y.bytes(); }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor& g = grad_out[0];
    if (GradMode::is_enabled()) {
      const Tensor log_p = y.unpack(*this, g);
      grad_in[0] = g - exp(log_p) * sum(g, {-1}, true);
      return;
    }
    const Tensor dense = detail::contiguous_copy(g);
    Tensor dx = detail::empty_like(dense);
    dispatch_floating("log_softmax", g.dtype(), [&](auto zero) {
      using T = decltype(zero);
      const int64_t n = g.size(-1);
      if (n > 0)
        kernels::kernels_for<T>().log_softmax_backward(
            dx.data_ptr<T>(), dense.data_ptr<T>(), static_cast<const T*>(y.data(*this)), g.numel() / n, n);
    });
    grad_in[0] = dx;
  }
};

// y = log sum e^x: dx = dy e^(x - y)
class LogsumexpBackward final : public NodeOf<1> {
 public:
  SavedTensor x, y;
  std::string name() const override { return "LogsumexpBackward"; }
  void release_saved() override {
    x.reset();
    y.reset();
  }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = unsqueeze(grad_out[0], -1) * exp(x.unpack(*this) - unsqueeze(y.unpack(*this), -1));
  }
};

template <class Backward, class Run> Tensor along_last(const char* op, const Tensor& x, const Run& run) {
  const Tensor dense = detail::contiguous_copy(x);
  Tensor y = detail::empty_like(dense);
  dispatch_floating(op, x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const int64_t n = x.size(-1);
    if (x.numel() > 0) run(kernels::kernels_for<T>(), y.data_ptr<T>(), dense.data_ptr<T>(), x.numel() / n, n);
  });
  if (auto* node = record<Backward>(y, x)) node->y = SavedOutput(y);
  return y;
}

/// f on the last dimension, applied along `dim`.
template <class F> Tensor along(const char* op, const Tensor& self, int64_t dim, const F& f) {
  if (self.dim() == 0) {
    wrap_dim(op, dim, 0);
    return reshape(f(reshape(self, {1})), {});
  }
  const int64_t d = wrap_dim(op, dim, self.dim());
  if (d == self.dim() - 1) return f(self);
  return transpose(f(transpose(self, d, -1)), d, -1);
}

}  // namespace

Tensor softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  const OpTimer timer("softmax", self);
  const Tensor x = to(self, dtype.value_or(self.dtype()));
  return along("softmax", x, dim, [](const Tensor& last) {
    return along_last<SoftmaxBackward>(
        "softmax", last, [](const auto& table, auto* y, const auto* from, int64_t rows, int64_t n) {
          table.softmax(y, from, rows, n);
        });
  });
}

Tensor log_softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  const OpTimer timer("log_softmax", self);
  const Tensor x = to(self, dtype.value_or(self.dtype()));
  return along("log_softmax", x, dim, [](const Tensor& last) {
    return along_last<LogSoftmaxBackward>(
        "log_softmax", last, [](const auto& table, auto* y, const auto* from, int64_t rows, int64_t n) {
          table.log_softmax(y, from, rows, n);
        });
  });
}

Tensor logsumexp(const Tensor& self, IntArrayRef dims, bool keepdim) {
  if (is_integral(self.dtype(), true)) return logsumexp(to(self, get_default_dtype()), dims, keepdim);
  const OpTimer timer("logsumexp", self);
  if (!self.is_floating_point()) return logsumexp(to(self, get_default_dtype()), dims, keepdim);
  // All reduced dimensions are brought to the end and made one.
  unsigned mask = 0;
  Dims order, shape, kept(self.sizes());
  for (int64_t dim : dims) mask |= 1U << wrap_dim("logsumexp", dim, self.dim());
  if (dims.empty()) mask = (1U << self.dim()) - 1;
  for (int64_t d = 0; d < self.dim(); ++d) {
    if ((mask >> d & 1U) != 0) continue;
    order.push_back(d);
    shape.push_back(self.size(d));
  }
  int64_t n = 1;
  for (int64_t d = 0; d < self.dim(); ++d) {
    if ((mask >> d & 1U) == 0) continue;
    order.push_back(d);
    kept[static_cast<size_t>(d)] = 1;
    n *= self.size(d);
  }
  Dims rows(shape);
  rows.push_back(n);
  const Tensor x = reshape(permute(self, order), rows), dense = detail::contiguous_copy(x);
  Tensor y = detail::empty(shape, self.dtype());
  dispatch_floating("logsumexp", self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    kernels::kernels_for<T>().logsumexp(y.data_ptr<T>(), dense.data_ptr<T>(), y.numel(), n);
  });
  if (auto* node = record<LogsumexpBackward>(y, x)) {
    node->x = SavedTensor(x);
    node->y = SavedTensor::output(y);
  }
  return keepdim ? reshape(y, kept) : y;
}

}  // namespace ember
