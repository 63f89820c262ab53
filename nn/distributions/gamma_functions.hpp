// The gamma function's logarithm and its derivatives, for positive numbers.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember::distributions {

/// log Gamma(x) (PyTorch: torch.lgamma). Differentiable twice.
Tensor lgamma(const Tensor& x);
/// The derivative of lgamma (PyTorch: torch.digamma). Differentiable once.
Tensor digamma(const Tensor& x);
/// The derivative of digamma, outside the graph.
Tensor trigamma(const Tensor& x);

}  // namespace ember::distributions
