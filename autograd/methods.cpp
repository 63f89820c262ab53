// The methods of Tensor that forward to the function of their name.
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

Tensor& written(const Tensor& self) { return const_cast<Tensor&>(self); }

TensorOptions options_of(const Tensor& like, const TensorOptions& options) {
  return options.has_dtype() ? options : options.dtype(like.dtype());
}

}  // namespace

Tensor Tensor::new_empty(IntArrayRef sizes, const TensorOptions& options) const {
  return ember::empty(sizes, options_of(*this, options));
}
Tensor Tensor::new_zeros(IntArrayRef sizes, const TensorOptions& options) const {
  return ember::zeros(sizes, options_of(*this, options));
}
Tensor Tensor::new_ones(IntArrayRef sizes, const TensorOptions& options) const {
  return ember::ones(sizes, options_of(*this, options));
}
Tensor Tensor::new_full(IntArrayRef sizes, const Scalar& value, const TensorOptions& options) const {
  return ember::full(sizes, value, options_of(*this, options));
}
Tensor Tensor::clone() const { return ember::clone(*this); }
Tensor Tensor::contiguous() const { return ember::contiguous(*this); }
Tensor Tensor::neg() const { return ember::neg(*this); }
Tensor Tensor::abs() const { return ember::abs(*this); }
Tensor Tensor::square() const { return ember::square(*this); }
Tensor Tensor::sqrt() const { return ember::sqrt(*this); }
Tensor Tensor::rsqrt() const { return ember::rsqrt(*this); }
Tensor Tensor::reciprocal() const { return ember::reciprocal(*this); }
Tensor Tensor::exp() const { return ember::exp(*this); }
Tensor Tensor::expm1() const { return ember::expm1(*this); }
Tensor Tensor::log() const { return ember::log(*this); }
Tensor Tensor::log1p() const { return ember::log1p(*this); }
Tensor Tensor::sin() const { return ember::sin(*this); }
Tensor Tensor::cos() const { return ember::cos(*this); }
Tensor Tensor::tanh() const { return ember::tanh(*this); }
Tensor Tensor::sigmoid() const { return ember::sigmoid(*this); }
Tensor Tensor::relu() const { return ember::relu(*this); }
Tensor Tensor::floor() const { return ember::floor(*this); }
Tensor Tensor::sign() const { return ember::sign(*this); }
Tensor Tensor::clamp(std::optional<Scalar> low, std::optional<Scalar> high) const {
  return ember::clamp(*this, low, high);
}
Tensor Tensor::clamp_min(const Scalar& low) const { return ember::clamp_min(*this, low); }
Tensor Tensor::clamp_max(const Scalar& high) const { return ember::clamp_max(*this, high); }
Tensor Tensor::logical_not() const { return ember::logical_not(*this); }
Tensor Tensor::isnan() const { return ember::isnan(*this); }
Tensor Tensor::isinf() const { return ember::isinf(*this); }
Tensor Tensor::isfinite() const { return ember::isfinite(*this); }
Tensor Tensor::add(const Tensor& other, const Scalar& alpha) const { return ember::add(*this, other, alpha); }
Tensor Tensor::add(const Scalar& other, const Scalar& alpha) const { return ember::add(*this, other, alpha); }
Tensor Tensor::sub(const Tensor& other, const Scalar& alpha) const { return ember::sub(*this, other, alpha); }
Tensor Tensor::sub(const Scalar& other, const Scalar& alpha) const { return ember::sub(*this, other, alpha); }
Tensor Tensor::mul(const Tensor& other) const { return ember::mul(*this, other); }
Tensor Tensor::mul(const Scalar& other) const { return ember::mul(*this, other); }
Tensor Tensor::div(const Tensor& other) const { return ember::div(*this, other); }
Tensor Tensor::div(const Scalar& other) const { return ember::div(*this, other); }
Tensor Tensor::pow(const Tensor& exponent) const { return ember::pow(*this, exponent); }
Tensor Tensor::pow(const Scalar& exponent) const { return ember::pow(*this, exponent); }
Tensor Tensor::maximum(const Tensor& other) const { return ember::maximum(*this, other); }
Tensor Tensor::minimum(const Tensor& other) const { return ember::minimum(*this, other); }
Tensor Tensor::eq(const Tensor& other) const { return ember::eq(*this, other); }
Tensor Tensor::eq(const Scalar& other) const { return ember::eq(*this, other); }
Tensor Tensor::ne(const Tensor& other) const { return ember::ne(*this, other); }
Tensor Tensor::ne(const Scalar& other) const { return ember::ne(*this, other); }
Tensor Tensor::lt(const Tensor& other) const { return ember::lt(*this, other); }
Tensor Tensor::lt(const Scalar& other) const { return ember::lt(*this, other); }
Tensor Tensor::le(const Tensor& other) const { return ember::le(*this, other); }
Tensor Tensor::le(const Scalar& other) const { return ember::le(*this, other); }
Tensor Tensor::gt(const Tensor& other) const { return ember::gt(*this, other); }
Tensor Tensor::gt(const Scalar& other) const { return ember::gt(*this, other); }
Tensor Tensor::ge(const Tensor& other) const { return ember::ge(*this, other); }
Tensor Tensor::ge(const Scalar& other) const { return ember::ge(*this, other); }
Tensor Tensor::masked_fill(const Tensor& mask, const Scalar& value) const {
  return ember::masked_fill(*this, mask, value);
}
Tensor Tensor::masked_fill(const Tensor& mask, const Tensor& value) const {
  return ember::masked_fill(*this, mask, value);
}
Tensor& Tensor::fill_(const Scalar& value) const { return ember::fill_(written(*this), value); }
Tensor& Tensor::fill_(const Tensor& value) const { return ember::fill_(written(*this), value); }
Tensor& Tensor::zero_() const { return ember::zero_(written(*this)); }
Tensor& Tensor::add_(const Tensor& other, const Scalar& alpha) const {
  return ember::add_(written(*this), other, alpha);
}
Tensor& Tensor::add_(const Scalar& other, const Scalar& alpha) const {
  return ember::add_(written(*this), other, alpha);
}
Tensor& Tensor::sub_(const Tensor& other, const Scalar& alpha) const {
  return ember::sub_(written(*this), other, alpha);
}
Tensor& Tensor::sub_(const Scalar& other, const Scalar& alpha) const {
  return ember::sub_(written(*this), other, alpha);
}
Tensor& Tensor::mul_(const Tensor& other) const { return ember::mul_(written(*this), other); }
Tensor& Tensor::mul_(const Scalar& other) const { return ember::mul_(written(*this), other); }
Tensor& Tensor::div_(const Tensor& other) const { return ember::div_(written(*this), other); }
Tensor& Tensor::div_(const Scalar& other) const { return ember::div_(written(*this), other); }
Tensor& Tensor::lerp_(const Tensor& end, const Scalar& weight) const {
  return ember::lerp_(written(*this), end, weight);
}
Tensor& Tensor::clamp_(std::optional<Scalar> low, std::optional<Scalar> high) const {
  return ember::clamp_(written(*this), low, high);
}
Tensor& Tensor::masked_fill_(const Tensor& mask, const Scalar& value) const {
  return ember::masked_fill_(written(*this), mask, value);
}
Tensor& Tensor::uniform_(double from, double to, RandomSource source) const {
  return ember::uniform_(written(*this), from, to, source);
}
Tensor& Tensor::normal_(double mean, double std, RandomSource source) const {
  return ember::normal_(written(*this), mean, std, source);
}
Tensor& Tensor::log_normal_(double mean, double std, RandomSource source) const {
  return ember::log_normal_(written(*this), mean, std, source);
}
Tensor& Tensor::exponential_(double lambd, RandomSource source) const {
  return ember::exponential_(written(*this), lambd, source);
}
Tensor& Tensor::cauchy_(double median, double sigma, RandomSource source) const {
  return ember::cauchy_(written(*this), median, sigma, source);
}
Tensor& Tensor::geometric_(double p, RandomSource source) const {
  return ember::geometric_(written(*this), p, source);
}
Tensor& Tensor::bernoulli_(double p, RandomSource source) const {
  return ember::bernoulli_(written(*this), p, source);
}
Tensor& Tensor::bernoulli_(const Tensor& p, RandomSource source) const {
  return ember::bernoulli_(written(*this), p, source);
}
Tensor& Tensor::random_(int64_t from, int64_t to, RandomSource source) const {
  return ember::random_(written(*this), from, to, source);
}
Tensor& Tensor::random_(int64_t to, RandomSource source) const {
  return ember::random_(written(*this), to, source);
}
Tensor& Tensor::random_(RandomSource source) const { return ember::random_(written(*this), source); }
Tensor Tensor::bernoulli(RandomSource source) const { return ember::bernoulli(*this, source); }
Tensor Tensor::bernoulli(double p, RandomSource source) const { return ember::bernoulli(*this, p, source); }
Tensor Tensor::multinomial(int64_t num_samples, bool replacement, RandomSource source) const {
  return ember::multinomial(*this, num_samples, replacement, source);
}
Tensor Tensor::sum(std::optional<ScalarType> dtype) const { return ember::sum(*this, dtype); }
Tensor Tensor::sum(IntArrayRef dims, bool keepdim, std::optional<ScalarType> dtype) const {
  return ember::sum(*this, dims, keepdim, dtype);
}
Tensor Tensor::mean(std::optional<ScalarType> dtype) const { return ember::mean(*this, dtype); }
Tensor Tensor::mean(IntArrayRef dims, bool keepdim, std::optional<ScalarType> dtype) const {
  return ember::mean(*this, dims, keepdim, dtype);
}
Tensor Tensor::var(bool unbiased) const { return ember::var(*this, unbiased); }
Tensor Tensor::var(IntArrayRef dims, bool unbiased, bool keepdim) const {
  return ember::var(*this, dims, unbiased, keepdim);
}
Tensor Tensor::std(bool unbiased) const { return ember::std(*this, unbiased); }
Tensor Tensor::std(IntArrayRef dims, bool unbiased, bool keepdim) const {
  return ember::std(*this, dims, unbiased, keepdim);
}
Tensor Tensor::max() const { return ember::max(*this); }
Tensor Tensor::min() const { return ember::min(*this); }
std::tuple<Tensor, Tensor> Tensor::max(int64_t dim, bool keepdim) const {
  return ember::max(*this, dim, keepdim);
}
std::tuple<Tensor, Tensor> Tensor::min(int64_t dim, bool keepdim) const {
  return ember::min(*this, dim, keepdim);
}
Tensor Tensor::max(const Tensor& other) const { return ember::maximum(*this, other); }
Tensor Tensor::min(const Tensor& other) const { return ember::minimum(*this, other); }
std::tuple<Tensor, Tensor> Tensor::aminmax(std::optional<int64_t> dim, bool keepdim) const {
  return ember::aminmax(*this, dim, keepdim);
}
Tensor Tensor::nansum(IntArrayRef dims, bool keepdim) const { return ember::nansum(*this, dims, keepdim); }
Tensor Tensor::nanmean(IntArrayRef dims, bool keepdim) const { return ember::nanmean(*this, dims, keepdim); }
Tensor Tensor::count_nonzero(IntArrayRef dims) const { return ember::count_nonzero(*this, dims); }
Tensor Tensor::dist(const Tensor& other, const Scalar& p) const { return ember::dist(*this, other, p); }
Tensor Tensor::outer(const Tensor& other) const { return ember::outer(*this, other); }
Tensor Tensor::inner(const Tensor& other) const { return ember::inner(*this, other); }
Tensor& Tensor::addmm_(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return assign_in_place("addmm_", written(*this), ember::addmm(ember::clone(*this), a, b, beta, alpha));
}
Tensor Tensor::broadcast_to(IntArrayRef shape) const { return ember::expand(*this, shape); }
Tensor Tensor::sum_to_size(IntArrayRef shape) const {
  require<ShapeError>(shape.size() <= sizes().size(), "sum_to_size: ", sizes(), " does not sum to ", shape);
  for (size_t d = 1; d <= shape.size(); ++d) {
    require<ShapeError>(
        shape[shape.size() - d] == 1 || shape[shape.size() - d] == sizes()[sizes().size() - d],
        "sum_to_size: ", sizes(), " does not sum to ", shape);
  }
  return ember::sum_to(*this, shape);
}
Tensor Tensor::unfold(int64_t dim, int64_t size, int64_t step) const {
  return ember::unfold(*this, dim, size, step);
}
Tensor Tensor::numpy_T() const {
  Dims reversed;
  for (int64_t d = dim(); d-- > 0;) reversed.push_back(d);
  return ember::permute(*this, reversed);
}
Tensor Tensor::mT() const { return ember::transpose(*this, -2, -1); }
Tensor Tensor::amax(IntArrayRef dims, bool keepdim) const { return ember::amax(*this, dims, keepdim); }
Tensor Tensor::amin(IntArrayRef dims, bool keepdim) const { return ember::amin(*this, dims, keepdim); }
Tensor Tensor::argmax(std::optional<int64_t> dim, bool keepdim) const {
  return ember::argmax(*this, dim, keepdim);
}
Tensor Tensor::argmin(std::optional<int64_t> dim, bool keepdim) const {
  return ember::argmin(*this, dim, keepdim);
}
Tensor Tensor::any() const { return ember::any(*this); }
Tensor Tensor::all() const { return ember::all(*this); }
Tensor Tensor::any(int64_t dim, bool keepdim) const { return ember::any(*this, dim, keepdim); }
Tensor Tensor::all(int64_t dim, bool keepdim) const { return ember::all(*this, dim, keepdim); }
Tensor Tensor::norm(const Scalar& p) const { return ember::norm(*this, p); }
Tensor Tensor::norm(const Scalar& p, IntArrayRef dims, bool keepdim) const {
  return ember::norm(*this, p, dims, keepdim);
}
Tensor Tensor::softmax(int64_t dim, std::optional<ScalarType> dtype) const {
  return ember::softmax(*this, dim, dtype);
}
Tensor Tensor::log_softmax(int64_t dim, std::optional<ScalarType> dtype) const {
  return ember::log_softmax(*this, dim, dtype);
}
Tensor Tensor::logsumexp(IntArrayRef dims, bool keepdim) const {
  return ember::logsumexp(*this, dims, keepdim);
}
Tensor Tensor::matmul(const Tensor& other) const { return ember::matmul(*this, other); }
Tensor Tensor::mm(const Tensor& other) const { return ember::mm(*this, other); }
Tensor Tensor::bmm(const Tensor& other) const { return ember::bmm(*this, other); }
Tensor Tensor::mv(const Tensor& other) const { return ember::mv(*this, other); }
Tensor Tensor::dot(const Tensor& other) const { return ember::dot(*this, other); }
Tensor Tensor::addmm(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return ember::addmm(*this, a, b, beta, alpha);
}
Tensor Tensor::reshape(IntArrayRef shape) const { return ember::reshape(*this, shape); }
Tensor Tensor::view(IntArrayRef shape) const { return ember::view(*this, shape); }
Tensor Tensor::view_as(const Tensor& other) const { return ember::view_as(*this, other); }
Tensor Tensor::reshape_as(const Tensor& other) const { return ember::reshape_as(*this, other); }
Tensor Tensor::flatten(int64_t start_dim, int64_t end_dim) const {
  return ember::flatten(*this, start_dim, end_dim);
}
Tensor Tensor::unflatten(int64_t dim, IntArrayRef sizes) const { return ember::unflatten(*this, dim, sizes); }
Tensor Tensor::transpose(int64_t dim0, int64_t dim1) const { return ember::transpose(*this, dim0, dim1); }
Tensor Tensor::t() const { return ember::t(*this); }
Tensor Tensor::permute(IntArrayRef dims) const { return ember::permute(*this, dims); }
Tensor Tensor::movedim(int64_t source, int64_t destination) const {
  return ember::movedim(*this, source, destination);
}
Tensor Tensor::squeeze() const { return ember::squeeze(*this); }
Tensor Tensor::squeeze(int64_t dim) const { return ember::squeeze(*this, dim); }
Tensor Tensor::unsqueeze(int64_t dim) const { return ember::unsqueeze(*this, dim); }
Tensor Tensor::expand_as(const Tensor& other) const { return ember::expand_as(*this, other); }
Tensor Tensor::select(int64_t dim, int64_t index) const { return ember::select(*this, dim, index); }
Tensor Tensor::slice(int64_t dim, std::optional<int64_t> start, std::optional<int64_t> end,
                     int64_t step) const {
  return ember::slice(*this, dim, start, end, step);
}
Tensor Tensor::narrow(int64_t dim, int64_t start, int64_t length) const {
  return ember::narrow(*this, dim, start, length);
}
std::vector<Tensor> Tensor::split(int64_t split_size, int64_t dim) const {
  return ember::split(*this, split_size, dim);
}
std::vector<Tensor> Tensor::split_with_sizes(IntArrayRef sizes, int64_t dim) const {
  return ember::split_with_sizes(*this, sizes, dim);
}
std::vector<Tensor> Tensor::chunk(int64_t chunks, int64_t dim) const {
  return ember::chunk(*this, chunks, dim);
}
std::vector<Tensor> Tensor::unbind(int64_t dim) const { return ember::unbind(*this, dim); }
Tensor Tensor::diagonal(int64_t offset, int64_t dim1, int64_t dim2) const {
  return ember::diagonal(*this, offset, dim1, dim2);
}
Tensor Tensor::as_strided(IntArrayRef sizes, IntArrayRef strides,
                          std::optional<int64_t> storage_offset) const {
  return ember::as_strided(*this, sizes, strides, storage_offset);
}
Tensor Tensor::gather(int64_t dim, const Tensor& index) const { return ember::gather(*this, dim, index); }
Tensor Tensor::scatter(int64_t dim, const Tensor& index, const Tensor& source) const {
  return ember::scatter(*this, dim, index, source);
}
Tensor Tensor::scatter(int64_t dim, const Tensor& index, const Scalar& value) const {
  return ember::scatter(*this, dim, index, value);
}
Tensor Tensor::scatter_add(int64_t dim, const Tensor& index, const Tensor& source) const {
  return ember::scatter_add(*this, dim, index, source);
}
Tensor Tensor::index_select(int64_t dim, const Tensor& index) const {
  return ember::index_select(*this, dim, index);
}
Tensor Tensor::index_add(int64_t dim, const Tensor& index, const Tensor& source, const Scalar& alpha) const {
  return ember::index_add(*this, dim, index, source, alpha);
}

Tensor Tensor::to(ScalarType dtype, bool, bool copy) const {
  return copy && dtype == this->dtype() ? ember::clone(*this) : ember::to(*this, dtype);
}
Tensor Tensor::to(const TensorOptions& options, bool, bool copy) const {
  options.check_available();
  require<ValueError>(!options.requires_grad(), "to: cannot set requires_grad; use requires_grad_()");
  return to(options.dtype_opt().value_or(dtype()), false, copy);
}
Tensor Tensor::to(Device device, ScalarType dtype, bool, bool copy) const {
  return to(TensorOptions(device).dtype(dtype), false, copy);
}
Tensor Tensor::to(const Tensor& other) const { return to(other.dtype()); }
Tensor Tensor::toType(ScalarType dtype) const { return to(dtype); }
Tensor Tensor::type_as(const Tensor& other) const { return to(other.dtype()); }
Tensor Tensor::cpu() const { return *this; }
Tensor& Tensor::copy_(const Tensor& source) const { return ember::copy_(written(*this), source); }
Tensor Tensor::where(const Tensor& condition, const Tensor& other) const {
  return ember::where(condition, *this, other);
}
Tensor Tensor::expand(IntArrayRef shape, bool) const { return ember::expand(*this, shape); }

}  // namespace ember
