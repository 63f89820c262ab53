// Activations as functions
// (https://pytorch.org/docs/stable/nn.functional.html#non-linear-activation-functions). All keep the shape
// unless said otherwise.
#pragma once

#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/nn/options/activation.hpp>

namespace ember::nn::functional {

using ELUFuncOptions = ELUOptions;
using SELUFuncOptions = SELUOptions;
using CELUFuncOptions = CELUOptions;
using GELUFuncOptions = GELUOptions;
using GLUFuncOptions = GLUOptions;
using HardshrinkFuncOptions = HardshrinkOptions;
using SoftshrinkFuncOptions = SoftshrinkOptions;
using HardtanhFuncOptions = HardtanhOptions;
using LeakyReLUFuncOptions = LeakyReLUOptions;
using ReLUFuncOptions = ReLUOptions;
using ReLU6FuncOptions = ReLU6Options;
using SoftplusFuncOptions = SoftplusOptions;
using ThresholdFuncOptions = ThresholdOptions;

/// Of softmax, softmin and log_softmax: the dimension, and a dtype to convert to first.
struct SoftmaxFuncOptions {
  SoftmaxFuncOptions(int64_t dim) : dim_(dim) {}
  EMBER_ARG(int64_t, dim);
  EMBER_ARG(std::optional<ScalarType>, dtype);
};
using SoftminFuncOptions = SoftmaxFuncOptions;
using LogSoftmaxFuncOptions = SoftmaxFuncOptions;

using ember::sigmoid;
using ember::tanh;

Tensor relu(Tensor input, const ReLUFuncOptions& options = {});             ///< max(x, 0)
Tensor relu6(Tensor input, const ReLU6FuncOptions& options = {});           ///< min(max(x, 0), 6)
Tensor leaky_relu(Tensor input, const LeakyReLUFuncOptions& options = {});  ///< x > 0 ? x : slope x
Tensor prelu(const Tensor& input, const Tensor& weight);                    ///< slopes per channel (dim 1)
Tensor elu(Tensor input, const ELUFuncOptions& options = {});               ///< x > 0 ? x : alpha (e^x - 1)
Tensor selu(Tensor input, const SELUFuncOptions& options = {});             ///< scaled elu, Klambauer 2017
Tensor celu(Tensor input, const CELUFuncOptions& options = {});             ///< elu of x / alpha, Barron 2017
Tensor gelu(const Tensor& input, const GELUFuncOptions& options = {});      ///< x Phi(x), Hendrycks 2016
Tensor silu(const Tensor& input);                                           ///< x sigmoid(x)
Tensor mish(const Tensor& input);                                           ///< x tanh(softplus(x))
Tensor hardtanh(Tensor input, const HardtanhFuncOptions& options = {});     ///< x limited to [min, max]
Tensor softplus(const Tensor& input,
                const SoftplusFuncOptions& options = {});  ///< log(1 + e^(beta x)) / beta
Tensor logsigmoid(const Tensor& input);                    ///< log sigmoid(x)
Tensor softsign(const Tensor& input);                      ///< x / (1 + |x|)
Tensor tanhshrink(const Tensor& input);                    ///< x - tanh(x)
Tensor hardshrink(const Tensor& input,
                  const HardshrinkFuncOptions& options = {});  ///< 0 in [-lambda, lambda]
Tensor softshrink(const Tensor& input,
                  const SoftshrinkFuncOptions& options = {});         ///< and moved to 0 by lambda
Tensor threshold(Tensor input, const ThresholdFuncOptions& options);  ///< x > threshold ? x : value
Tensor threshold(Tensor input, double threshold, double value);
/// a sigmoid(b), where a and b are the halves of `dim`: that size is halved. Throws ShapeError for an odd
/// size.
Tensor glu(const Tensor& input, const GLUFuncOptions& options = {});
Tensor softmax(const Tensor& input, const SoftmaxFuncOptions& options);  ///< e^x / sum e^x
Tensor softmax2d(const Tensor& input);  ///< over the channels of [(batch,) channels, height, width]
Tensor softmin(const Tensor& input, const SoftminFuncOptions& options);  ///< softmax(-x)
Tensor log_softmax(const Tensor& input, const LogSoftmaxFuncOptions& options);

}  // namespace ember::nn::functional
