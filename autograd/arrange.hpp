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

/// The lower or upper triangle of matrices, 0 elsewhere; `diagonal` 0 is the main one, above it positive.
Tensor tril(const Tensor& self, int64_t diagonal = 0);
Tensor triu(const Tensor& self, int64_t diagonal = 0);
/// The sum of the main diagonal of a matrix.
Tensor trace(const Tensor& self);

/// The coordinates of the grid that the vectors span, one tensor per vector. Indexing "ij": the first vector
/// runs along the first dimension; "xy": along the second.
std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing = "ij");

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
