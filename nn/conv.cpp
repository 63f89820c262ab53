#include <ember/autograd/create.hpp>
#include <ember/nn/conv.hpp>
#include <ember/nn/init.hpp>

namespace ember::nn {
namespace {

/// [out, in, kernel...]
template <size_t D>
std::vector<int64_t> weight_shape(int64_t out, int64_t in, const ExpandingArray<D>& kernel) {
  std::vector<int64_t> shape{out, in};
  shape.insert(shape.end(), kernel->begin(), kernel->end());
  return shape;
}

template <size_t D> bool is_all(const ExpandingArray<D>& sizes, int64_t value) {
  return std::all_of(sizes->begin(), sizes->end(), [=](int64_t size) { return size == value; });
}

template <class Options> void check(const char* name, const Options& options) {
  const int64_t groups = options.groups(), in = options.in_channels(), out = options.out_channels();
  require<ValueError>(groups > 0 && in % groups == 0 && out % groups == 0, name, ": ", groups,
                      " groups do not divide the channels: in ", in, ", out ", out);
}

template <size_t D, class Options> std::string start_of_text(const char* name, const Options& o) {
  std::string text = joined_text(name, static_cast<int64_t>(D), "d(", o.in_channels(), ", ", o.out_channels(),
                                 ", kernel_size=", o.kernel_size(), ", stride=", o.stride());
  return text;
}

}  // namespace

template <size_t D> ConvImpl<D>::ConvImpl(ConvOptions<D> options_) : options(std::move(options_)) {
  ConvImpl::reset();
}
template <size_t D> void ConvImpl<D>::reset() {
  check("Conv", options);
  require<ValueError>(!options.padding().same || is_all(options.stride(), 1),
                      "Conv: padding kSame needs stride 1: ", options.stride());
  weight = this->register_parameter(
      "weight", ember::empty(weight_shape(options.out_channels(), options.in_channels() / options.groups(),
                                          options.kernel_size())));
  bias = options.bias() ? this->register_parameter("bias", empty({options.out_channels()}))
                        : this->register_parameter("bias", {}, false);
  reset_parameters();
}
template <size_t D> void ConvImpl<D>::reset_parameters() { init::reset_weight_and_bias(weight, bias); }

static const char* text_of(PadMode mode) {
  constexpr const char* names[] = {"kConstant", "kZeros", "kReflect", "kReplicate", "kCircular"};
  return names[static_cast<size_t>(mode)];
}

template <size_t D> void ConvImpl<D>::pretty_print(std::ostream& stream) const {
  std::string text = start_of_text<D>("Conv", options);
  if (options.padding().same)
    text += ", padding='same'";
  else if (!is_all(options.padding().sizes, 0))
    text += joined_text(", padding=", options.padding().sizes);
  if (!is_all(options.dilation(), 1)) text += joined_text(", dilation=", options.dilation());
  if (options.groups() != 1) text += joined_text(", groups=", options.groups());
  if (!options.bias()) text += ", bias=false";
  if (options.padding_mode() != kZeros)
    text += joined_text(", padding_mode=", text_of(options.padding_mode()));
  print_own(stream, text + ")");
}

template <size_t D> Tensor ConvImpl<D>::forward(const Tensor& input) {
  auto chosen = functional::ConvFuncOptions<D>()
                    .bias(bias)
                    .stride(options.stride())
                    .padding(options.padding())
                    .dilation(options.dilation())
                    .groups(options.groups());
  Tensor x = input;
  if (options.padding_mode() != PadMode::Zeros && options.padding_mode() != PadMode::Constant) {
    std::vector<int64_t> around;
    for (size_t d = D; d-- > 0;) {
      const int64_t total = options.dilation()[d] * (options.kernel_size()[d] - 1);
      const bool same = options.padding().same;
      around.push_back(same ? total / 2 : options.padding().sizes[d]);
      around.push_back(same ? total - total / 2 : options.padding().sizes[d]);
    }
    x = functional::pad(x, functional::PadFuncOptions(around).mode(options.padding_mode()));
    chosen.padding(0);
  }
  if constexpr (D == 1)
    return functional::conv1d(x, weight, chosen);
  else if constexpr (D == 2)
    return functional::conv2d(x, weight, chosen);
  else
    return functional::conv3d(x, weight, chosen);
}

template <size_t D>
ConvTransposeImpl<D>::ConvTransposeImpl(ConvTransposeOptions<D> options_) : options(std::move(options_)) {
  ConvTransposeImpl::reset();
}
template <size_t D> void ConvTransposeImpl<D>::reset() {
  check("ConvTranspose", options);
  weight = this->register_parameter(
      "weight", ember::empty(weight_shape(options.in_channels(), options.out_channels() / options.groups(),
                                          options.kernel_size())));
  bias = options.bias() ? this->register_parameter("bias", empty({options.out_channels()}))
                        : this->register_parameter("bias", {}, false);
  reset_parameters();
}
template <size_t D> void ConvTransposeImpl<D>::reset_parameters() {
  init::reset_weight_and_bias(weight, bias);
}

template <size_t D> void ConvTransposeImpl<D>::pretty_print(std::ostream& stream) const {
  std::string text = start_of_text<D>("ConvTranspose", options);
  if (!is_all(options.padding(), 0)) text += joined_text(", padding=", options.padding());
  if (!is_all(options.dilation(), 1)) text += joined_text(", dilation=", options.dilation());
  if (!is_all(options.output_padding(), 0))
    text += joined_text(", output_padding=", options.output_padding());
  if (options.groups() != 1) text += joined_text(", groups=", options.groups());
  if (!options.bias()) text += ", bias=false";
  if (options.padding_mode() != kZeros)
    text += joined_text(", padding_mode=", text_of(options.padding_mode()));
  print_own(stream, text + ")");
}

template <size_t D> Tensor ConvTransposeImpl<D>::forward(const Tensor& input) {
  require<ValueError>(options.padding_mode() == kZeros, "conv_transpose: pads with zeros alone");
  const auto chosen = functional::ConvTransposeFuncOptions<D>()
                          .bias(bias)
                          .stride(options.stride())
                          .padding(options.padding())
                          .output_padding(options.output_padding())
                          .groups(options.groups())
                          .dilation(options.dilation());
  if constexpr (D == 1)
    return functional::conv_transpose1d(input, weight, chosen);
  else if constexpr (D == 2)
    return functional::conv_transpose2d(input, weight, chosen);
  else
    return functional::conv_transpose3d(input, weight, chosen);
}

template class ConvImpl<1>;
template class ConvImpl<2>;
template class ConvImpl<3>;
template class ConvTransposeImpl<1>;
template class ConvTransposeImpl<2>;
template class ConvTransposeImpl<3>;

}  // namespace ember::nn
