// Functions that are linear piece by piece.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember::nn::functional {

/// y, a piecewise linear function of x, such that its gradient has a derivative by x, which is 0: as PyTorch
/// has it for layers that are made of one op.
Tensor piecewise(const Tensor& y, const Tensor& x);

}  // namespace ember::nn::functional
