// Order: sorting, the largest elements, medians, distinct values
// (https://pytorch.org/docs/1.13/torch.html#comparison-ops). NaN counts as larger than every number; equal
// elements keep their order. Gradients go to the elements returned.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember {

/// Values in ascending (or descending) order along `dim`, and the int64 index each came from.
std::tuple<Tensor, Tensor> sort(const Tensor& self, int64_t dim = -1, bool descending = false);
/// The indices alone.
Tensor argsort(const Tensor& self, int64_t dim = -1, bool descending = false);
/// The k largest (or smallest) values along `dim`, the first of them first, and their indices. Throws
/// ValueError unless 0 <= k <= size.
std::tuple<Tensor, Tensor> topk(const Tensor& self, int64_t k, int64_t dim = -1, bool largest = true,
                                bool sorted = true);
/// The k-th smallest value along `dim`, counting from 1, and its index. Throws ValueError for k out of range.
std::tuple<Tensor, Tensor> kthvalue(const Tensor& self, int64_t k, int64_t dim = -1, bool keepdim = false);
/// The middle value in order, the lower one of two; NaN if there is one. Throws TypeError for bool.
Tensor median(const Tensor& self);
std::tuple<Tensor, Tensor> median(const Tensor& self, int64_t dim, bool keepdim = false);
/// The same among what is not NaN; NaN, and the first index, where nothing else is.
Tensor nanmedian(const Tensor& self);
std::tuple<Tensor, Tensor> nanmedian(const Tensor& self, int64_t dim, bool keepdim = false);
/// The value that occurs most often along `dim`, the smallest of several, and the index of its last
/// occurrence.
std::tuple<Tensor, Tensor> mode(const Tensor& self, int64_t dim = -1, bool keepdim = false);
/// The value below which the part q of the values lies, of everything or along `dim`; between two values, at
/// a fraction of the way, what `interpolation` says: "linear", "lower", "higher", "midpoint", "nearest". For
/// q [k] the result has k in front. NaN where there is one. Throws TypeError unless both are of one floating
/// dtype, ValueError for q outside [0, 1], IndexError when there are no values.
Tensor quantile(const Tensor& self, const Tensor& q, std::optional<int64_t> dim = std::nullopt,
                bool keepdim = false, std::string_view interpolation = "linear");
Tensor quantile(const Tensor& self, double q, std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
                std::string_view interpolation = "linear");

/// Where in the ascending last dimension of `sorted_sequence` each of `values` belongs, int64 or int32:
/// before the equal ones, or after them with `right`. The sequence is 1-D, or has values' other sizes
/// (ShapeError).
Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values, bool out_int32 = false,
                    bool right = false);
Tensor bucketize(const Tensor& values, const Tensor& boundaries, bool out_int32 = false, bool right = false);
/// How often each of 0, 1, ... occurs in a vector of whole numbers, or the sum of its weights; at least
/// `minlength` values. Throws ValueError for a negative number.
Tensor bincount(const Tensor& self, const Tensor& weights = {}, int64_t minlength = 0);
/// The distinct values of all elements in ascending order; for each element the place of its value among
/// them; how often each occurs. PyTorch: torch.unique(return_inverse=True, return_counts=True).
std::tuple<Tensor, Tensor, Tensor> unique(const Tensor& self);
/// The same with slices along `dim` for elements, in the order of their first differing elements. Throws
/// ValueError for slices without elements.
std::tuple<Tensor, Tensor, Tensor> unique_dim(const Tensor& self, int64_t dim);
/// The same without sorting: equal elements, or slices along `dim`, that follow each other become one.
std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& self,
                                                      std::optional<int64_t> dim = std::nullopt);

}  // namespace ember
