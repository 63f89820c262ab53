// Small linear algebra on square matrices [..., n, n] and norms (https://pytorch.org/docs/1.13/linalg.html).
// Factors are computed in float64, one matrix after the other: meant for covariances and small systems.
// Whole numbers throw TypeError, what is not square ShapeError.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// X of A X = B, for B [..., n, k], or [..., n] where A is one matrix or the batch is the same. Throws
/// ValueError for a singular matrix.
Tensor linalg_solve(const Tensor& a, const Tensor& b);
/// The same for the upper or lower triangle of A alone, or X of X A = B unless `left`; with ones on the
/// diagonal if `unitriangular`.
Tensor linalg_solve_triangular(const Tensor& a, const Tensor& b, bool upper, bool left = true,
                               bool unitriangular = false);
/// Throws ValueError for a singular matrix.
Tensor linalg_inv(const Tensor& a);
/// The determinant; its derivatives hold for singular matrices too.
Tensor linalg_det(const Tensor& a);
/// The sign of the determinant and the logarithm of its magnitude, 0 and -inf for a singular matrix, where
/// the gradient is infinite or NaN.
std::tuple<Tensor, Tensor> linalg_slogdet(const Tensor& a);
/// NaN where the determinant is negative.
Tensor logdet(const Tensor& a);
/// Lower L (or upper, its transpose) with L L^T = A, read from the lower (upper) triangle. Throws ValueError
/// unless A is positive definite.
Tensor linalg_cholesky(const Tensor& a, bool upper = false);

/// (sum |x|^p)^(1/p) over `dims`, or over everything.
Tensor linalg_vector_norm(const Tensor& x, const Scalar& p = 2,
                          std::optional<IntArrayRef> dims = std::nullopt, bool keepdim = false,
                          std::optional<ScalarType> dtype = std::nullopt);
/// Of matrices in two dimensions: the largest (1, inf) or smallest (-1, -inf) sum of magnitudes of
/// a column or row. Throws ValueError for the norms by singular values (2, -2).
Tensor linalg_matrix_norm(const Tensor& x, const Scalar& p, IntArrayRef dims = {-2, -1}, bool keepdim = false,
                          std::optional<ScalarType> dtype = std::nullopt);
/// Without p the 2-norm of the flattened dimensions; with one that of vectors for one dimension (or a
/// vector), of matrices for two.
Tensor linalg_norm(const Tensor& x, std::optional<Scalar> p = std::nullopt,
                   std::optional<IntArrayRef> dims = std::nullopt, bool keepdim = false,
                   std::optional<ScalarType> dtype = std::nullopt);

}  // namespace ember
