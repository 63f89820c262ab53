// Losses as functions (https://pytorch.org/docs/stable/nn.functional.html#loss-functions).
//
// `reduction` makes one number of the losses of the elements (mean by default, sum) or keeps them. Input and
// target broadcast, except that losses of differences refuse two shapes of which neither is the broadcast
// one: [B, 1] against [B] would silently compare every pair. ShapeError.
#pragma once

#include <ember/autograd/tensor.hpp>
#include <ember/nn/options/loss.hpp>

namespace ember::nn::functional {

using MSELossFuncOptions = MSELossOptions;
using L1LossFuncOptions = L1LossOptions;
using SmoothL1LossFuncOptions = SmoothL1LossOptions;
using HuberLossFuncOptions = HuberLossOptions;
using KLDivFuncOptions = KLDivLossOptions;
using BinaryCrossEntropyFuncOptions = BCELossOptions;
using BinaryCrossEntropyWithLogitsFuncOptions = BCEWithLogitsLossOptions;
using NLLLossFuncOptions = NLLLossOptions;
using CrossEntropyFuncOptions = CrossEntropyLossOptions;
using PoissonNLLLossFuncOptions = PoissonNLLLossOptions;
using GaussianNLLLossFuncOptions = GaussianNLLLossOptions;

/// (x - y)^2
Tensor mse_loss(const Tensor& input, const Tensor& target, const MSELossFuncOptions& options = {});
/// |x - y|; the subgradient at 0 is 0.
Tensor l1_loss(const Tensor& input, const Tensor& target, const L1LossFuncOptions& options = {});
/// d^2 / (2 beta) where |d| < beta, else |d| - beta / 2; beta 0 is l1_loss. Throws ValueError for beta < 0.
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const SmoothL1LossFuncOptions& options = {});
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const SmoothL1LossFuncOptions& options,
                      double beta);
/// d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2). Throws ValueError for delta <= 0.
Tensor huber_loss(const Tensor& input, const Tensor& target, const HuberLossFuncOptions& options = {});

/// -(y log x + (1 - y) log(1 - x)) for probabilities x, with logarithms no less than -100. Throws ShapeError
/// for different shapes and ValueError for x outside [0, 1].
Tensor binary_cross_entropy(const Tensor& input, const Tensor& target,
                            const BinaryCrossEntropyFuncOptions& options = {});
/// The same for logits, finite for any of them.
Tensor binary_cross_entropy_with_logits(const Tensor& input, const Tensor& target,
                                        const BinaryCrossEntropyWithLogitsFuncOptions& options = {});
/// -x[target] for log-probabilities [C] or [N, C, ...] and int64 targets [] or [N, ...]; the mean divides by
/// the weights that were picked, so it is NaN when all targets are ignored. Throws TypeError for targets of
/// another dtype, IndexError for a target that is no class.
Tensor nll_loss(const Tensor& input, const Tensor& target, const NLLLossFuncOptions& options = {});
/// nll_loss of log_softmax of logits, or, for floating targets of the input's shape, -sum y log softmax(x).
Tensor cross_entropy(const Tensor& input, const Tensor& target, const CrossEntropyFuncOptions& options = {});
/// y (log y - x) for log-probabilities x; 0 log 0 = 0.
Tensor kl_div(const Tensor& input, const Tensor& target, const KLDivFuncOptions& options = {});
/// e^x - y x, the negative log-likelihood of counts y without its constant.
Tensor poisson_nll_loss(const Tensor& input, const Tensor& target,
                        const PoissonNLLLossFuncOptions& options = {});
/// (log var + (x - y)^2 / var) / 2 with var raised to eps. Throws ValueError for a negative variance.
Tensor gaussian_nll_loss(const Tensor& input, const Tensor& target, const Tensor& var,
                         const GaussianNLLLossFuncOptions& options = {});

}  // namespace ember::nn::functional
