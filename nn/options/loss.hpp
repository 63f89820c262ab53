// Options of the losses, with PyTorch's names and defaults
// (https://pytorch.org/docs/stable/nn.html#loss-functions).
#pragma once

#include <ember/autograd/arg.hpp>
#include <ember/autograd/tensor.hpp>

namespace ember {
namespace nn {

/// What becomes of the losses of the elements. BatchMean, of kl_div alone, divides the sum by the first size.
enum class Reduction { None, Mean, Sum, BatchMean };

}  // namespace nn

inline constexpr nn::Reduction kNone = nn::Reduction::None, kMean = nn::Reduction::Mean,
                               kSum = nn::Reduction::Sum, kBatchMean = nn::Reduction::BatchMean;

namespace nn {

/// A Reduction, or what converts to one.
template <class T>
concept ReductionLike = std::is_convertible_v<T, Reduction>;

struct ReductionOptions {
  template <ReductionLike R = Reduction> ReductionOptions(R reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Reduction, reduction);
};
using MSELossOptions = ReductionOptions;
using L1LossOptions = ReductionOptions;

/// beta: where the square becomes linear.
struct SmoothL1LossOptions {
  template <ReductionLike R = Reduction> SmoothL1LossOptions(R reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Reduction, reduction);
  EMBER_ARG(double, beta) = 1;
};
/// delta: where the square becomes linear.
struct HuberLossOptions {
  template <ReductionLike R = Reduction> HuberLossOptions(R reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Reduction, reduction);
  EMBER_ARG(double, delta) = 1;
};
/// log_target: the target holds logarithms too.
struct KLDivLossOptions {
  template <ReductionLike R = Reduction> KLDivLossOptions(R reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Reduction, reduction);
  EMBER_ARG(bool, log_target) = false;
};
/// weight: multiplies the loss of each element.
struct BCELossOptions {
  template <ReductionLike R = Reduction> BCELossOptions(R reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Tensor, weight);
  EMBER_ARG(Reduction, reduction);
};
/// pos_weight: multiplies the share of positive targets.
struct BCEWithLogitsLossOptions {
  template <ReductionLike R = Reduction>
  BCEWithLogitsLossOptions(R reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Tensor, weight);
  EMBER_ARG(Reduction, reduction);
  EMBER_ARG(Tensor, pos_weight);
};
/// weight: one number per class; ignore_index: a target that does not count.
struct NLLLossOptions {
  template <ReductionLike R = Reduction> NLLLossOptions(R reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Tensor, weight);
  EMBER_ARG(int64_t, ignore_index) = -100;
  EMBER_ARG(Reduction, reduction);
};
/// label_smoothing: the share of every target that is spread over all classes.
struct CrossEntropyLossOptions {
  template <ReductionLike R = Reduction>
  CrossEntropyLossOptions(R reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Tensor, weight);
  EMBER_ARG(int64_t, ignore_index) = -100;
  EMBER_ARG(Reduction, reduction);
  EMBER_ARG(double, label_smoothing) = 0;
};
/// log_input: the input is the logarithm of the rate; full: adds Stirling's term.
struct PoissonNLLLossOptions {
  template <ReductionLike R = Reduction> PoissonNLLLossOptions(R reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(bool, log_input) = true;
  EMBER_ARG(bool, full) = false;
  EMBER_ARG(double, eps) = 1e-8;
  EMBER_ARG(Reduction, reduction);
};
/// full: adds the constant term; eps: the smallest variance.
struct GaussianNLLLossOptions {
  template <ReductionLike R = Reduction>
  GaussianNLLLossOptions(R reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(bool, full) = false;
  EMBER_ARG(double, eps) = 1e-6;
  EMBER_ARG(Reduction, reduction);
};

}  // namespace nn
}  // namespace ember
