// Dropout as a function (https://pytorch.org/docs/stable/nn.functional.html#dropout-functions).
#pragma once

#include <ember/autograd/arg.hpp>
#include <ember/autograd/tensor.hpp>

namespace ember::nn::functional {

struct DropoutFuncOptions {
  EMBER_ARG(double, p) = 0.5;
  EMBER_ARG(bool, training) = true;
  EMBER_ARG(bool, inplace) = false;
};

/// Each element is 0 with probability p, else divided by 1 - p, so that its mean stays; unchanged outside
/// training. Throws ValueError for p outside [0, 1].
Tensor dropout(Tensor input, const DropoutFuncOptions& options = {});
Tensor dropout(Tensor input, double p, bool training = true);

using Dropout2dFuncOptions = DropoutFuncOptions;
/// The same for whole channels of [batch, channels, ...]. Throws ShapeError below two dimensions.
Tensor dropout2d(Tensor input, const Dropout2dFuncOptions& options = {});

}  // namespace ember::nn::functional
