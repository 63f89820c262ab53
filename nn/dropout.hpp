// Dropout (https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html).
#pragma once

#include <ember/nn/activation.hpp>
#include <ember/nn/cloneable.hpp>
#include <ember/nn/functional/dropout.hpp>
#include <ember/nn/module_holder.hpp>

namespace ember::nn {

struct DropoutOptions {
  DropoutOptions(double p = 0.5) : p_(p) {}
  EMBER_ARG(double, p);
  EMBER_ARG(bool, inplace) = false;
};

using Dropout2dOptions = DropoutOptions;
using DropoutFunction = Tensor(Tensor, const functional::DropoutFuncOptions&);

/// In training each element (with Dropout2d each channel) is 0 with probability p, else divided by 1 - p; the
/// identity in evaluation.
template <Text title, auto function> class DropoutOf : public Cloneable<DropoutOf<title, function>> {
 public:
  /// Throws ValueError for p outside [0, 1].
  explicit DropoutOf(double p) : DropoutOf(DropoutOptions(p)) {}
  explicit DropoutOf(const DropoutOptions& options_ = {});
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  DropoutOptions options;
};
using DropoutImpl = DropoutOf<"Dropout", static_cast<DropoutFunction*>(functional::dropout)>;
using Dropout2dImpl = DropoutOf<"Dropout2d", functional::dropout2d>;
using Dropout = ModuleHolder<DropoutImpl>;
using Dropout2d = ModuleHolder<Dropout2dImpl>;

}  // namespace ember::nn
