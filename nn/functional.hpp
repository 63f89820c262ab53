// All functions of nn::functional (https://pytorch.org/docs/stable/nn.functional.html).
#pragma once

#include <ember/autograd/index.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/nn/functional/activation.hpp>
#include <ember/nn/functional/attention.hpp>
#include <ember/nn/functional/conv.hpp>
#include <ember/nn/functional/dropout.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/nn/functional/normalization.hpp>

namespace ember::nn::functional {

using ember::linear;
using ember::one_hot;

}  // namespace ember::nn::functional
