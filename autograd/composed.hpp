// Ops that are a few others in a row; their derivatives are those of what they are made of
// (https://pytorch.org/docs/1.13/torch.html).
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// Every element of `a` times all of `b`, in its place: sizes multiply; the one with fewer dimensions gets
/// ones in front.
Tensor kron(const Tensor& a, const Tensor& b);
/// Turned by `k` quarters in the plane of two dimensions, from the first towards the second. Throws
/// ValueError unless they are two.
Tensor rot90(const Tensor& self, int64_t k = 1, IntArrayRef dims = {0, 1});
/// beta self + alpha a b^T for two vectors; self is left out where beta is 0.
Tensor addr(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
            const Scalar& alpha = 1);
/// beta self + alpha (the sum of the products of two batches of matrices)
Tensor addbmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
              const Scalar& alpha = 1);
/// A square matrix times itself, n factors in all; the identity for 0. Throws ValueError for n < 0,
/// ShapeError unless square.
Tensor matrix_power(const Tensor& self, int64_t n);

/// 0 where self < 0, `values` where it is 0, 1 where it is above; without derivative.
Tensor heaviside(const Tensor& self, const Tensor& values);
/// The magnitude of self with the sign of other.
Tensor copysign(const Tensor& self, const Tensor& other);
/// Whether the sign bit is set: of -0.0 too.
Tensor signbit(const Tensor& self);
/// sin(pi x) / (pi x), 1 at 0
Tensor sinc(const Tensor& self);
/// log2(2^a + 2^b)
Tensor logaddexp2(const Tensor& a, const Tensor& b);
/// pow in float64
Tensor float_power(const Tensor& self, const Tensor& exponent);
Tensor float_power(const Tensor& self, const Scalar& exponent);
/// self 2^other
Tensor ldexp(const Tensor& self, const Tensor& other);
/// Whether each element is one of `test`.
Tensor isin(const Tensor& elements, const Tensor& test, bool invert = false);

/// How many elements fall into each of `bins` intervals of equal width from min to max, the last with its
/// end; what lies outside does not count. min = max takes the least and the greatest element. In the dtype of
/// self, without derivative. Throws ValueError for no bins, max < min or a range that is not finite.
Tensor histc(const Tensor& self, int64_t bins = 100, const Scalar& min = 0, const Scalar& max = 0);
/// Covariances of the rows, each one variable, divided by the number of columns less `correction`; of a
/// vector its variance.
Tensor cov(const Tensor& self, int64_t correction = 1);
/// Correlations of the rows, in [-1, 1].
Tensor corrcoef(const Tensor& self);

/// The p-norms of the differences of all pairs of the rows of [n, m]: [n (n - 1) / 2], of row 0 with 1, 2,
/// ..., then of row 1.
Tensor pdist(const Tensor& self, double p = 2);

/// self with `source` in the place of what select, slice or diagonal would give.
Tensor select_scatter(const Tensor& self, const Tensor& source, int64_t dim, int64_t index);
Tensor slice_scatter(const Tensor& self, const Tensor& source, int64_t dim = 0,
                     std::optional<int64_t> start = std::nullopt, std::optional<int64_t> end = std::nullopt,
                     int64_t step = 1);
Tensor diagonal_scatter(const Tensor& self, const Tensor& source, int64_t offset = 0, int64_t dim1 = 0,
                        int64_t dim2 = 1);
/// With dimensions of size 1 as far as they lack: before and behind, where all three do.
Tensor atleast_1d(const Tensor& self);
Tensor atleast_2d(const Tensor& self);
Tensor atleast_3d(const Tensor& self);
/// Side by side, vectors as columns.
Tensor column_stack(TensorList tensors);
/// Matrices along the diagonal of one of zeros; vectors are rows.
Tensor block_diag(TensorList tensors);
/// All tuples of one element of each vector: [n1 n2 ..., number of vectors]; of one vector itself.
Tensor cartesian_prod(TensorList tensors);
/// The flattened elements on a diagonal of a matrix of zeros.
Tensor diagflat(const Tensor& self, int64_t offset = 0);
/// The powers x^0 ... x^(n-1) of a vector as rows, by default a square; falling unless `increasing`.
Tensor vander(const Tensor& x, std::optional<int64_t> n = std::nullopt, bool increasing = false);

}  // namespace ember
