// Picking and placing elements by index, and joining tensors
// (https://pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops).
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// out[i][j] = self[i][index[i][j]] (dim 1): `index` is int64, of self's rank, and no larger in the other
/// dimensions. Throws TypeError, ShapeError, IndexError (negative indices too). Repeated indices sum their
/// gradients.
Tensor gather(const Tensor& self, int64_t dim, const Tensor& index);

/// self with self[i][index[i][j]] (dim 1) set to source[i][j], or to `value`. Gradients: 0 where self was
/// replaced.
Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source);
Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value);
/// self with source[i][j] added to self[i][index[i][j]] (dim 1), in the order of the elements.
Tensor scatter_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source);
/// self with all the source that falls on an element, and unless `include_self` is false the element too,
/// made one: their "sum", "mean", "prod", "amax" or "amin". Where nothing falls self stays. The gradient of
/// an extreme goes to all that are equal in equal parts. Throws ValueError for another reduction.
Tensor scatter_reduce(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                      std::string_view reduce, bool include_self = true);

/// The slices of `dim` that the 1-D int64 or int32 `index` names, in its order. Throws IndexError (negative
/// too).
Tensor index_select(const Tensor& self, int64_t dim, const Tensor& index);
/// self with alpha times the slices of `source` added to the slices of `dim` that `index` names.
Tensor index_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                 const Scalar& alpha = 1);

/// The indices of the elements that are not 0, row by row: [count, dimensions], int64.
Tensor nonzero(const Tensor& self);
/// The same, one vector per dimension. PyTorch: torch.where(condition).
std::vector<Tensor> where(const Tensor& condition);

/// Tensors joined along an existing dimension; 1-D empty ones are skipped, dtypes promote. Throws ValueError
/// for an empty list, ShapeError when other dimensions differ.
Tensor cat(TensorList tensors, int64_t dim = 0);
/// Tensors of one shape joined along a new dimension.
Tensor stack(TensorList tensors, int64_t dim = 0);

/// int64 classes as rows of 0 and 1: [..] -> [.., num_classes]; -1 takes the largest class plus 1.
Tensor one_hot(const Tensor& self, int64_t num_classes = -1);

}  // namespace ember
