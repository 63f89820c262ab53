// Ops that make one value of many (https://pytorch.org/docs/stable/torch.html#reduction-ops).
//
// Without dimensions everything is reduced to a 0-d tensor. With dimensions those go away, or become 1 with
// `keepdim`. Sums are taken in fixed blocks in a fixed order: the same bits for any number of threads.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// The sum; whole numbers and bools sum to int64; 0 of nothing. `dtype` converts first.
Tensor sum(const Tensor& self, std::optional<ScalarType> dtype = std::nullopt);
Tensor sum(const Tensor& self, IntArrayRef dims, bool keepdim = false,
           std::optional<ScalarType> dtype = std::nullopt);
/// Sum and mean over what is not NaN; how many elements are not 0.
Tensor nansum(const Tensor& self, IntArrayRef dims = {}, bool keepdim = false);
Tensor nanmean(const Tensor& self, IntArrayRef dims = {}, bool keepdim = false);
Tensor count_nonzero(const Tensor& self, IntArrayRef dims = {});
/// The mean of floating values; NaN of nothing. Throws TypeError for other dtypes.
Tensor mean(const Tensor& self, std::optional<ScalarType> dtype = std::nullopt);
Tensor mean(const Tensor& self, IntArrayRef dims, bool keepdim = false,
            std::optional<ScalarType> dtype = std::nullopt);
/// Variance and standard deviation, divided by n - 1 when `unbiased`, else by n; NaN where that is 0.
Tensor var(const Tensor& self, bool unbiased = true);
Tensor var(const Tensor& self, IntArrayRef dims, bool unbiased = true, bool keepdim = false);
template <class Dim>
requires(std::is_integral_v<Dim> && !std::is_same_v<Dim, bool>) Tensor
    var(const Tensor& self, Dim dim, bool unbiased = true, bool keepdim = false) {
  return self.var(dim, unbiased, keepdim);
}
Tensor std(const Tensor& self, bool unbiased = true);
Tensor std(const Tensor& self, IntArrayRef dims, bool unbiased = true, bool keepdim = false);
template <class Dim>
requires(std::is_integral_v<Dim> && !std::is_same_v<Dim, bool>) Tensor
    std(const Tensor& self, Dim dim, bool unbiased = true, bool keepdim = false) {
  return self.std(dim, unbiased, keepdim);
}
/// Both at once.
inline std::tuple<Tensor, Tensor> var_mean(const Tensor& self, IntArrayRef dims, bool unbiased = true,
                                           bool keepdim = false) {
  return {var(self, dims, unbiased, keepdim), mean(self, dims, keepdim)};
}
inline std::tuple<Tensor, Tensor> std_mean(const Tensor& self, IntArrayRef dims, bool unbiased = true,
                                           bool keepdim = false) {
  return {std(self, dims, unbiased, keepdim), mean(self, dims, keepdim)};
}

/// The largest value; NaN wins; ties share the gradient. Throws ValueError for an empty tensor.
Tensor max(const Tensor& self);
Tensor min(const Tensor& self);
/// Values and their int64 indices along one dimension: the first of equal values, NaN before all. The
/// gradient goes to the index returned. Throws IndexError when the dimension is empty.
std::tuple<Tensor, Tensor> max(const Tensor& self, int64_t dim, bool keepdim = false);
std::tuple<Tensor, Tensor> min(const Tensor& self, int64_t dim, bool keepdim = false);
/// The largest values over some dimensions; ties share the gradient.
Tensor amax(const Tensor& self, IntArrayRef dims = {}, bool keepdim = false);
Tensor amin(const Tensor& self, IntArrayRef dims = {}, bool keepdim = false);
/// (amin, amax) of everything or along `dim`.
std::tuple<Tensor, Tensor> aminmax(const Tensor& self, std::optional<int64_t> dim = std::nullopt,
                                   bool keepdim = false);
/// Index of the largest value: of the flattened tensor, or along `dim`; the first of equal ones.
Tensor argmax(const Tensor& self, std::optional<int64_t> dim = std::nullopt, bool keepdim = false);
Tensor argmin(const Tensor& self, std::optional<int64_t> dim = std::nullopt, bool keepdim = false);

/// Whether any / every element is not zero. any of nothing is false, all of nothing is true.
Tensor any(const Tensor& self);
Tensor all(const Tensor& self);
Tensor any(const Tensor& self, int64_t dim, bool keepdim = false);
Tensor all(const Tensor& self, int64_t dim, bool keepdim = false);

/// The p-norm over everything; the gradient at the zero vector is 0.
Tensor norm(const Tensor& self, const Scalar& p = 2);
Tensor norm(const Tensor& self, const Scalar& p, IntArrayRef dims, bool keepdim = false);
/// The p-norm of a - b.
inline Tensor dist(const Tensor& a, const Tensor& b, const Scalar& p = 2) { return norm(a.sub(b), p); }

/// e^x / sum e^x along `dim`, shifted by the maximum; a slice of -inf gives NaN.
Tensor softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype = std::nullopt);
/// log softmax(x), without forming the quotient.
Tensor log_softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype = std::nullopt);
/// log sum e^x over `dims`, shifted by the maximum; -inf of nothing.
Tensor logsumexp(const Tensor& self, IntArrayRef dims, bool keepdim = false);

}  // namespace ember
