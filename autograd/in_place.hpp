// Ops that write into their first operand and return it (PyTorch's names with a trailing underscore).
//
// While recording, the result takes its place in the graph, also through views; a leaf that requires grad, an
// expanded tensor, a dtype or shape that would have to grow are refused (GraphError, ValueError, TypeError,
// ShapeError) with nothing changed. The version of the memory goes up by one.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// self = result of `op` on a copy of self, for any op that keeps shape; the general form of an in-place op.
Tensor& assign_in_place(const char* op, Tensor& self, const Tensor& result);

Tensor& fill_(Tensor& self, const Scalar& value);
Tensor& fill_(Tensor& self, const Tensor& value);
Tensor& zero_(Tensor& self);
Tensor& add_(Tensor& self, const Tensor& other, const Scalar& alpha = 1);
Tensor& add_(Tensor& self, const Scalar& other, const Scalar& alpha = 1);
Tensor& sub_(Tensor& self, const Tensor& other, const Scalar& alpha = 1);
Tensor& sub_(Tensor& self, const Scalar& other, const Scalar& alpha = 1);
Tensor& mul_(Tensor& self, const Tensor& other);
Tensor& mul_(Tensor& self, const Scalar& other);
Tensor& div_(Tensor& self, const Tensor& other);
Tensor& div_(Tensor& self, const Scalar& other);
/// self += weight (end - self)
Tensor& lerp_(Tensor& self, const Tensor& end, const Scalar& weight);
Tensor& clamp_(Tensor& self, std::optional<Scalar> low, std::optional<Scalar> high = std::nullopt);
Tensor& masked_fill_(Tensor& self, const Tensor& mask, const Scalar& value);

}  // namespace ember
