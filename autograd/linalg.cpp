#include <algorithm>
#include <cmath>
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/linalg.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/scan.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

void check_square(const char* op, const Tensor& a) {
  require<TypeError>(a.is_floating_point(), op, ": needs a floating dtype: got ", a.dtype());
  require<ShapeError>(a.dim() >= 2 && a.size(-1) == a.size(-2), op, ": needs square matrices: ", a.sizes());
}

Tensor mt(const Tensor& a) { return transpose(a, -2, -1); }

/// Gauss and Jordan with the largest pivots on a row-major n x n matrix and k columns beside it, which become
/// the solution. Returns the determinant; columns are left where it is 0.
double eliminate(double* a, double* b, int64_t n, int64_t k) {
  double determinant = 1;
  for (int64_t c = 0; c < n; ++c) {
    int64_t pivot = c;
    for (int64_t r = c; r < n; ++r) {
      if (std::abs(a[r * n + c]) > std::abs(a[pivot * n + c])) pivot = r;
    }
    if (pivot != c) {
      std::swap_ranges(a + c * n, a + c * n + n, a + pivot * n);
      std::swap_ranges(b + c * k, b + c * k + k, b + pivot * k);
      determinant = -determinant;
    }
    determinant *= a[c * n + c];
    if (a[c * n + c] == 0) return 0;
    for (int64_t r = 0; r < n; ++r) {
      const double factor = r == c ? 0 : a[r * n + c] / a[c * n + c];
      if (factor == 0) continue;
      for (int64_t j = c; j < n; ++j) a[r * n + j] -= factor * a[c * n + j];
      for (int64_t j = 0; j < k; ++j) b[r * k + j] -= factor * b[c * k + j];
    }
  }
  for (int64_t i = 0; i < n * k; ++i) b[i] /= a[i / k * (n + 1)];
  return determinant;
}

/// Row-major float64 of its own.
Tensor working_copy(const Tensor& x) { return to(x.detach(), kDouble).clone().contiguous(); }

// A X = B: dB = A^-T dX, dA = -dB X^T
class SolveBackward final : public NodeOf<2> {
 public:
  SavedTensor a, x;
  std::string name() const override { return "SolveBackward"; }
  void release_saved() override { a = x = SavedTensor(); }
  size_t saved_bytes() const override { return a.bytes() + x.bytes(); }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor db = linalg_solve(mt(a.unpack(*this)), grad_out[0]);
    if (wants(0)) grad_in[0] = -matmul(db, mt(x.unpack(*this)));
    if (wants(1)) grad_in[1] = db;
  }
};

/// The matrix of the determinants of what is left without a row and a column, with their signs.
Tensor cofactors(const Tensor& a) {
  const int64_t n = a.size(-1);
  const auto without = [&](int64_t i) { return cat({arange(i), arange(i + 1, n)}); };
  std::vector<Tensor> all;
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < n; ++j)
      all.push_back(linalg_det(index_select(index_select(a, -2, without(i)), -1, without(j))) *
                    ((i + j) % 2 == 0 ? 1 : -1));
  }
  return reshape(stack(all, -1), a.sizes());
}

// y = det A: dA = dy y A^-T, or dy times the cofactors where that does not exist
class DetBackward final : public NodeOf<1> {
 public:
  SavedTensor a, y;
  std::string name() const override { return "DetBackward"; }
  void release_saved() override { a = y = SavedTensor(); }
  size_t saved_bytes() const override { return a.bytes() + y.bytes(); }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor matrix = a.unpack(*this), value = y.unpack(*this);
    // The inverse loses half its digits where the volume is this small for its edges.
    const Tensor volume = prod(norm(matrix.detach(), 2, {-1}), -1);
    const double least = matrix.dtype() == kFloat ? 3e-4 : 1e-8;
    const bool singular = any(abs(value.detach()) <= volume * least).item<bool>();
    grad_in[0] =
        unsqueeze(unsqueeze(grad_out[0], -1), -1) *
        (singular ? cofactors(matrix) : mt(linalg_inv(matrix)) * unsqueeze(unsqueeze(value, -1), -1));
  }
};

// A = L L^T: dA = 1/2 L^-T (P + P^T) L^-1, with P the lower triangle of L^T dL and half its diagonal (Murray
// 2016)
class CholeskyBackward final : public NodeOf<1> {
 public:
  SavedTensor l;
  std::string name() const override { return "CholeskyBackward"; }
  void release_saved() override { l.reset(); }
  size_t saved_bytes() const override { return l.bytes(); }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor upper = mt(l.unpack(*this)), p = tril(matmul(upper, grad_out[0]));
    const Tensor half = linalg_solve(upper, p + mt(tril(p, -1)));
    grad_in[0] = mt(linalg_solve(upper, mt(half))) * 0.5;
  }
};

/// A X = B for matrices B.
Tensor solve(const char* op, const Tensor& a, const Tensor& b) {
  check_square(op, a);
  require<TypeError>(a.dtype() == b.dtype(), op, ": dtypes differ: ", a.dtype(), " and ", b.dtype());
  require<ShapeError>(b.dim() >= 2 && b.size(-2) == a.size(-1), op, ": sizes differ: ", a.sizes(), " and ",
                      b.sizes());
  const Dims batch = broadcast_shapes(op, a.sizes().slice(0, static_cast<size_t>(a.dim() - 2)),
                                      b.sizes().slice(0, static_cast<size_t>(b.dim() - 2)));
  const auto matrices = [&](const Tensor& x) {
    Dims whole(batch);
    for (const int64_t d : {-2, -1}) whole.push_back(x.size(d));
    return expand(x, whole);
  };
  const Tensor left = matrices(a), right = matrices(b);
  const OpTimer timer(op, left);
  const int64_t n = a.size(-1), k = b.size(-1);
  const Tensor work = working_copy(left), x = working_copy(right);
  for (int64_t i = 0; n * k > 0 && i * n * k < x.numel(); ++i)
    require<ValueError>(
        eliminate(work.data_ptr<double>() + i * n * n, x.data_ptr<double>() + i * n * k, n, k) != 0, op,
        ": a singular matrix: number ", i);
  const Tensor out = to(x, b.dtype());
  if (auto* node = record<SolveBackward>(out, left, right)) {
    node->a = SavedTensor(left);
    node->x = SavedTensor::output(out);
  }
  return out;
}

}  // namespace

Tensor linalg_solve(const Tensor& a, const Tensor& b) {
  check_square("linalg_solve", a);
  const bool vector =
      b.dim() == 1 || (b.dim() == a.dim() - 1 && b.sizes() == a.sizes().slice(0, a.sizes().size() - 1));
  return vector ? squeeze(solve("linalg_solve", a, unsqueeze(b, -1)), -1) : solve("linalg_solve", a, b);
}

Tensor linalg_solve_triangular(const Tensor& a, const Tensor& b, bool upper, bool left, bool unitriangular) {
  check_square("linalg_solve_triangular", a);
  if (!left) return mt(linalg_solve_triangular(mt(a), mt(b), !upper, true, unitriangular));
  const int64_t off = unitriangular ? 1 : 0;
  const Tensor triangle = upper ? triu(a, off) : tril(a, -off);
  return solve("linalg_solve_triangular", unitriangular ? triangle + eye(a.size(-1), a.dtype()) : triangle,
               b);
}

Tensor linalg_inv(const Tensor& a) {
  check_square("linalg_inv", a);
  return solve("linalg_inv", a, eye(a.size(-1), a.dtype()));
}

Tensor linalg_det(const Tensor& a) {
  check_square("linalg_det", a);
  const OpTimer timer("linalg_det", a);
  const int64_t n = a.size(-1);
  const Tensor work = working_copy(a),
               y = ones(a.sizes().slice(0, static_cast<size_t>(a.dim() - 2)), kDouble);
  for (int64_t i = 0; n > 0 && i < y.numel(); ++i)
    y.data_ptr<double>()[i] = eliminate(work.data_ptr<double>() + i * n * n, nullptr, n, 0);
  const Tensor out = to(y, a.dtype());
  if (auto* node = record<DetBackward>(out, a)) {
    node->a = SavedTensor(a);
    node->y = SavedTensor::output(out);
  }
  return out;
}
// Logarithms of determinants in float64, whose range the determinant itself may need.
std::tuple<Tensor, Tensor> linalg_slogdet(const Tensor& a) {
  check_square("linalg_slogdet", a);
  const Tensor y = linalg_det(to(a, kDouble));
  return {to(sign(y), a.dtype()), to(log(where(y < 0, -y, y)), a.dtype())};  // abs is flat at 0
}
Tensor logdet(const Tensor& a) {
  check_square("logdet", a);
  return to(log(linalg_det(to(a, kDouble))), a.dtype());
}

Tensor linalg_cholesky(const Tensor& a, bool upper) {
  check_square("linalg_cholesky", a);
  if (upper) return mt(linalg_cholesky(mt(a)));
  const OpTimer timer("linalg_cholesky", a);
  const int64_t n = a.size(-1);
  const Tensor l = tril(working_copy(a));
  for (int64_t row = 0; row * n < l.numel(); ++row) {
    const int64_t i = row % n;
    double* x = l.data_ptr<double>() + (row - i) * n;
    for (int64_t j = 0; j <= i; ++j) {
      double left = x[i * n + j];
      for (int64_t k = 0; k < j; ++k) left -= x[i * n + k] * x[j * n + k];
      require<ValueError>(i != j || left > 0, "linalg_cholesky: not positive definite: matrix ", row / n,
                          ", pivot ", i + 1);
      x[i * n + j] = i == j ? std::sqrt(left) : left / x[j * n + j];
    }
  }
  const Tensor out = to(l, a.dtype());
  if (auto* node = record<CholeskyBackward>(out, a)) node->l = SavedTensor::output(out);
  return out;
}

Tensor linalg_vector_norm(const Tensor& x, const Scalar& p, std::optional<IntArrayRef> dims, bool keepdim,
                          std::optional<ScalarType> dtype) {
  require<TypeError>(x.is_floating_point(), "linalg_vector_norm: needs a floating dtype: got ", x.dtype());
  return norm(to(x, dtype.value_or(x.dtype())), p, dims.value_or(IntArrayRef{}), keepdim);
}

Tensor linalg_matrix_norm(const Tensor& x, const Scalar& p, IntArrayRef dims, bool keepdim,
                          std::optional<ScalarType> dtype) {
  require<TypeError>(x.is_floating_point(), "linalg_matrix_norm: needs a floating dtype: got ", x.dtype());
  const auto d = [&](size_t i) { return wrap_dim("linalg_matrix_norm", dims[i], x.dim()); };
  require<ValueError>(dims.size() == 2 && x.dim() >= 2 && d(0) != d(1),
                      "linalg_matrix_norm: needs two dimensions: ", dims, " of ", x.sizes());
  const double number = p.toDouble();
  require<ValueError>(std::abs(number) == 1 || std::isinf(number),
                      "linalg_matrix_norm: no norm of this order without singular values: ", number);
  const int64_t first = std::isinf(number) ? d(1) : d(0), then = std::isinf(number) ? d(0) : d(1);
  const Tensor sums = sum(abs(to(x, dtype.value_or(x.dtype()))), {first}, true),
               result = number > 0 ? amax(sums, {then}, true) : amin(sums, {then}, true);
  return keepdim ? result : squeeze(squeeze(result, std::max(first, then)), std::min(first, then));
}
Tensor linalg_norm(const Tensor& x, std::optional<Scalar> p, std::optional<IntArrayRef> dims, bool keepdim,
                   std::optional<ScalarType> dtype) {
  if (!p) return linalg_vector_norm(x, 2, dims, keepdim, dtype);
  require<ShapeError>(dims || x.dim() == 1 || x.dim() == 2,
                      "linalg_norm: neither vector nor matrix: ", x.sizes());
  if (dims ? dims->size() == 1 : x.dim() == 1) return linalg_vector_norm(x, *p, dims, keepdim, dtype);
  return linalg_matrix_norm(x, *p, dims.value_or(IntArrayRef{-2, -1}), keepdim, dtype);
}

}  // namespace ember
