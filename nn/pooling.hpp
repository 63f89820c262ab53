// Pooling as modules (https://pytorch.org/docs/stable/nn.html#pooling-layers), over images and rows as in
// nn/conv.hpp.
#pragma once

#include <ember/nn/activation.hpp>
#include <ember/nn/functional/conv.hpp>

namespace ember::nn {

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
