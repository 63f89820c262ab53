// Convolutions as modules (https://pytorch.org/docs/stable/nn.html#convolution-layers). Images are [batch,
// channels, height, width], rows [batch, channels, length]; the batch may be missing.
#pragma once

#include <ember/nn/cloneable.hpp>
#include <ember/nn/functional/conv.hpp>
#include <ember/nn/module_holder.hpp>

namespace ember::nn {

/// Cross-correlation with out_channels kernels; see functional::conv2d. Starts uniform within 1 /
/// sqrt(fan_in), fan_in = in_channels / groups times the kernel's size.
template <size_t D> class ConvImpl : public Cloneable<ConvImpl<D>> {
 public:
  ConvImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : ConvImpl(ConvOptions<D>(in_channels, out_channels, kernel_size)) {}
  /// Throws ValueError when groups do not divide the channels, and for padding kSame with strides.
  explicit ConvImpl(ConvOptions<D> options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ConvOptions<D> options;
  Tensor weight;  ///< [out, in / groups, kernel...]
  Tensor bias;    ///< [out], or undefined
};
using Conv1dImpl = ConvImpl<1>;
using Conv2dImpl = ConvImpl<2>;
using Conv1d = ModuleHolder<Conv1dImpl>;
using Conv2d = ModuleHolder<Conv2dImpl>;
using Conv3dImpl = ConvImpl<3>;
using Conv3d = ModuleHolder<Conv3dImpl>;

/// See functional::conv_transpose2d.
template <size_t D> class ConvTransposeImpl : public Cloneable<ConvTransposeImpl<D>> {
 public:
  ConvTransposeImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : ConvTransposeImpl(ConvTransposeOptions<D>(in_channels, out_channels, kernel_size)) {}
  explicit ConvTransposeImpl(ConvTransposeOptions<D> options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ConvTransposeOptions<D> options;
  Tensor weight;  ///< [in, out / groups, kernel...]
  Tensor bias;    ///< [out], or undefined
};
using ConvTranspose1dImpl = ConvTransposeImpl<1>;
using ConvTranspose2dImpl = ConvTransposeImpl<2>;
using ConvTranspose1d = ModuleHolder<ConvTranspose1dImpl>;
using ConvTranspose2d = ModuleHolder<ConvTranspose2dImpl>;
using ConvTranspose3dImpl = ConvTransposeImpl<3>;
using ConvTranspose3d = ModuleHolder<ConvTranspose3dImpl>;

}  // namespace ember::nn
