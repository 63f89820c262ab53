// Limits on gradients (https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html).
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember::nn::utils {

/// Scales all gradients by min(1, max_norm / (norm + 1e-6)), where norm is the p-norm of all of them together
/// (norm_type p, or infinity), and returns the norm before; 0 without gradients. A norm that is not finite
/// makes the gradients so too, unless `error_if_nonfinite`: then NonFiniteError, with nothing changed.
double clip_grad_norm_(TensorList parameters, double max_norm, double norm_type = 2,
                       bool error_if_nonfinite = false);

/// Limits every element of every gradient to [-clip_value, clip_value].
void clip_grad_value_(TensorList parameters, double clip_value);

}  // namespace ember::nn::utils
