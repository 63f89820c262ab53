#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/init.hpp>
#include <vector>

namespace ember::nn::init {
namespace {

/// The Q of a = Q R for [rows, columns] with rows >= columns, with a positive diagonal of R, by Householder
/// reflections. The columns of a and of Q lie one after the other.
std::vector<double> orthonormal(std::vector<double> a, size_t rows, size_t columns) {
  std::vector<double> diagonal(columns), q(rows * columns);
  // x <- (1 - v v^T) x, from row `from` on
  const auto reflect = [rows](const double* v, double* x, size_t from) {
    double share = 0;
    for (size_t r = from; r < rows; ++r) share += v[r] * x[r];
    for (size_t r = from; r < rows; ++r) x[r] -= share * v[r];
  };
  // Column k of a becomes the reflector v_k, scaled so that H_k = 1 - v_k v_k^T.
  for (size_t k = 0; k < columns; ++k) {
    double* v = &a[k * rows];
    double squares = 0;
    for (size_t r = k; r < rows; ++r) squares += v[r] * v[r];
    const double norm = std::sqrt(squares), head = v[k];
    diagonal[k] = head > 0 ? -norm : norm;
    const double scale = std::sqrt(norm * (norm + std::abs(head)));
    v[k] -= diagonal[k];
    for (size_t r = k; r < rows && scale > 0; ++r) v[r] /= scale;
    for (size_t j = k + 1; j < columns; ++j) reflect(v, &a[j * rows], k);
  }
  // Column j of Q is H_0 ... H_j e_j: the later reflections leave it alone.
  for (size_t j = 0; j < columns; ++j) {
    q[j * rows + j] = diagonal[j] < 0 ? -1 : 1;
    for (size_t k = j + 1; k-- > 0;) reflect(&a[k * rows], &q[j * rows], k);
  }
  return q;
}

}  // namespace

double calculate_gain(Nonlinearity nonlinearity, double param) {
  if (nonlinearity == kTanh) return 5.0 / 3.0;
  if (nonlinearity == kReLU) return std::sqrt(2.0);
  if (nonlinearity == kLeakyReLU) return std::sqrt(2.0 / (1 + param * param));
  if (nonlinearity == kSELU) return 3.0 / 4.0;
  return 1;
}

std::pair<int64_t, int64_t> fans(const Tensor& tensor) {
  require<ValueError>(tensor.dim() >= 2,
                      "init: fan in and fan out need 2 dimensions or more: ", tensor.sizes());
  const int64_t out = tensor.size(0), in = tensor.size(1);
  const int64_t field = in * out == 0 ? 1 : tensor.numel() / (in * out);
  return {in * field, out * field};
}

Tensor constant_(Tensor tensor, Scalar value) {
  const NoGradGuard guard;
  return tensor.fill_(value);
}
Tensor zeros_(Tensor tensor) { return constant_(std::move(tensor), 0); }
Tensor ones_(Tensor tensor) { return constant_(std::move(tensor), 1); }

Tensor eye_(Tensor matrix) {
  require<ValueError>(matrix.dim() == 2, "eye_: needs 2 dimensions: ", matrix.sizes());
  const NoGradGuard guard;
  return matrix.copy_(eye(matrix.size(0), matrix.size(1), matrix.dtype()));
}

Tensor uniform_(Tensor tensor, double low, double high) {
  const NoGradGuard guard;
  return tensor.uniform_(low, high);
}
Tensor normal_(Tensor tensor, double mean, double std) {
  const NoGradGuard guard;
  return tensor.normal_(mean, std);
}

Tensor xavier_uniform_(Tensor tensor, double gain) {
  const auto [in, out] = fans(tensor);
  const double bound = std::sqrt(3.0) * (gain * std::sqrt(2.0 / static_cast<double>(in + out)));
  return init::uniform_(std::move(tensor), -bound, bound);
}
Tensor xavier_normal_(Tensor tensor, double gain) {
  const auto [in, out] = fans(tensor);
  return init::normal_(std::move(tensor), 0, gain * std::sqrt(2.0 / static_cast<double>(in + out)));
}

Tensor kaiming_uniform_(Tensor tensor, double a, FanMode mode, Nonlinearity nonlinearity) {
  if (tensor.numel() == 0) return tensor;
  const auto [in, out] = fans(tensor);
  const double bound = std::sqrt(3.0) * (calculate_gain(nonlinearity, a) /
                                         std::sqrt(static_cast<double>(mode == kFanIn ? in : out)));
  return init::uniform_(std::move(tensor), -bound, bound);
}
Tensor kaiming_normal_(Tensor tensor, double a, FanMode mode, Nonlinearity nonlinearity) {
  if (tensor.numel() == 0) return tensor;
  const auto [in, out] = fans(tensor);
  const double std =
      calculate_gain(nonlinearity, a) / std::sqrt(static_cast<double>(mode == kFanIn ? in : out));
  return init::normal_(std::move(tensor), 0, std);
}

Tensor orthogonal_(Tensor tensor, double gain) {
  require<ValueError>(tensor.dim() >= 2, "orthogonal_: needs 2 dimensions or more: ", tensor.sizes());
  if (tensor.numel() == 0) return tensor;
  const NoGradGuard guard;
  const int64_t rows = tensor.size(0), columns = tensor.numel() / rows;
  const Tensor normal = init::normal_(empty({rows, columns}, tensor.dtype())),
               wide = (rows < columns ? normal : normal.t()).to(kDouble).contiguous();
  const auto n = static_cast<size_t>(wide.size(0)), m = static_cast<size_t>(wide.size(1));
  const double* values = wide.data_ptr<double>();
  std::vector<double> q = orthonormal(std::vector<double>(values, values + m * n), m, n);
  const Tensor matrix = from_blob(q.data(), wide.sizes(), kDouble);
  tensor.copy_(((rows < columns ? matrix : matrix.t()) * gain).reshape(tensor.sizes()));
  return tensor;
}

Tensor sparse_(Tensor matrix, double sparsity, double std) {
  require<ValueError>(matrix.dim() == 2, "sparse_: needs 2 dimensions: ", matrix.sizes());
  const NoGradGuard guard;
  const int64_t rows = matrix.size(0),
                zeros = static_cast<int64_t>(std::ceil(sparsity * static_cast<double>(rows)));
  init::normal_(matrix, 0, std);
  for (int64_t column = 0; column < matrix.size(1); ++column) {
    const Tensor order = randperm(rows);
    for (int64_t i = 0; i < zeros && i < rows; ++i) matrix[order.data_ptr<int64_t>()[i]][column].zero_();
  }
  return matrix;
}

void reset_weight_and_bias(const Tensor& weight, const Tensor& bias) {
  kaiming_uniform_(weight, std::sqrt(5.0));
  if (!bias.defined()) return;
  const int64_t in = fans(weight).first;
  const double bound = in > 0 ? 1 / std::sqrt(static_cast<double>(in)) : 0;
  init::uniform_(bias, -bound, bound);
}

}  // namespace ember::nn::init
