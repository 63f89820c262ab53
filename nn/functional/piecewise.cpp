#include <ember/autograd/create.hpp>
#include <ember/autograd/node.hpp>
#include <ember/nn/functional/piecewise.hpp>

namespace ember::nn::functional {
namespace {

/// The tensor on the same memory, as the result of another node.
Tensor same(const Tensor& x) { return ember::detail::alias(x, x.sizes(), x.strides(), 0); }

// dx of a piecewise linear y(x), as a function of dy and x: the first derivative is 1, the second 0
class FlatBackward final : public NodeOf<2> {
 public:
  Dims sizes;
  std::string name() const override { return "FlatBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    if (wants(0)) grad_in[0] = grad_out[0];
    if (wants(1)) grad_in[1] = zeros(sizes, grad_out[0].dtype());
  }
};

// y = y: dy = dy
class PiecewiseBackward final : public NodeOf<1> {
 public:
  SavedTensor x;
  std::string name() const override { return "PiecewiseBackward"; }
  void release_saved() override { x.reset(); }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    if (!GradMode::is_enabled()) {
      grad_in[0] = std::move(grad_out[0]);
      return;
    }
    const Tensor from = x.unpack(*this);
    grad_in[0] = same(grad_out[0]);
    if (auto* node = record<FlatBackward>(grad_in[0], grad_out[0], from)) node->sizes = from.sizes();
  }
};

}  // namespace

Tensor piecewise(const Tensor& y, const Tensor& x) {
  if (!is_recorded(x)) return y;
  Tensor result = same(y);
  if (auto* node = record<PiecewiseBackward>(result, y)) node->x = SavedTensor(x);
  return result;
}

}  // namespace ember::nn::functional
