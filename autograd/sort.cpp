#include <algorithm>
#include <cmath>
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/sort.hpp>
#include <ember/autograd/view.hpp>
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
  const OpTimer timer("sort", self);
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

/// What an index of size 1 along d chooses, and the index.
std::tuple<Tensor, Tensor> chosen(const Tensor& self, int64_t d, const Tensor& index, bool keepdim) {
  const Tensor value = gather(self, d, index);
  if (keepdim || self.dim() == 0) return {value, index};
  return {squeeze(value, d), squeeze(index, d)};
}

/// What `dim`'s slices are when equal ones that follow each other, in order if `sorted`, become one; for each
/// slice the place of its own among them; how many became one.
std::tuple<Tensor, Tensor, Tensor> distinct(const Tensor& self, int64_t dim, bool sorted) {
  require<IndexError>(self.dim() > 0, "unique: a 0-d tensor has no dimension ", dim);
  const int64_t n = self.size(dim), width = n == 0 ? 0 : self.numel() / n;
  require<ValueError>(n == 0 || width > 0, "unique: slices without elements: shape ", self.sizes());
  const Tensor rows = detail::contiguous_copy(transpose(self, 0, dim)), inverse = detail::empty({n}, kLong);
  std::vector<int64_t> order(static_cast<size_t>(n)), first, counts;
  std::iota(order.begin(), order.end(), int64_t{0});
  dispatch(self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const auto row = [&](int64_t i) { return rows.data_ptr<T>() + i * width; };
    if (sorted) {
      std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
        return std::lexicographical_compare(row(a), row(a) + width, row(b), row(b) + width,
                                            [](T p, T q) { return comes_before(p, q, false); });
      });
    }
    for (const int64_t i : order) {
      if (first.empty() || !std::equal(row(i), row(i) + width, row(sorted ? first.back() : i - 1))) {
        first.push_back(i);
        counts.push_back(0);
      }
      ++counts.back();
      inverse.data_ptr<int64_t>()[i] = static_cast<int64_t>(first.size()) - 1;
    }
  });
  return {index_select(self, dim, tensor(first, kLong)), inverse, tensor(counts, kLong)};
}

std::tuple<Tensor, Tensor, Tensor> distinct_elements(const Tensor& self, bool sorted) {
  auto [values, inverse, counts] = distinct(reshape(self.detach(), {-1}), 0, sorted);
  return {values, reshape(inverse, self.sizes()), counts};
}

int64_t size_along(const char* op, const Tensor& self, int64_t dim) {
  const int64_t d = wrap_dim(op, dim, self.dim());
  return self.dim() == 0 ? 1 : self.size(d);
}

/// The middle in order: of what is no NaN, or the first NaN where there is one.
std::tuple<Tensor, Tensor> middle(const char* op, const Tensor& self, int64_t dim, bool keepdim,
                                  bool without_nan) {
  const int64_t n = size_along(op, self, dim), d = wrap_dim(op, dim, self.dim());
  require<IndexError>(n > 0, op, ": dimension ", dim, " is empty: shape ", self.sizes());
  require<TypeError>(self.dtype() != kBool, op, ": not defined for bool");
  if (self.dim() == 0) return {clone(self), zeros({}, kLong)};
  const Tensor numbers = sum(self.detach() == self.detach(), {d}, true),
               place = without_nan ? floor_divide(clamp_min(numbers - 1, 0), 2)
                                   : where(numbers < n, numbers, (n - 1) / 2);
  return chosen(self, d, gather(order_along(self, d, false), d, place), keepdim);
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
  const int64_t d = wrap_dim("kthvalue", dim, self.dim());
  const Tensor order = order_along(self, d, false);
  return chosen(self, d, self.dim() == 0 ? order : contiguous(narrow(order, d, k - 1, 1)), keepdim);
}

Tensor median(const Tensor& self) {
  if (self.numel() == 0) return full({}, NAN, self.dtype()) + sum(self, self.dtype());
  return std::get<0>(median(reshape(self, {-1}), 0));
}

std::tuple<Tensor, Tensor> median(const Tensor& self, int64_t dim, bool keepdim) {
  return middle("median", self, dim, keepdim, false);
}
Tensor nanmedian(const Tensor& self) {
  return self.numel() == 0 ? median(self) : std::get<0>(nanmedian(reshape(self, {-1}), 0));
}
std::tuple<Tensor, Tensor> nanmedian(const Tensor& self, int64_t dim, bool keepdim) {
  return middle("nanmedian", self, dim, keepdim, true);
}

std::tuple<Tensor, Tensor> mode(const Tensor& self, int64_t dim, bool keepdim) {
  const int64_t n = size_along("mode", self, dim);
  require<IndexError>(n > 0, "mode: dimension ", dim, " is empty: shape ", self.sizes());
  if (self.dim() == 0) return {clone(self), zeros({}, kLong)};
  const int64_t d = wrap_dim("mode", dim, self.dim());
  const Tensor rows = detail::contiguous_copy(transpose(self.detach(), d, -1)),
               order = order_of_rows(rows, false);
  Dims shape(rows.sizes());
  shape[shape.size() - 1] = 1;
  const Tensor best = detail::empty(shape, kLong);
  dispatch(self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (int64_t row = 0; row < best.numel(); ++row) {
      const T* values = rows.data_ptr<T>() + row * n;
      const int64_t* at = order.data_ptr<int64_t>() + row * n;
      int64_t most = 0, run = 0;
      for (int64_t i = 0; i < n; ++i) {
        run = i > 0 && values[at[i - 1]] == values[at[i]] ? run + 1 : 1;
        if (run <= most) continue;
        most = run;
        best.data_ptr<int64_t>()[row] = at[i];
      }
    }
  });
  return chosen(self, d, contiguous(transpose(best, d, -1)), keepdim);
}

Tensor quantile(const Tensor& self, const Tensor& q, std::optional<int64_t> dim, bool keepdim,
                std::string_view interpolation) {
  require<TypeError>(self.is_floating_point() && q.dtype() == self.dtype(),
                     "quantile: needs one floating dtype: got ", self.dtype(), " and ", q.dtype());
  require<ShapeError>(q.dim() <= 1, "quantile: q must be a number or a vector: shape ", q.sizes());
  require<ValueError>(all((q.detach() >= 0) & (q.detach() <= 1)).item<bool>(),
                      "quantile: q must be in [0, 1]");
  const int64_t d = dim ? wrap_dim("quantile", *dim, self.dim()) : 0;
  const Tensor x = dim && self.dim() > 0 ? movedim(self, d, -1) : reshape(self, {-1});
  const int64_t n = x.size(-1);
  require<IndexError>(self.numel() > 0, "quantile: there are no values: shape ", self.sizes());
  const Tensor sorted = std::get<0>(sort(x)), has_nan = isnan(narrow(sorted.detach(), -1, n - 1, 1));
  const Tensor place = where(has_nan, n - 1, q.reshape({-1}) * (n - 1));
  const auto at = [&](const Tensor& rank) { return gather(sorted, -1, to(rank.detach(), kLong)); };
  Tensor value;
  if (interpolation == "nearest") {
    value = at(round(place));
  } else {
    const Tensor below = floor(place), low = at(below), high = at(ceil(place));
    require<ValueError>(interpolation == "linear" || interpolation == "lower" || interpolation == "higher" ||
                            interpolation == "midpoint",
                        "quantile: interpolation is none of linear, lower, higher, midpoint, nearest: ",
                        std::string(interpolation));
    value = interpolation == "lower" ? low
            : interpolation == "higher"
                ? high
                : lerp(low, high,
                       interpolation == "linear" ? place - below.detach() : full({}, 0.5, self.dtype()));
  }
  Dims shape(x.sizes());
  shape.erase(shape.size() - 1);
  if (keepdim) {
    if (dim && self.dim() > 0)
      shape.insert(static_cast<size_t>(d), 1);
    else
      shape.resize(static_cast<size_t>(self.dim()), 1);
  }
  if (q.dim() == 1) shape.insert(0, q.numel());
  return reshape(movedim(value, -1, 0), shape);
}
Tensor quantile(const Tensor& self, double q, std::optional<int64_t> dim, bool keepdim,
                std::string_view interpolation) {
  return quantile(self, scalar_tensor(q, self.dtype()), dim, keepdim, interpolation);
}

Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values, bool out_int32, bool right) {
  const int64_t n = sorted_sequence.dim() == 0 ? 0 : sorted_sequence.size(-1);
  const bool shared = sorted_sequence.dim() == 1;
  require<ShapeError>(
      sorted_sequence.dim() > 0 &&
          (shared || (values.dim() == sorted_sequence.dim() &&
                      values.sizes().slice(0, static_cast<size_t>(values.dim() - 1)) ==
                          sorted_sequence.sizes().slice(0, static_cast<size_t>(values.dim() - 1)))),
      "searchsorted: a sequence of shape ", sorted_sequence.sizes(), " does not fit values of shape ",
      values.sizes());
  const ScalarType dtype = promote_types(sorted_sequence.dtype(), values.dtype());
  const Tensor sequence = detail::converted(sorted_sequence, dtype),
               wanted = detail::converted(values, dtype);
  const Tensor places = detail::empty(values.sizes(), kLong);
  const int64_t per_row = shared ? std::max<int64_t>(1, values.numel()) : values.size(-1);
  dispatch(dtype, [&](auto zero) {
    using T = decltype(zero);
    for (int64_t i = 0; i < values.numel(); ++i) {
      const T *row = sequence.data_ptr<T>() + i / per_row * n, value = wanted.data_ptr<T>()[i];
      const T* at = std::partition_point(
          row, row + n, [&](T x) { return right ? !(x > value) : !(x >= value); });  // NaN is last
      places.data_ptr<int64_t>()[i] = at - row;
    }
  });
  return out_int32 ? to(places, kInt) : places;
}
Tensor bucketize(const Tensor& values, const Tensor& boundaries, bool out_int32, bool right) {
  require<ShapeError>(boundaries.dim() == 1, "bucketize: boundaries must be a vector: ", boundaries.sizes());
  return searchsorted(boundaries, values, out_int32, right);
}

Tensor bincount(const Tensor& self, const Tensor& weights, int64_t minlength) {
  require<ShapeError>(self.dim() == 1 && (!weights.defined() || weights.sizes() == self.sizes()),
                      "bincount: needs a vector, and as many weights: shape ", self.sizes());
  require<ValueError>(minlength >= 0, "bincount: minlength is negative: ", minlength);
  require<TypeError>(is_integral(self.dtype()), "bincount: needs whole numbers: got ", self.dtype());
  const Tensor at = detail::converted(self, kLong);
  if (at.numel() > 0) {
    const auto least = min(at).item<int64_t>();
    require<ValueError>(least >= 0, "bincount: a number is negative: ", least);
    minlength = std::max(minlength, max(at).item<int64_t>() + 1);
  }
  const NoGradGuard guard;
  const ScalarType dtype = !weights.defined() || at.numel() == 0 ? kLong
                           : weights.dtype() == kFloat           ? kFloat
                                                                 : kDouble;
  return scatter_add(zeros({minlength}, dtype), 0, at,
                     weights.defined() ? to(weights, dtype) : ones(at.sizes(), kLong));
}

std::tuple<Tensor, Tensor, Tensor> unique(const Tensor& self) { return distinct_elements(self, true); }
std::tuple<Tensor, Tensor, Tensor> unique_dim(const Tensor& self, int64_t dim) {
  return distinct(self.detach(), wrap_dim("unique_dim", dim, self.dim()), true);
}
std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& self, std::optional<int64_t> dim) {
  if (!dim) return distinct_elements(self, false);
  return distinct(self.detach(), wrap_dim("unique_consecutive", *dim, self.dim()), false);
}

}  // namespace ember
