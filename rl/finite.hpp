// The rule that no number of a training may be infinite or NaN.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember::rl {

/// Throws NonFiniteError `op: what is not finite: value` at the first such element of a floating tensor.
void require_finite(const char* op, const char* what, const Tensor& tensor);

}  // namespace ember::rl
