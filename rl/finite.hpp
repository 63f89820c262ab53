// The rule that no number of a training may be infinite or NaN.
#pragma once

#include <ember/autograd/tensor.hpp>
#include <span>

namespace ember::rl {

/// Throws NonFiniteError `op: what is not finite: value` at the first such element of a floating tensor.
void require_finite(const char* op, const char* what, const Tensor& tensor);

/// Whether every value is finite.
bool all_finite(std::span<const float> values);

}  // namespace ember::rl
