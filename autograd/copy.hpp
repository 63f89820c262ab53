// Copies and conversions.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// A new tensor with the same values, row-major; the gradient passes through. PyTorch: Tensor.clone.
Tensor clone(const Tensor& self);

/// The values in row-major order: the tensor itself when it is so already. PyTorch: Tensor.contiguous.
Tensor contiguous(const Tensor& self);

/// The values as another dtype, the tensor itself when it is that already. Floating to whole truncates, NaN
/// to bool is true. The gradient is converted back. PyTorch: Tensor.to.
Tensor to(const Tensor& self, ScalarType dtype);

/// Writes the values of `source`, broadcast and converted, into `self`. PyTorch: Tensor.copy_.
/// Throws ShapeError when source does not broadcast to self's shape, GraphError as every in-place op.
Tensor& copy_(Tensor& self, const Tensor& source);

namespace detail {
/// The values in row-major order outside the graph; shares memory when they are so already.
Tensor contiguous_copy(const Tensor& self);
/// The values as another dtype outside the graph, row-major; shares memory when nothing changes.
Tensor converted(const Tensor& self, ScalarType dtype);
/// self[...] = source outside the graph; source has self's shape by strides. No checks, no version.
void write(const Tensor& self, const Tensor& source);
}  // namespace detail

}  // namespace ember
