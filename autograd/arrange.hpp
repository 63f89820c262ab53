// Elements in another arrangement: picked by truth, turned round, repeated, cut to triangles
// (https://pytorch.org/docs/1.13/torch.html#indexing-slicing-joining-mutating-ops).
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// a x b along the dimension of size 3 (by default the first one such). Throws ShapeError when there is none.
Tensor cross(const Tensor& a, const Tensor& b, std::optional<int64_t> dim = std::nullopt);
/// The elements where `mask` is true, in order, as a vector; mask and tensor broadcast. Throws TypeError
/// unless bool.
Tensor masked_select(const Tensor& self, const Tensor& mask);

/// The order of the elements along the given dimensions reversed. A copy.
Tensor flip(const Tensor& self, IntArrayRef dims);
/// Every element moved `shifts` places along its dimension, round the end; without dims along the flattened
/// tensor.
Tensor roll(const Tensor& self, IntArrayRef shifts, IntArrayRef dims = {});

/// The tensor `repeats[d]` times along each dimension; more repeats than dimensions add dimensions in front.
Tensor repeat(const Tensor& self, IntArrayRef repeats);
/// The same, with 1 for repeats left out in front. PyTorch: torch.tile.
Tensor tile(const Tensor& self, IntArrayRef repeats);
/// Each element `repeats` times after the other along `dim`, or of the flattened tensor. `repeats` may be a
/// tensor of one number per element of the dimension.
Tensor repeat_interleave(const Tensor& self, int64_t repeats, std::optional<int64_t> dim = std::nullopt);
Tensor repeat_interleave(const Tensor& self, const Tensor& repeats,
                         std::optional<int64_t> dim = std::nullopt);

/// The columns, the rows of a matrix in reversed order: dimension 1, 0.
Tensor fliplr(const Tensor& self);
Tensor flipud(const Tensor& self);
/// Joined side by side along dimension 1 (vectors along their only one), below each other along 0, behind
/// each other along 2, with dimensions of size 1 where they lack.
Tensor hstack(TensorList tensors);
Tensor vstack(TensorList tensors);
Tensor dstack(TensorList tensors);
/// Pieces of nearly equal size, the longer ones first; or cut before the given indices.
std::vector<Tensor> tensor_split(const Tensor& self, int64_t sections, int64_t dim = 0);
std::vector<Tensor> tensor_split(const Tensor& self, IntArrayRef indices, int64_t dim = 0);
/// All expanded to their common shape.
std::vector<Tensor> broadcast_tensors(TensorList tensors);

/// A vector as the diagonal of a matrix of zeros, `diagonal` above the main one; the diagonal of a matrix.
Tensor diag(const Tensor& self, int64_t diagonal = 0);
/// The last dimension as the diagonals of matrices of zeros, whose dimensions are dim1 and dim2.
Tensor diag_embed(const Tensor& self, int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1);
/// The lower or upper triangle of matrices, 0 elsewhere; `diagonal` 0 is the main one, above it positive.
Tensor tril(const Tensor& self, int64_t diagonal = 0);
Tensor triu(const Tensor& self, int64_t diagonal = 0);
/// The sum of the main diagonal of a matrix.
Tensor trace(const Tensor& self);

/// The coordinates of the grid that the vectors span, one tensor per vector. Indexing "ij": the first vector
/// runs along the first dimension; "xy": along the second.
std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing = "ij");

/// The elements at places of the flattened tensor, in the shape of `index`; negative places from the end.
Tensor take(const Tensor& self, const Tensor& index);
/// gather where index and tensor broadcast in the other dimensions; without dim of the flattened tensor.
Tensor take_along_dim(const Tensor& self, const Tensor& index, std::optional<int64_t> dim = std::nullopt);
/// self with the slices of `source` in the place of the slices of `dim` that the 1-D `index` names.
Tensor index_copy(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source);
/// self with the first elements of `source` in the place of those where `mask` is true. Throws ShapeError
/// when source has too few.
Tensor masked_scatter(const Tensor& self, const Tensor& mask, const Tensor& source);
/// self with `value` at the slices of `dim` that the 1-D `index` names.
Tensor index_fill(const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value);

/// Sums of products by Einstein's convention: einsum("bij,bjk->bik", {a, b}). Letters that the result lacks
/// are summed; without "->" the result has the letters that occur once, in alphabetical order. A letter that
/// stands twice in one operand takes the diagonal. Throws ValueError for a malformed equation, ShapeError for
/// sizes that differ.
Tensor einsum(std::string_view equation, TensorList operands);

// -- in place: self = the function of the same name without _
Tensor& scatter_(Tensor& self, int64_t dim, const Tensor& index, const Tensor& source);
Tensor& scatter_(Tensor& self, int64_t dim, const Tensor& index, const Scalar& value);
Tensor& scatter_add_(Tensor& self, int64_t dim, const Tensor& index, const Tensor& source);
Tensor& index_add_(Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                   const Scalar& alpha = 1);
Tensor& index_fill_(Tensor& self, int64_t dim, const Tensor& index, const Scalar& value);

}  // namespace ember
