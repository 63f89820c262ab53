// Activations as modules
// (https://pytorch.org/docs/stable/nn.html#non-linear-activations-weighted-sum-nonlinearity).
#pragma once

#include <ember/nn/cloneable.hpp>
#include <ember/nn/functional/activation.hpp>
#include <ember/nn/module_holder.hpp>

namespace ember::nn {

/// A name as a template argument.
template <size_t N> struct Text {
  constexpr Text(const char (&text)[N]) {
    for (size_t i = 0; i < N; ++i) value[i] = text[i];
  }
  char value[N];
};

/// A module without parameters that applies one function of nn::functional. The constructor takes what its
/// options take: `LeakyReLU(LeakyReLUOptions().negative_slope(0.2))`, `Softmax(1)`, `Threshold(0.1, 20)`;
/// Hardtanh throws ValueError unless its bounds are in order.
template <Text title, class Options_, auto function>
class ActivationImpl : public Cloneable<ActivationImpl<title, Options_, function>> {
 public:
  using Options = Options_;
  template <class... Arguments>
  requires std::is_constructible_v<Options, Arguments...>
  explicit ActivationImpl(Arguments&&... arguments)
      : Cloneable<ActivationImpl>(title.value), options(std::forward<Arguments>(arguments)...) {
    ActivationImpl::reset();
  }

  void reset() override {
    if constexpr (requires { options.min_val() < options.max_val(); })
      require<ValueError>(options.min_val() < options.max_val(), title.value,
                          ": min_val must be below max_val: ", options.min_val(), ", ", options.max_val());
  }
  void pretty_print(std::ostream& stream) const override {
    print_own(stream, joined_text(title.value, "(", text_of(options), ")"));
  }
  Tensor forward(const Tensor& input) {
    if constexpr (std::is_invocable_v<decltype(function), const Tensor&, const Options&>)
      return function(input, options);
    else if constexpr (requires { options.dim(); })
      return function(input, options.dim());
    else
      return function(input);
  }
  /// Of max pooling: also where in its channel each value was.
  template <class T> auto forward_with_indices(const T& input) { return with_indices(input, options); }

  Options options;
};

using ReLUImpl = ActivationImpl<"ReLU", ReLUOptions, functional::relu>;
using ReLU6Impl = ActivationImpl<"ReLU6", ReLU6Options, functional::relu6>;
using LeakyReLUImpl = ActivationImpl<"LeakyReLU", LeakyReLUOptions, functional::leaky_relu>;
using ELUImpl = ActivationImpl<"ELU", ELUOptions, functional::elu>;
using SELUImpl = ActivationImpl<"SELU", SELUOptions, functional::selu>;
using CELUImpl = ActivationImpl<"CELU", CELUOptions, functional::celu>;
using GELUImpl = ActivationImpl<"GELU", GELUOptions, functional::gelu>;
using GLUImpl = ActivationImpl<"GLU", GLUOptions, functional::glu>;
using SiLUImpl = ActivationImpl<"SiLU", NoOptions, functional::silu>;
using MishImpl = ActivationImpl<"Mish", NoOptions, functional::mish>;
using TanhImpl = ActivationImpl<"Tanh", NoOptions, functional::tanh>;
using SigmoidImpl = ActivationImpl<"Sigmoid", NoOptions, functional::sigmoid>;
using LogSigmoidImpl = ActivationImpl<"LogSigmoid", NoOptions, functional::logsigmoid>;
using SoftsignImpl = ActivationImpl<"Softsign", NoOptions, functional::softsign>;
using TanhshrinkImpl = ActivationImpl<"Tanhshrink", NoOptions, functional::tanhshrink>;
using HardshrinkImpl = ActivationImpl<"Hardshrink", HardshrinkOptions, functional::hardshrink>;
using SoftshrinkImpl = ActivationImpl<"Softshrink", SoftshrinkOptions, functional::softshrink>;
using HardtanhImpl = ActivationImpl<"Hardtanh", HardtanhOptions, functional::hardtanh>;
using SoftplusImpl = ActivationImpl<"Softplus", SoftplusOptions, functional::softplus>;
using SoftmaxImpl = ActivationImpl<"Softmax", SoftmaxOptions, functional::softmax>;
using Softmax2dImpl = ActivationImpl<"Softmax2d", NoOptions, functional::softmax2d>;
using SoftminImpl = ActivationImpl<"Softmin", SoftminOptions, functional::softmin>;
using LogSoftmaxImpl = ActivationImpl<"LogSoftmax", LogSoftmaxOptions, functional::log_softmax>;
using ThresholdImpl =
    ActivationImpl<"Threshold", ThresholdOptions,
                   static_cast<Tensor (*)(Tensor, const ThresholdOptions&)>(functional::threshold)>;

using ReLU = ModuleHolder<ReLUImpl>;
using ReLU6 = ModuleHolder<ReLU6Impl>;
using LeakyReLU = ModuleHolder<LeakyReLUImpl>;
using ELU = ModuleHolder<ELUImpl>;
using SELU = ModuleHolder<SELUImpl>;
using CELU = ModuleHolder<CELUImpl>;
using GELU = ModuleHolder<GELUImpl>;
using GLU = ModuleHolder<GLUImpl>;
using SiLU = ModuleHolder<SiLUImpl>;
using Mish = ModuleHolder<MishImpl>;
using Tanh = ModuleHolder<TanhImpl>;
using Sigmoid = ModuleHolder<SigmoidImpl>;
using LogSigmoid = ModuleHolder<LogSigmoidImpl>;
using Softsign = ModuleHolder<SoftsignImpl>;
using Tanhshrink = ModuleHolder<TanhshrinkImpl>;
using Hardshrink = ModuleHolder<HardshrinkImpl>;
using Softshrink = ModuleHolder<SoftshrinkImpl>;
using Hardtanh = ModuleHolder<HardtanhImpl>;
using Softplus = ModuleHolder<SoftplusImpl>;
using Softmax = ModuleHolder<SoftmaxImpl>;
using Softmax2d = ModuleHolder<Softmax2dImpl>;
using Softmin = ModuleHolder<SoftminImpl>;
using LogSoftmax = ModuleHolder<LogSoftmaxImpl>;
using Threshold = ModuleHolder<ThresholdImpl>;

/// x where x > 0, else slope x, with one learned slope, or one for each channel (dimension 1).
class PReLUImpl : public Cloneable<PReLUImpl> {
 public:
  explicit PReLUImpl(const PReLUOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input) { return functional::prelu(input, weight); }

  PReLUOptions options;
  Tensor weight;  ///< [num_parameters]
};
using PReLU = ModuleHolder<PReLUImpl>;

}  // namespace ember::nn
