// Comparing derivatives with finite differences
// (https://pytorch.org/docs/1.13/generated/torch.autograd.gradcheck.html).
#pragma once

#include <ember/autograd/backward.hpp>
#include <functional>

namespace ember::autograd {

/// Tensors in, tensors out: what is differentiated.
using Differentiable = std::function<variable_list(const variable_list&)>;

/// Whether the gradients of `func` at `inputs` equal central differences: |analytical - numerical| <= atol +
/// rtol |numerical| for every output element by every input element. Inputs that require grad must be leaves
/// of dtype float64 without overlapping elements (TypeError, ValueError); each element is moved by +-eps, in
/// place, and put back. From 64 input elements on, 10 random directions are compared instead of all elements.
/// When they differ: throws GraphError naming output, input and values, or returns false if not
/// `raise_exception`.
bool gradcheck(const Differentiable& func, const variable_list& inputs, double eps = 1e-6, double atol = 1e-5,
               double rtol = 1e-3, bool raise_exception = true);

/// The same for second derivatives: gradcheck of the gradients of `func` as a function of its inputs and of
/// the gradients of its outputs, which are drawn from [-1, 1] when `grad_outputs` is empty.
bool gradgradcheck(const Differentiable& func, const variable_list& inputs,
                   const variable_list& grad_outputs = {}, double eps = 1e-6, double atol = 1e-5,
                   double rtol = 1e-3, bool raise_exception = true);

}  // namespace ember::autograd
