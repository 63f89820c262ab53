// What PyTorch's C++ API has and Ember leaves out: names that compile, so that a file that mentions one of
// them still builds, and throw StateError, naming themselves, when they are called or constructed.
#pragma once

#include <algorithm>
#include <ember/compat/modules.hpp>

namespace ember::compat::absent {

/// A name as a template argument.
template <size_t N> struct Name {
  constexpr Name(const char (&text)[N]) { std::copy_n(text, N, value); }
  char value[N];
};

[[noreturn]] inline void refuse(const char* name) { raise<StateError>(name, ": Ember leaves it out"); }

/// An argument of any type; braces too.
struct Anything {
  Anything() = default;
  template <class T> Anything(const T&) {}
  Anything(std::initializer_list<Anything>) {}
};

/// A function, whatever it is called with.
template <Name name, class Result = Tensor> struct Function {
  Result operator()(Anything = {}, Anything = {}, Anything = {}, Anything = {}, Anything = {}, Anything = {},
                    Anything = {}, Anything = {}, Anything = {}) const {
    refuse(name.value);
  }
};

/// What is constructed from N arguments or none, and has all the options there are.
template <size_t N> struct Arguments;
template <> struct Arguments<1> {
  Arguments() = default;
  Arguments(const Anything&) {}
};
template <> struct Arguments<2> {
  Arguments() = default;
  Arguments(const Anything&, const Anything&) {}
};
template <> struct Arguments<3> {
  Arguments() = default;
  Arguments(const Anything&, const Anything&, const Anything&) {}
};
template <size_t N> struct Options : Arguments<N> {
  using Arguments<N>::Arguments;
  using reduction_t = nn::Reduction;
  using distance_function_t = std::function<Tensor(const Tensor&, const Tensor&)>;
  using mode_t = Anything;
#define EMBER_ABSENT_OPTION(option) \
  Options& option(const Anything&) { return *this; }
  EMBER_ABSENT_OPTION(affine)
  EMBER_ABSENT_OPTION(align_corners)
  EMBER_ABSENT_OPTION(alpha)
  EMBER_ABSENT_OPTION(beta)
  EMBER_ABSENT_OPTION(bias)
  EMBER_ABSENT_OPTION(blank)
  EMBER_ABSENT_OPTION(ceil_mode)
  EMBER_ABSENT_OPTION(count_include_pad)
  EMBER_ABSENT_OPTION(dilation)
  EMBER_ABSENT_OPTION(distance_function)
  EMBER_ABSENT_OPTION(div_value)
  EMBER_ABSENT_OPTION(divisor_override)
  EMBER_ABSENT_OPTION(dropout)
  EMBER_ABSENT_OPTION(eps)
  EMBER_ABSENT_OPTION(groups)
  EMBER_ABSENT_OPTION(head_bias)
  EMBER_ABSENT_OPTION(include_last_offset)
  EMBER_ABSENT_OPTION(inplace)
  EMBER_ABSENT_OPTION(k)
  EMBER_ABSENT_OPTION(keepdim)
  EMBER_ABSENT_OPTION(lower)
  EMBER_ABSENT_OPTION(margin)
  EMBER_ABSENT_OPTION(max_norm)
  EMBER_ABSENT_OPTION(mode)
  EMBER_ABSENT_OPTION(momentum)
  EMBER_ABSENT_OPTION(norm_type)
  EMBER_ABSENT_OPTION(offsets)
  EMBER_ABSENT_OPTION(output_padding)
  EMBER_ABSENT_OPTION(output_ratio)
  EMBER_ABSENT_OPTION(output_size)
  EMBER_ABSENT_OPTION(p)
  EMBER_ABSENT_OPTION(padding)
  EMBER_ABSENT_OPTION(padding_idx)
  EMBER_ABSENT_OPTION(padding_mode)
  EMBER_ABSENT_OPTION(per_sample_weights)
  EMBER_ABSENT_OPTION(recompute_scale_factor)
  EMBER_ABSENT_OPTION(reduction)
  EMBER_ABSENT_OPTION(running_mean)
  EMBER_ABSENT_OPTION(running_var)
  EMBER_ABSENT_OPTION(scale_factor)
  EMBER_ABSENT_OPTION(scale_grad_by_freq)
  EMBER_ABSENT_OPTION(size)
  EMBER_ABSENT_OPTION(sparse)
  EMBER_ABSENT_OPTION(stride)
  EMBER_ABSENT_OPTION(swap)
  EMBER_ABSENT_OPTION(track_running_stats)
  EMBER_ABSENT_OPTION(training)
  EMBER_ABSENT_OPTION(upper)
  EMBER_ABSENT_OPTION(use_input_stats)
  EMBER_ABSENT_OPTION(value)
  EMBER_ABSENT_OPTION(weight)
  EMBER_ABSENT_OPTION(zero_infinity)
  EMBER_ABSENT_OPTION(antialias)
  EMBER_ABSENT_OPTION(_random_samples)
  EMBER_ABSENT_OPTION(dim_feedforward)
  EMBER_ABSENT_OPTION(activation)
  EMBER_ABSENT_OPTION(custom_encoder)
  EMBER_ABSENT_OPTION(custom_decoder)
  EMBER_ABSENT_OPTION(num_encoder_layers)
  EMBER_ABSENT_OPTION(num_decoder_layers)
  EMBER_ABSENT_OPTION(norm)
#undef EMBER_ABSENT_OPTION
};

/// What AdaptiveLogSoftmaxWithLoss gives.
struct OutputAndLoss {
  Tensor output;
  double loss;
};

/// A layer that is made and printed; its call throws.
template <Name name, class LayerOptions> class Layer : public nn::Cloneable<Layer<name, LayerOptions>> {
 public:
  template <class... Given>
  requires std::is_constructible_v<LayerOptions, Given...>
  explicit Layer(Given&&... given)
      : nn::Cloneable<Layer>(name.value), options(std::forward<Given>(given)...) {}
  void reset() override {}
  void reset_parameters() {}
  void pretty_print(std::ostream& stream) const override {
    ember::nn::print_own(stream, joined_text(name.value, "(", text_of(options), ")"));
  }
  using ForwardHasDefaults = void;
  Tensor forward(const Tensor&, Anything = {}) { refuse(name.value); }
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor&) { refuse(name.value); }

  LayerOptions options;
  Tensor weight, bias;
};

/// A module: its constructor throws. `Result` is what forward() would give.
template <Name name, class Result = Tensor>
class ModuleImpl : public nn::Cloneable<ModuleImpl<name, Result>> {
 public:
  ModuleImpl() { refuse(name.value); }
  template <class... Given> explicit ModuleImpl(const Given&...) : ModuleImpl() {}
  void reset() override {}
  void reset_parameters() {}
  using ForwardHasDefaults = void;
  Result forward(Tensor, Anything = {}, Anything = {}, Anything = {}, Anything = {}, Anything = {}) {
    refuse(name.value);
  }
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor&) { refuse(name.value); }
  Tensor log_prob(const Tensor&) { refuse(name.value); }
  Tensor predict(const Tensor&) { refuse(name.value); }

  struct {
    bool affine() const { return false; }
    bool track_running_stats() const { return false; }
  } options;
  Tensor weight, bias, running_mean, running_var, num_batches_tracked;
};
template <Name name, class Result = Tensor> using Module = nn::ModuleHolder<ModuleImpl<name, Result>>;

}  // namespace ember::compat::absent
