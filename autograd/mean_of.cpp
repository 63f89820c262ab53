#include <cstring>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/mean_of.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise_rules.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>

namespace ember::detail {
namespace {

// y = mean of n of f(a, b): da = dy / n f_a(a, b), db = dy / n f_b(a, b)
class MeanOfBackward final : public NodeOf<2> {
 public:
  const BinaryEntry* entry = nullptr;
  size_t index = 0;
  RuleValue rule;
  SavedTensor a, b;
  std::string name() const override { return std::string("MeanOf(") + entry->name + ")Backward"; }
  void release_saved() override {
    a.reset();
    b.reset();
  }
  size_t saved_bytes() const override { return a.bytes() + b.bytes(); }

  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    if (GradMode::is_enabled()) {
      const Tensor va = a.unpack(*this), vb = b.unpack(*this),
                   g = expand(grad_out[0] / Scalar(va.numel()), va.sizes());
      for (size_t side = 0; side < 2; ++side)
        if (wants(side)) grad_in[side] = entry->backward[side](&rule, g, va, vb);
      return;
    }
    const Tensor &va = a.peek(*this), &vb = b.peek(*this);
    dispatch_floating(entry->name, va.dtype(), [&](auto zero) {
      using T = decltype(zero);
      const auto& table = kernels::kernels_for<T>();
      const T g = *static_cast<const T*>(grad_out[0].impl().data) / static_cast<T>(va.numel());
      for (size_t side = 0; side < 2; ++side) {
        if (!wants(side)) continue;
        grad_in[side] = empty_like(va);
        T* d = static_cast<T*>(grad_in[side].impl().data);
        table.fill(d, g, va.numel());
        (side == 0 ? table.binary_backward_a : table.binary_backward_b)[index](
            &rule, d, d, static_cast<const T*>(va.impl().data), static_cast<const T*>(vb.impl().data),
            va.numel(), kernels::Spread::none);
      }
    });
  }
};

}  // namespace

Tensor mean_of(size_t index, const void* rule, const Tensor& a, const Tensor& b) {
  if (a.sizes() != b.sizes() || a.dtype() != b.dtype() || !a.is_floating_point() || !a.is_contiguous() ||
      !b.is_contiguous())
    return mean(binary(index, rule, a, b));
  const BinaryEntry& entry = binary_entry(index);
  const OpTimer timer(entry.name);
  Tensor y;
  {
    const NoGradGuard guard;
    y = mean(binary(index, rule, a, b));
  }
  if (auto* node = record<MeanOfBackward>(y, a, b)) {
    node->entry = &entry;
    node->index = index;
    std::memcpy(&node->rule, rule, entry.bytes);
    node->a = SavedTensor(a);
    node->b = SavedTensor(b);
  }
  return y;
}

}  // namespace ember::detail
