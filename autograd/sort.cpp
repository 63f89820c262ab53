#include <algorithm>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/sort.hpp>
#include <ember/autograd/view.hpp>
#include <limits>
#include <numeric>

namespace ember {
namespace {

/// Whether a comes before b: NaN after every number when ascending.
template <class T> bool comes_before(T a, T b, bool descending) {
  const bool a_is_nan = a != a, b_is_nan = b != b;
  if (a_is_nan || b_is_nan) return descending ? a_is_nan && !b_is_nan : b_is_nan && !a_is_nan;
  return descending ? a > b : a < b;
}

/// Per slice along the last dimension of `self`, the indices of its elements in order.
Tensor order_of_rows(const Tensor& self, bool descending) {
  const OpTimer timer("sort");
  const Tensor dense = detail::contiguous_copy(self.detach());
  Tensor order = detail::empty(self.sizes(), kLong);
  const int64_t n = self.size(-1);
  dispatch(self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (int64_t row = 0; row * n < self.numel(); ++row) {
      const T* values = dense.data_ptr<T>() + row * n;
      int64_t* indices = order.data_ptr<int64_t>() + row * n;
      std::iota(indices, indices + n, int64_t{0});
      std::stable_sort(indices, indices + n,
                       [&](int64_t a, int64_t b) { return comes_before(values[a], values[b], descending); });
    }
  });
  return order;
}

/// The indices in order along dimension d.
Tensor order_along(const Tensor& self, int64_t d, bool descending) {
  if (self.dim() == 0) return zeros({}, kLong);
  const NoGradGuard guard;
  if (d == self.dim() - 1) return order_of_rows(self, descending);
  return contiguous(transpose(order_of_rows(transpose(self, d, -1), descending), d, -1));
}

std::tuple<Tensor, Tensor> place_in_order(const char* op, const Tensor& self, int64_t place, int64_t dim,
                                          bool keepdim) {
  const int64_t d = wrap_dim(op, dim, self.dim());
  if (self.dim() == 0) return {clone(self), zeros({}, kLong)};
  const Tensor index = contiguous(narrow(order_along(self, d, false), d, place, 1)),
               value = gather(self, d, index);
  if (keepdim) return {value, index};
  return {squeeze(value, d), squeeze(index, d)};
}

int64_t size_along(const char* op, const Tensor& self, int64_t dim) {
  const int64_t d = wrap_dim(op, dim, self.dim());
  return self.dim() == 0 ? 1 : self.size(d);
}

}  // namespace

std::tuple<Tensor, Tensor> sort(const Tensor& self, int64_t dim, bool descending) {
  const int64_t d = wrap_dim("sort", dim, self.dim());
  const Tensor index = order_along(self, d, descending);
  return {gather(self, d, index), index};
}

Tensor argsort(const Tensor& self, int64_t dim, bool descending) {
  return order_along(self, wrap_dim("argsort", dim, self.dim()), descending);
}

std::tuple<Tensor, Tensor> topk(const Tensor& self, int64_t k, int64_t dim, bool largest, bool) {
  const int64_t size = size_along("topk", self, dim), d = wrap_dim("topk", dim, self.dim());
  require<ValueError>(k >= 0 && k <= size, "topk: k is out of range [0, ", size, "]: ", k);
  if (self.dim() == 0) return {clone(self), zeros({}, kLong)};
  const Tensor index = contiguous(narrow(order_along(self, d, largest), d, 0, k));
  return {gather(self, d, index), index};
}

std::tuple<Tensor, Tensor> kthvalue(const Tensor& self, int64_t k, int64_t dim, bool keepdim) {
  const int64_t size = size_along("kthvalue", self, dim);
  require<ValueError>(k >= 1 && k <= size, "kthvalue: k is out of range [1, ", size, "]: ", k);
  return place_in_order("kthvalue", self, k - 1, dim, keepdim);
}

Tensor median(const Tensor& self) {
  if (self.numel() == 0) return full({}, std::numeric_limits<double>::quiet_NaN(), self.dtype());
  return std::get<0>(median(reshape(self, {-1}), 0));
}

std::tuple<Tensor, Tensor> median(const Tensor& self, int64_t dim, bool keepdim) {
  const int64_t size = size_along("median", self, dim);
  require<IndexError>(size > 0, "median: dimension ", dim, " is empty: shape ", self.sizes());
  auto [value, index] = place_in_order("median", self, (size - 1) / 2, dim, keepdim);
  if (!self.is_floating_point() || self.dim() == 0) return {value, index};
  // A NaN is last in order; where there is one, it is the median. Its index is the first of them.
  const int64_t d = wrap_dim("median", dim, self.dim());
  const auto [last, at] = place_in_order("median", self, size - 1, dim, true);
  if (!any(last.detach() != last.detach()).item<bool>()) return {value, index};
  const Tensor first_nan = argmax(self.detach(), d, true);
  const Tensor kept = keepdim ? index : unsqueeze(index, d);
  const Tensor chosen = where(last.detach() != last.detach(), first_nan, kept),
               median_value = gather(self, d, chosen);
  if (keepdim) return {median_value, chosen};
  return {squeeze(median_value, d), squeeze(chosen, d)};
}

std::tuple<Tensor, Tensor, Tensor> unique(const Tensor& self) {
  const Tensor flat = detail::contiguous_copy(self.detach()).reshape({-1}),
               order = order_along(flat, 0, false);
  const Tensor inverse = detail::empty(flat.sizes(), kLong);
  std::vector<int64_t> first, counts;
  dispatch(self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* values = flat.data_ptr<T>();
    const int64_t* in_order = order.data_ptr<int64_t>();
    for (int64_t i = 0; i < flat.numel(); ++i) {
      if (first.empty() || values[first.back()] != values[in_order[i]]) {
        first.push_back(in_order[i]);
        counts.push_back(0);
      }
      ++counts.back();
      inverse.data_ptr<int64_t>()[in_order[i]] = static_cast<int64_t>(first.size()) - 1;
    }
  });
  return {index_select(flat, 0, tensor(first, kLong)), reshape(inverse, self.sizes()), tensor(counts, kLong)};
}

}  // namespace ember
