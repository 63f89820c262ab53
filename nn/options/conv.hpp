// Options of convolutions and pooling, with PyTorch's names and defaults
// (https://pytorch.org/docs/stable/nn.html#convolution-layers).
#pragma once

#include <ember/autograd/arg.hpp>
#include <ember/autograd/tensor.hpp>
#include <ember/nn/options/expanding_array.hpp>
#include <optional>

namespace ember {
namespace nn {

/// What stands around an image: a constant (zeros), its mirror, its border, or its other end.
enum class PadMode { Constant, Zeros, Reflect, Replicate, Circular };
/// Paddings by purpose: none, or as much as keeps the size at stride 1.
enum class PadRule { Valid, Same };

}  // namespace nn

inline constexpr auto kConstant = nn::PadMode::Constant, kZeros = nn::PadMode::Zeros,
                      kReflect = nn::PadMode::Reflect, kReplicate = nn::PadMode::Replicate,
                      kCircular = nn::PadMode::Circular;
inline constexpr auto kValid = nn::PadRule::Valid, kSame = nn::PadRule::Same;

namespace nn {

/// Numbers of pixels, or a rule.
template <size_t D> struct ConvPadding {
  ConvPadding(int64_t size) : sizes(size) {}
  ConvPadding(std::initializer_list<int64_t> list) : sizes(list) {}
  ConvPadding(ExpandingArray<D> array) : sizes(array) {}
  template <class Rule>
  requires std::is_convertible_v<Rule, PadRule> ConvPadding(Rule rule)
      : sizes(0), same(static_cast<PadRule>(rule) == PadRule::Same) {}
  ExpandingArray<D> sizes;
  bool same = false;
};

template <size_t D> struct ConvOptions {
  ConvOptions(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : in_channels_(in_channels), out_channels_(out_channels), kernel_size_(kernel_size) {}
  EMBER_ARG(int64_t, in_channels);
  EMBER_ARG(int64_t, out_channels);
  EMBER_ARG(ExpandingArray<D>, kernel_size);
  EMBER_ARG(ExpandingArray<D>, stride) = 1;
  EMBER_ARG(ConvPadding<D>, padding) = 0;
  EMBER_ARG(ExpandingArray<D>, dilation) = 1;
  EMBER_ARG(int64_t, groups) = 1;
  EMBER_ARG(bool, bias) = true;
  EMBER_ARG(PadMode, padding_mode) = kZeros;
};
using Conv1dOptions = ConvOptions<1>;
using Conv2dOptions = ConvOptions<2>;
using Conv3dOptions = ConvOptions<3>;

template <size_t D> struct ConvTransposeOptions {
  ConvTransposeOptions(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : in_channels_(in_channels), out_channels_(out_channels), kernel_size_(kernel_size) {}
  EMBER_ARG(int64_t, in_channels);
  EMBER_ARG(int64_t, out_channels);
  EMBER_ARG(ExpandingArray<D>, kernel_size);
  EMBER_ARG(ExpandingArray<D>, stride) = 1;
  EMBER_ARG(ExpandingArray<D>, padding) = 0;
  EMBER_ARG(ExpandingArray<D>, output_padding) = 0;
  EMBER_ARG(int64_t, groups) = 1;
  EMBER_ARG(bool, bias) = true;
  EMBER_ARG(ExpandingArray<D>, dilation) = 1;
  EMBER_ARG(PadMode, padding_mode) = kZeros;
};
using ConvTranspose1dOptions = ConvTransposeOptions<1>;
using ConvTranspose2dOptions = ConvTransposeOptions<2>;
using ConvTranspose3dOptions = ConvTransposeOptions<3>;

template <size_t D> struct MaxPoolOptions {
  MaxPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  EMBER_ARG(ExpandingArray<D>, kernel_size);
  EMBER_ARG(ExpandingArray<D>, stride);
  EMBER_ARG(ExpandingArray<D>, padding) = 0;
  EMBER_ARG(ExpandingArray<D>, dilation) = 1;
  EMBER_ARG(bool, ceil_mode) = false;
};
using MaxPool1dOptions = MaxPoolOptions<1>;
using MaxPool2dOptions = MaxPoolOptions<2>;

template <size_t D> struct AvgPoolOptions {
  AvgPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  EMBER_ARG(ExpandingArray<D>, kernel_size);
  EMBER_ARG(ExpandingArray<D>, stride);
  EMBER_ARG(ExpandingArray<D>, padding) = 0;
  EMBER_ARG(bool, ceil_mode) = false;
  EMBER_ARG(bool, count_include_pad) = true;
  EMBER_ARG(std::optional<int64_t>, divisor_override);
};
using AvgPool1dOptions = AvgPoolOptions<1>;
using AvgPool2dOptions = AvgPoolOptions<2>;

/// A size left out is that of the input.
template <size_t D> struct AdaptiveAvgPoolOptions {
  using Sizes = ExpandingArray<D, std::optional<int64_t>>;
  AdaptiveAvgPoolOptions(Sizes output_size) : output_size_(output_size) {}
  EMBER_ARG(Sizes, output_size);
};
using AdaptiveAvgPool1dOptions = AdaptiveAvgPoolOptions<1>;
using AdaptiveAvgPool2dOptions = AdaptiveAvgPoolOptions<2>;

}  // namespace nn
}  // namespace ember
