// Dropout (https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html).
#pragma once

#include <ember/nn/cloneable.hpp>
#include <ember/nn/functional/dropout.hpp>
#include <ember/nn/module_holder.hpp>

namespace ember::nn {

struct DropoutOptions {
  DropoutOptions(double p = 0.5) : p_(p) {}
  EMBER_ARG(double, p);
  EMBER_ARG(bool, inplace) = false;
};

/// In training each element is 0 with probability p, else divided by 1 - p; the identity in evaluation.
class DropoutImpl : public Cloneable<DropoutImpl> {
 public:
  /// Throws ValueError for p outside [0, 1].
  explicit DropoutImpl(double p) : DropoutImpl(DropoutOptions(p)) {}
  explicit DropoutImpl(const DropoutOptions& options_ = {});
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  DropoutOptions options;
};
using Dropout = ModuleHolder<DropoutImpl>;

}  // namespace ember::nn
