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

struct ReductionOptions {
  ReductionOptions(Reduction reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Reduction, reduction);
};
using MSELossOptions = ReductionOptions;
using L1LossOptions = ReductionOptions;

/// beta: where the square becomes linear.
struct SmoothL1LossOptions {
  SmoothL1LossOptions(Reduction reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Reduction, reduction);
  EMBER_ARG(double, beta) = 1;
};
/// delta: where the square becomes linear.
struct HuberLossOptions {
  HuberLossOptions(Reduction reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Reduction, reduction);
  EMBER_ARG(double, delta) = 1;
};
/// log_target: the target holds logarithms too.
struct KLDivLossOptions {
  KLDivLossOptions(Reduction reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Reduction, reduction);
  EMBER_ARG(bool, log_target) = false;
};
/// weight: multiplies the loss of each element.
struct BCELossOptions {
  BCELossOptions(Reduction reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Tensor, weight);
  EMBER_ARG(Reduction, reduction);
};
/// pos_weight: multiplies the share of positive targets.
struct BCEWithLogitsLossOptions {
  BCEWithLogitsLossOptions(Reduction reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Tensor, weight);
  EMBER_ARG(Reduction, reduction);
  EMBER_ARG(Tensor, pos_weight);
};
/// weight: one number per class; ignore_index: a target that does not count.
struct NLLLossOptions {
  NLLLossOptions(Reduction reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Tensor, weight);
  EMBER_ARG(int64_t, ignore_index) = -100;
  EMBER_ARG(Reduction, reduction);
};
/// label_smoothing: the share of every target that is spread over all classes.
struct CrossEntropyLossOptions {
  CrossEntropyLossOptions(Reduction reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(Tensor, weight);
  EMBER_ARG(int64_t, ignore_index) = -100;
  EMBER_ARG(Reduction, reduction);
  EMBER_ARG(double, label_smoothing) = 0;
};
/// log_input: the input is the logarithm of the rate; full: adds Stirling's term.
struct PoissonNLLLossOptions {
  PoissonNLLLossOptions(Reduction reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(bool, log_input) = true;
  EMBER_ARG(bool, full) = false;
  EMBER_ARG(double, eps) = 1e-8;
  EMBER_ARG(Reduction, reduction);
};
/// full: adds the constant term; eps: the smallest variance.
struct GaussianNLLLossOptions {
  GaussianNLLLossOptions(Reduction reduction = kMean) : reduction_(reduction) {}
  EMBER_ARG(bool, full) = false;
  EMBER_ARG(double, eps) = 1e-6;
  EMBER_ARG(Reduction, reduction);
};

}  // namespace nn
}  // namespace ember
