// Convolutions and pooling as modules (https://pytorch.org/docs/stable/nn.html#convolution-layers). Images
// are [batch, channels, height, width], rows [batch, channels, length]; the batch may be missing.
#pragma once

#include <ember/nn/activation.hpp>
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

template <size_t D> std::string text_of(const MaxPoolOptions<D>& options) {
  return joined_text("kernel_size=", options.kernel_size(), ", stride=", options.stride(),
                     ", padding=", options.padding(), ", dilation=", options.dilation(),
                     ", ceil_mode=", options.ceil_mode());
}
template <size_t D> std::string text_of(const AvgPoolOptions<D>& options) {
  return joined_text("kernel_size=", options.kernel_size(), ", stride=", options.stride(),
                     ", padding=", options.padding());
}
template <size_t D> std::string text_of(const AdaptiveAvgPoolOptions<D>& options) {
  return joined_text("output_size=", options.output_size());
}

inline std::tuple<Tensor, Tensor> with_indices(const Tensor& input, const MaxPool1dOptions& options) {
  return functional::max_pool1d_with_indices(input, options);
}
inline std::tuple<Tensor, Tensor> with_indices(const Tensor& input, const MaxPool2dOptions& options) {
  return functional::max_pool2d_with_indices(input, options);
}

using MaxPool1dImpl = ActivationImpl<"MaxPool1d", MaxPool1dOptions, functional::max_pool1d>;
using MaxPool2dImpl = ActivationImpl<"MaxPool2d", MaxPool2dOptions, functional::max_pool2d>;
using AvgPool1dImpl = ActivationImpl<"AvgPool1d", AvgPool1dOptions, functional::avg_pool1d>;
using AvgPool2dImpl = ActivationImpl<"AvgPool2d", AvgPool2dOptions, functional::avg_pool2d>;
using AdaptiveAvgPool1dImpl =
    ActivationImpl<"AdaptiveAvgPool1d", AdaptiveAvgPool1dOptions, functional::adaptive_avg_pool1d>;
using AdaptiveAvgPool2dImpl =
    ActivationImpl<"AdaptiveAvgPool2d", AdaptiveAvgPool2dOptions, functional::adaptive_avg_pool2d>;
using MaxPool1d = ModuleHolder<MaxPool1dImpl>;
using MaxPool2d = ModuleHolder<MaxPool2dImpl>;
using AvgPool1d = ModuleHolder<AvgPool1dImpl>;
using AvgPool2d = ModuleHolder<AvgPool2dImpl>;
using AdaptiveAvgPool1d = ModuleHolder<AdaptiveAvgPool1dImpl>;
using AdaptiveAvgPool2d = ModuleHolder<AdaptiveAvgPool2dImpl>;

}  // namespace ember::nn
