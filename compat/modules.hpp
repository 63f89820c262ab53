// torch::nn
#pragma once

#include <ember/compat/enums.hpp>
#include <ember/compat/tensor.hpp>
#include <ember/nn/activation.hpp>
#include <ember/nn/attention.hpp>
#include <ember/nn/conv.hpp>
#include <ember/nn/dropout.hpp>
#include <ember/nn/function.hpp>
#include <ember/nn/functional.hpp>
#include <ember/nn/init.hpp>
#include <ember/nn/linear.hpp>
#include <ember/nn/loss.hpp>
#include <ember/nn/module_list.hpp>
#include <ember/nn/normalization.hpp>
#include <ember/nn/pooling.hpp>
#include <ember/nn/rnn.hpp>
#include <ember/nn/sequential.hpp>
#include <ember/nn/utils/clip_grad.hpp>
#include <ember/nn/utils/convert_parameters.hpp>

namespace torch {

namespace nn {
#include <ember/compat/module_names.inl>
namespace functional {
using namespace ember::nn::functional;
}
namespace init {
using namespace ember::nn::init;
}
namespace utils {
using namespace ember::nn::utils;
}
}  // namespace nn

// Losses with a number for the reduction, as at:: has them.
namespace compat {

inline ember::nn::Reduction reduction_of(int64_t number) {
  return number == 0 ? ember::kNone : number == 1 ? ember::kMean : ember::kSum;
}

/// Modules print as PyTorch's.
inline const bool prints_as_torch = (ember::nn::printed_namespace() = "torch::nn::", true);

}  // namespace compat

namespace Reduction {
enum Reduction : int64_t { None, Mean, Sum };
}

inline Tensor mse_loss(const Tensor& input, const Tensor& target, int64_t reduction = Reduction::Mean) {
  return ember::nn::functional::mse_loss(input, target, compat::reduction_of(reduction));
}
inline Tensor l1_loss(const Tensor& input, const Tensor& target, int64_t reduction = Reduction::Mean) {
  return ember::nn::functional::l1_loss(input, target, compat::reduction_of(reduction));
}
inline Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, int64_t reduction = Reduction::Mean,
                             double beta = 1) {
  return ember::nn::functional::smooth_l1_loss(input, target, compat::reduction_of(reduction), beta);
}
/// Shapes may differ by dimensions of size 1, as in at:: alone.
inline Tensor binary_cross_entropy(const Tensor& input, const Tensor& target, const Tensor& weight = {},
                                   int64_t reduction = Reduction::Mean) {
  return ember::nn::functional::binary_cross_entropy(
      input.squeeze(), target.squeeze(),
      ember::nn::BCELossOptions(compat::reduction_of(reduction)).weight(weight));
}
inline Tensor binary_cross_entropy_with_logits(const Tensor& input, const Tensor& target,
                                               const Tensor& weight = {}, const Tensor& pos_weight = {},
                                               int64_t reduction = Reduction::Mean) {
  return ember::nn::functional::binary_cross_entropy_with_logits(
      input, target,
      ember::nn::BCEWithLogitsLossOptions(compat::reduction_of(reduction))
          .weight(weight)
          .pos_weight(pos_weight));
}
inline Tensor nll_loss(const Tensor& input, const Tensor& target, const Tensor& weight = {},
                       int64_t reduction = Reduction::Mean, int64_t ignore_index = -100) {
  return ember::nn::functional::nll_loss(
      input, target,
      ember::nn::NLLLossOptions(compat::reduction_of(reduction)).weight(weight).ignore_index(ignore_index));
}
inline Tensor cross_entropy_loss(const Tensor& input, const Tensor& target, const Tensor& weight = {},
                                 int64_t reduction = Reduction::Mean, int64_t ignore_index = -100,
                                 double label_smoothing = 0) {
  return ember::nn::functional::cross_entropy(
      input, target,
      ember::nn::CrossEntropyLossOptions(compat::reduction_of(reduction))
          .weight(weight)
          .ignore_index(ignore_index)
          .label_smoothing(label_smoothing));
}

// Layers as functions of positional arguments, as at:: has them.
inline Tensor elu(const Tensor& x, double alpha = 1, double scale = 1, double input_scale = 1) {
  return where(x > 0, x, alpha * expm1(x * input_scale)) * scale;
}
inline Tensor celu(const Tensor& x, double alpha = 1) {
  return ember::nn::functional::celu(x, ember::nn::CELUOptions().alpha(alpha));
}
inline Tensor selu(const Tensor& x) { return ember::nn::functional::selu(x); }
inline Tensor gelu(const Tensor& x, const std::string& approximate = "none") {
  return ember::nn::functional::gelu(x, ember::nn::GELUOptions().approximate(approximate));
}
inline Tensor silu(const Tensor& x) { return ember::nn::functional::silu(x); }
inline Tensor mish(const Tensor& x) { return ember::nn::functional::mish(x); }
inline Tensor hardtanh(const Tensor& x, double min_val = -1, double max_val = 1) {
  return x.clamp(min_val, max_val);
}
inline Tensor prelu(const Tensor& x, const Tensor& weight) { return ember::nn::functional::prelu(x, weight); }
inline Tensor log_sigmoid(const Tensor& x) { return ember::nn::functional::logsigmoid(x); }
inline Tensor glu(const Tensor& x, int64_t dim = -1) { return ember::nn::functional::glu(x, dim); }
inline Tensor threshold(const Tensor& x, double threshold, double value) {
  return ember::nn::functional::threshold(x, threshold, value);
}
inline Tensor dropout(const Tensor& x, double p, bool train) {
  return ember::nn::functional::dropout(x, p, train);
}
inline Tensor embedding(const Tensor& weight, const Tensor& indices, int64_t padding_idx = -1,
                        bool scale_grad_by_freq = false, bool sparse = false) {
  ember::require<ember::ValueError>(!scale_grad_by_freq && !sparse,
                                    "embedding: scale_grad_by_freq and sparse gradients are left out");
  ember::nn::functional::EmbeddingFuncOptions options;
  if (padding_idx >= 0) options.padding_idx(padding_idx);
  return ember::nn::functional::embedding(indices, weight, options);
}
inline Tensor layer_norm(const Tensor& x, IntArrayRef normalized_shape, const Tensor& weight = {},
                         const Tensor& bias = {}, double eps = 1e-5) {
  return ember::nn::functional::layer_norm(
      x,
      ember::nn::functional::LayerNormFuncOptions(normalized_shape.vec()).weight(weight).bias(bias).eps(eps));
}
inline Tensor group_norm(const Tensor& x, int64_t num_groups, const Tensor& weight = {},
                         const Tensor& bias = {}, double eps = 1e-5) {
  return ember::nn::functional::group_norm(
      x, ember::nn::functional::GroupNormFuncOptions(num_groups).weight(weight).bias(bias).eps(eps));
}
inline Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias,
                         const Tensor& running_mean, const Tensor& running_var, bool training,
                         double momentum, double eps, bool = false) {
  return ember::nn::functional::batch_norm(x, running_mean, running_var,
                                           ember::nn::functional::BatchNormFuncOptions()
                                               .weight(weight)
                                               .bias(bias)
                                               .training(training)
                                               .momentum(momentum)
                                               .eps(eps));
}
template <size_t D>
ember::nn::functional::ConvFuncOptions<D> conv_options(const Tensor& bias, IntArrayRef stride,
                                                       IntArrayRef padding, IntArrayRef dilation,
                                                       int64_t groups) {
  const auto sizes = [](IntArrayRef list) {
    return list.size() == 1 ? ExpandingArray<D>(list[0]) : ExpandingArray<D>(list);
  };
  return ember::nn::functional::ConvFuncOptions<D>()
      .bias(bias)
      .stride(sizes(stride))
      .padding(sizes(padding))
      .dilation(sizes(dilation))
      .groups(groups);
}
inline Tensor conv1d(const Tensor& x, const Tensor& weight, const Tensor& bias = {}, IntArrayRef stride = 1,
                     IntArrayRef padding = 0, IntArrayRef dilation = 1, int64_t groups = 1) {
  return ember::nn::functional::conv1d(x, weight, conv_options<1>(bias, stride, padding, dilation, groups));
}
inline Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias = {}, IntArrayRef stride = 1,
                     IntArrayRef padding = 0, IntArrayRef dilation = 1, int64_t groups = 1) {
  return ember::nn::functional::conv2d(x, weight, conv_options<2>(bias, stride, padding, dilation, groups));
}
/// Without a stride windows lie side by side.
inline Tensor max_pool2d(const Tensor& x, IntArrayRef kernel_size, IntArrayRef stride = {},
                         IntArrayRef padding = 0, IntArrayRef dilation = 1, bool ceil_mode = false) {
  const auto sizes = [](IntArrayRef list) {
    return list.size() == 1 ? ExpandingArray<2>(list[0]) : ExpandingArray<2>(list);
  };
  return ember::nn::functional::max_pool2d(x, ember::nn::MaxPool2dOptions(sizes(kernel_size))
                                                  .stride(sizes(stride.empty() ? kernel_size : stride))
                                                  .padding(sizes(padding))
                                                  .dilation(sizes(dilation))
                                                  .ceil_mode(ceil_mode));
}
inline Tensor cosine_similarity(const Tensor& a, const Tensor& b, int64_t dim = 1, double eps = 1e-8) {
  return ember::nn::functional::cosine_similarity(
      a, b, ember::nn::functional::CosineSimilarityFuncOptions().dim(dim).eps(eps));
}

}  // namespace torch

/// Lets AnyModule and Sequential call forward() with fewer arguments than it has parameters.
#define FORWARD_HAS_DEFAULT_ARGS(...) \
  friend class ember::nn::AnyModule;  \
  using ForwardHasDefaults = void;
namespace ember::compat {
inline const bool defaults_are_declared = !(nn::any_module_fills_defaults() = false);
}

/// TORCH_MODULE(Net): the class Net that holds a NetImpl by reference.
#define TORCH_MODULE_IMPL(Name, ImplType)                              \
  class Name : public torch::nn::ModuleHolder<ImplType> { /* NOLINT */ \
   public:                                                             \
    using torch::nn::ModuleHolder<ImplType>::ModuleHolder;             \
    Name() = default;                                                  \
    using Impl [[maybe_unused]] = ImplType;                            \
  }
#define TORCH_MODULE(Name) TORCH_MODULE_IMPL(Name, Name##Impl)
#define TORCH_ARG(Type, name) EMBER_ARG(Type, name)
