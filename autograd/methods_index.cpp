// The methods of Tensor for indexing, arranging and ordering.
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/indexing.hpp>
#include <ember/autograd/scan.hpp>
#include <ember/autograd/sort.hpp>

namespace ember {
namespace {

using Indices = ArrayRef<indexing::TensorIndex>;
using IndexList = std::initializer_list<indexing::TensorIndex>;

Tensor& written(const Tensor& self) { return const_cast<Tensor&>(self); }

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
