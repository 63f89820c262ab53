// The methods of Tensor for functions that are made of others.
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/composed.hpp>
#include <ember/autograd/linalg.hpp>
#include <ember/autograd/matmul.hpp>

namespace ember {

Tensor Tensor::copysign(const Tensor& other) const { return ember::copysign(*this, other); }
Tensor Tensor::heaviside(const Tensor& values) const { return ember::heaviside(*this, values); }
Tensor Tensor::signbit() const { return ember::signbit(*this); }
Tensor Tensor::sinc() const { return ember::sinc(*this); }
Tensor Tensor::logaddexp2(const Tensor& other) const { return ember::logaddexp2(*this, other); }
Tensor Tensor::float_power(const Tensor& exponent) const { return ember::float_power(*this, exponent); }
Tensor Tensor::float_power(const Scalar& exponent) const { return ember::float_power(*this, exponent); }
Tensor Tensor::kron(const Tensor& other) const { return ember::kron(*this, other); }
Tensor Tensor::rot90(int64_t k, IntArrayRef dims) const { return ember::rot90(*this, k, dims); }
Tensor Tensor::addr(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return ember::addr(*this, a, b, beta, alpha);
}
Tensor Tensor::addbmm(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return ember::addbmm(*this, a, b, beta, alpha);
}
Tensor Tensor::addmv(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return ember::addmv(*this, a, b, beta, alpha);
}
Tensor Tensor::baddbmm(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return ember::baddbmm(*this, a, b, beta, alpha);
}
Tensor Tensor::matrix_power(int64_t n) const { return ember::matrix_power(*this, n); }
Tensor Tensor::histc(int64_t bins, const Scalar& min, const Scalar& max) const {
  return ember::histc(*this, bins, min, max);
}
Tensor Tensor::cov(int64_t correction) const { return ember::cov(*this, correction); }
Tensor Tensor::corrcoef() const { return ember::corrcoef(*this); }
Tensor Tensor::diagflat(int64_t offset) const { return ember::diagflat(*this, offset); }
Tensor Tensor::inverse() const { return linalg_inv(*this); }
Tensor Tensor::det() const { return linalg_det(*this); }
Tensor Tensor::logdet() const { return ember::logdet(*this); }
std::tuple<Tensor, Tensor> Tensor::slogdet() const { return linalg_slogdet(*this); }
Tensor Tensor::cholesky(bool upper) const { return linalg_cholesky(*this, upper); }
Tensor Tensor::take_along_dim(const Tensor& index, std::optional<int64_t> dim) const {
  return ember::take_along_dim(*this, index, dim);
}
std::vector<Tensor> Tensor::tensor_split(int64_t sections, int64_t dim) const {
  return ember::tensor_split(*this, sections, dim);
}
std::vector<Tensor> Tensor::tensor_split(IntArrayRef indices, int64_t dim) const {
  return ember::tensor_split(*this, indices, dim);
}
Tensor Tensor::cross(const Tensor& other, std::optional<int64_t> dim) const {
  return ember::cross(*this, other, dim);
}
Tensor Tensor::fliplr() const { return ember::fliplr(*this); }
Tensor Tensor::flipud() const { return ember::flipud(*this); }

}  // namespace ember
