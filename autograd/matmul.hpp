// Products of matrices (https://pytorch.org/docs/stable/generated/torch.matmul.html).
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// The product by PyTorch's rules: vectors are rows or columns whose dimension goes away again, matrices
/// multiply, further dimensions are a batch and broadcast. [n, k] x [k, m] -> [n, m] Throws ShapeError when
/// inner sizes differ, TypeError for different or non-floating dtypes.
Tensor matmul(const Tensor& a, const Tensor& b);
/// Matrices only: [n, k] x [k, m] -> [n, m]
Tensor mm(const Tensor& a, const Tensor& b);
/// Batches of matrices without broadcasting: [b, n, k] x [b, k, m] -> [b, n, m]
Tensor bmm(const Tensor& a, const Tensor& b);
/// Matrix and vector: [n, k] x [k] -> [n]
Tensor mv(const Tensor& a, const Tensor& b);
/// The sum of the products of two vectors: [n] x [n] -> []
Tensor dot(const Tensor& a, const Tensor& b);
/// Every product of an element of a and one of b: [n] x [m] -> [n, m]
Tensor outer(const Tensor& a, const Tensor& b);
/// Sums of products over the last dimension of both: [..., k] x [... ', k] -> [..., ... ']
Tensor inner(const Tensor& a, const Tensor& b);
/// Sums of products over the dimensions dims_a of a and dims_b of b, pair by pair: what is left of a, then of
/// b.
Tensor tensordot(const Tensor& a, const Tensor& b, IntArrayRef dims_a, IntArrayRef dims_b);
/// The p-norm of the difference of every row of a and every row of b: [..., n, k] x [..., m, k] -> [..., n,
/// m]
Tensor cdist(const Tensor& a, const Tensor& b, double p = 2);
/// beta input + alpha a b, for batches of matrices, a matrix and a vector, an outer product of vectors.
Tensor baddbmm(const Tensor& input, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
               const Scalar& alpha = 1);
Tensor addmv(const Tensor& input, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
             const Scalar& alpha = 1);
/// The same for matrices.
Tensor addmm(const Tensor& input, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
             const Scalar& alpha = 1);

/// What follows a linear layer while its result is still warm.
enum class Activation { none, relu, tanh };

/// activation(x weight^T + bias): [..., in] with [out, in] and [out] (or undefined) -> [..., out]; a weight
/// [in] is one output without its dimension. One node, whose backward gives dx, dweight and dbias together.
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
              Activation activation = Activation::none);

}  // namespace ember
