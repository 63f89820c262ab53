// The methods of Tensor for indexing, arranging and ordering.
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/indexing.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/scan.hpp>
#include <ember/autograd/sort.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

using Indices = ArrayRef<indexing::TensorIndex>;
using IndexList = std::initializer_list<indexing::TensorIndex>;

Tensor& written(const Tensor& self) { return const_cast<Tensor&>(self); }
/// What an in-place op reads: while recording a copy, so that what the graph saves is not written.
Tensor operand(const Tensor& self) { return is_recorded(self) ? clone(self) : self; }

}  // namespace

Tensor Tensor::operator[](const Tensor& index) const {
  return ember::index(*this, indexing::TensorIndex(index));
}
Tensor Tensor::index(Indices indices) const { return ember::index(*this, indices); }
Tensor Tensor::index(IndexList indices) const { return ember::index(*this, Indices(indices)); }
Tensor& Tensor::index_put_(Indices indices, const Tensor& value, bool accumulate) const {
  return ember::index_put_(written(*this), indices, value, accumulate);
}
Tensor& Tensor::index_put_(Indices indices, const Scalar& value, bool accumulate) const {
  return ember::index_put_(written(*this), indices, value, accumulate);
}
Tensor& Tensor::index_put_(IndexList indices, const Tensor& value, bool accumulate) const {
  return ember::index_put_(written(*this), Indices(indices), value, accumulate);
}
Tensor& Tensor::index_put_(IndexList indices, const Scalar& value, bool accumulate) const {
  return ember::index_put_(written(*this), Indices(indices), value, accumulate);
}
Tensor& Tensor::scatter_(int64_t dim, const Tensor& index, const Tensor& source) const {
  return ember::scatter_(written(*this), dim, index, source);
}
Tensor& Tensor::scatter_(int64_t dim, const Tensor& index, const Scalar& value) const {
  return ember::scatter_(written(*this), dim, index, value);
}
Tensor& Tensor::scatter_add_(int64_t dim, const Tensor& index, const Tensor& source) const {
  return ember::scatter_add_(written(*this), dim, index, source);
}
Tensor& Tensor::index_add_(int64_t dim, const Tensor& index, const Tensor& source,
                           const Scalar& alpha) const {
  return ember::index_add_(written(*this), dim, index, source, alpha);
}
Tensor& Tensor::index_fill_(int64_t dim, const Tensor& index, const Scalar& value) const {
  return ember::index_fill_(written(*this), dim, index, value);
}
Tensor Tensor::index_fill(int64_t dim, const Tensor& index, const Scalar& value) const {
  return ember::index_fill(*this, dim, index, value);
}
Tensor Tensor::nonzero() const { return ember::nonzero(*this); }
Tensor Tensor::masked_select(const Tensor& mask) const { return ember::masked_select(*this, mask); }
Tensor Tensor::flip(IntArrayRef dims) const { return ember::flip(*this, dims); }
Tensor Tensor::roll(IntArrayRef shifts, IntArrayRef dims) const { return ember::roll(*this, shifts, dims); }
Tensor Tensor::repeat(IntArrayRef repeats) const { return ember::repeat(*this, repeats); }
Tensor Tensor::tile(IntArrayRef repeats) const { return ember::tile(*this, repeats); }
Tensor Tensor::repeat_interleave(int64_t repeats, std::optional<int64_t> dim) const {
  return ember::repeat_interleave(*this, repeats, dim);
}
Tensor Tensor::repeat_interleave(const Tensor& repeats, std::optional<int64_t> dim) const {
  return ember::repeat_interleave(*this, repeats, dim);
}
Tensor Tensor::index_put(Indices indices, const Tensor& value, bool accumulate) const {
  return ember::index_put(*this, indices, value, accumulate);
}
Tensor Tensor::index_put(IndexList indices, const Tensor& value, bool accumulate) const {
  return ember::index_put(*this, Indices(indices), value, accumulate);
}
Tensor Tensor::index_copy(int64_t dim, const Tensor& index, const Tensor& source) const {
  return ember::index_copy(*this, dim, index, source);
}
Tensor& Tensor::index_copy_(int64_t dim, const Tensor& index, const Tensor& source) const {
  return assign_in_place("index_copy_", written(*this),
                         ember::index_copy(operand(*this), dim, index, source));
}
Tensor Tensor::masked_scatter(const Tensor& mask, const Tensor& source) const {
  return ember::masked_scatter(*this, mask, source);
}
Tensor& Tensor::masked_scatter_(const Tensor& mask, const Tensor& source) const {
  return assign_in_place("masked_scatter_", written(*this),
                         ember::masked_scatter(operand(*this), mask, source));
}
Tensor& Tensor::tril_(int64_t diagonal) const {
  return assign_in_place("tril_", written(*this), ember::tril(operand(*this), diagonal));
}
Tensor& Tensor::triu_(int64_t diagonal) const {
  return assign_in_place("triu_", written(*this), ember::triu(operand(*this), diagonal));
}
Tensor& Tensor::cumsum_(int64_t dim) const {
  return assign_in_place("cumsum_", written(*this), ember::cumsum(operand(*this), dim, dtype()));
}
Tensor& Tensor::fill_diagonal_(const Scalar& value) const {
  ember::diagonal(*this).fill_(value);
  return written(*this);
}
Tensor Tensor::take(const Tensor& index) const { return ember::take(*this, index); }
Tensor Tensor::diag(int64_t diagonal) const { return ember::diag(*this, diagonal); }
Tensor Tensor::diag_embed(int64_t offset, int64_t dim1, int64_t dim2) const {
  return ember::diag_embed(*this, offset, dim1, dim2);
}
Tensor Tensor::logcumsumexp(int64_t dim) const { return ember::logcumsumexp(*this, dim); }
std::tuple<Tensor, Tensor> Tensor::cummax(int64_t dim) const { return ember::cummax(*this, dim); }
std::tuple<Tensor, Tensor> Tensor::cummin(int64_t dim) const { return ember::cummin(*this, dim); }
Tensor Tensor::diff(int64_t n, int64_t dim, const Tensor& prepend, const Tensor& append) const {
  return ember::diff(*this, n, dim, prepend, append);
}
Tensor Tensor::quantile(const Tensor& q, std::optional<int64_t> dim, bool keepdim,
                        std::string_view interpolation) const {
  return ember::quantile(*this, q, dim, keepdim, interpolation);
}
Tensor Tensor::quantile(double q, std::optional<int64_t> dim, bool keepdim,
                        std::string_view interpolation) const {
  return ember::quantile(*this, q, dim, keepdim, interpolation);
}
Tensor Tensor::bincount(const Tensor& weights, int64_t minlength) const {
  return ember::bincount(*this, weights, minlength);
}
Tensor Tensor::tril(int64_t diagonal) const { return ember::tril(*this, diagonal); }
Tensor Tensor::triu(int64_t diagonal) const { return ember::triu(*this, diagonal); }
Tensor Tensor::trace() const { return ember::trace(*this); }
std::tuple<Tensor, Tensor> Tensor::sort(int64_t dim, bool descending) const {
  return ember::sort(*this, dim, descending);
}
Tensor Tensor::argsort(int64_t dim, bool descending) const { return ember::argsort(*this, dim, descending); }
std::tuple<Tensor, Tensor> Tensor::topk(int64_t k, int64_t dim, bool largest, bool sorted) const {
  return ember::topk(*this, k, dim, largest, sorted);
}
std::tuple<Tensor, Tensor> Tensor::kthvalue(int64_t k, int64_t dim, bool keepdim) const {
  return ember::kthvalue(*this, k, dim, keepdim);
}
Tensor Tensor::scatter_reduce(int64_t dim, const Tensor& index, const Tensor& source, std::string_view reduce,
                              bool include_self) const {
  return ember::scatter_reduce(*this, dim, index, source, reduce, include_self);
}
Tensor& Tensor::scatter_reduce_(int64_t dim, const Tensor& index, const Tensor& source,
                                std::string_view reduce, bool include_self) const {
  return assign_in_place("scatter_reduce_", written(*this),
                         ember::scatter_reduce(*this, dim, index, source, reduce, include_self));
}
Tensor Tensor::nanmedian() const { return ember::nanmedian(*this); }
std::tuple<Tensor, Tensor> Tensor::nanmedian(int64_t dim, bool keepdim) const {
  return ember::nanmedian(*this, dim, keepdim);
}
std::tuple<Tensor, Tensor> Tensor::mode(int64_t dim, bool keepdim) const {
  return ember::mode(*this, dim, keepdim);
}
Tensor Tensor::median() const { return ember::median(*this); }
std::tuple<Tensor, Tensor> Tensor::median(int64_t dim, bool keepdim) const {
  return ember::median(*this, dim, keepdim);
}
Tensor Tensor::cumsum(int64_t dim, std::optional<ScalarType> dtype) const {
  return ember::cumsum(*this, dim, dtype);
}
Tensor Tensor::cumprod(int64_t dim, std::optional<ScalarType> dtype) const {
  return ember::cumprod(*this, dim, dtype);
}
Tensor Tensor::prod(std::optional<ScalarType> dtype) const { return ember::prod(*this, dtype); }
Tensor Tensor::prod(int64_t dim, bool keepdim, std::optional<ScalarType> dtype) const {
  return ember::prod(*this, dim, keepdim, dtype);
}

}  // namespace ember
