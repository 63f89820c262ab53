// Other shapes of the same memory (https://pytorch.org/docs/stable/tensor_view.html).
//
// A view shares memory, version counter and place in the graph with its base: a write through one is seen by
// the other. Dimensions may be negative, counting from the end; IndexError outside the range.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// The elements in row-major order under another shape; one size may be -1. A view where strides allow it,
/// else a copy. Throws ShapeError when the counts differ.
Tensor reshape(const Tensor& self, IntArrayRef shape);
/// The same, but throws ShapeError where a copy would be needed.
Tensor view(const Tensor& self, IntArrayRef shape);
/// Dimensions start_dim to end_dim made one. [2, 3, 4] -> [24]; start_dim 1: [2, 12]
Tensor flatten(const Tensor& self, int64_t start_dim = 0, int64_t end_dim = -1);
Tensor unflatten(const Tensor& self, int64_t dim, IntArrayRef sizes);

/// Two dimensions exchanged.
Tensor transpose(const Tensor& self, int64_t dim0, int64_t dim1);
/// A matrix transposed; tensors of fewer dimensions unchanged. Throws ShapeError above 2 dimensions.
Tensor t(const Tensor& self);
/// Dimensions in another order. Throws ShapeError unless each stands in `dims` once.
Tensor permute(const Tensor& self, IntArrayRef dims);
/// Dimension `source` moved to place `destination`.
Tensor movedim(const Tensor& self, int64_t source, int64_t destination);

/// Without its dimensions of size 1; with `dim`, without that dimension if its size is 1.
Tensor squeeze(const Tensor& self);
Tensor squeeze(const Tensor& self, int64_t dim);
/// A new dimension of size 1 at `dim`.
Tensor unsqueeze(const Tensor& self, int64_t dim);

/// Dimensions of size 1 repeated to `shape` without a copy; -1 keeps a size; new dimensions go in front.
/// Throws ShapeError when a size is neither 1 nor the wanted one.
Tensor expand(const Tensor& self, IntArrayRef shape);
Tensor expand_as(const Tensor& self, const Tensor& other);
Tensor broadcast_to(const Tensor& self, IntArrayRef shape);

/// Index `index` of dimension `dim`, which goes away; negative counts from the end. Throws IndexError.
Tensor select(const Tensor& self, int64_t dim, int64_t index);
/// Elements start, start + step, ... before end of one dimension; bounds are clamped. Throws ValueError for
/// step < 1.
Tensor slice(const Tensor& self, int64_t dim, std::optional<int64_t> start = std::nullopt,
             std::optional<int64_t> end = std::nullopt, int64_t step = 1);
/// `length` elements from `start`. Throws IndexError where slice would clamp.
Tensor narrow(const Tensor& self, int64_t dim, int64_t start, int64_t length);
/// Pieces of `split_size` along `dim`, the last one shorter; pieces of the given sizes.
std::vector<Tensor> split(const Tensor& self, int64_t split_size, int64_t dim = 0);
std::vector<Tensor> split_with_sizes(const Tensor& self, IntArrayRef sizes, int64_t dim = 0);
/// At most `chunks` pieces of equal size along `dim`, the last one shorter.
std::vector<Tensor> chunk(const Tensor& self, int64_t chunks, int64_t dim = 0);
/// Every index of `dim` as a tensor of its own.
std::vector<Tensor> unbind(const Tensor& self, int64_t dim = 0);
/// The diagonal of dimensions dim1 and dim2, as the last dimension.
Tensor diagonal(const Tensor& self, int64_t offset = 0, int64_t dim1 = 0, int64_t dim2 = 1);

/// Windows of `size` elements of `dim`, `step` apart, as a new last dimension. [5] -> size 3, step 2: [2, 3]
/// Throws ValueError for a window that does not fit.
Tensor unfold(const Tensor& self, int64_t dim, int64_t size, int64_t step);
/// The memory of `self` from `offset` (elements from the storage's start; by default self's own) under any
/// geometry.
Tensor as_strided(const Tensor& self, IntArrayRef sizes, IntArrayRef strides,
                  std::optional<int64_t> storage_offset = std::nullopt);
/// The tensor itself as another view in the graph.
Tensor view_as(const Tensor& self, const Tensor& other);
Tensor reshape_as(const Tensor& self, const Tensor& other);

/// Sums `self` down to `shape`, which broadcasts to self's shape: the derivative of expand.
Tensor sum_to(const Tensor& self, IntArrayRef shape);

/// For a view whose base was written in place since: gives it the history of the base.
void regenerate_view_history(const Tensor& view);

}  // namespace ember
