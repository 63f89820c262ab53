#include <cmath>
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/composed.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/scan.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

/// A copy of self in whose part that `view` shows stands source.
template <class View>
Tensor with_part(const char* op, const Tensor& self, const Tensor& source, const View& view) {
  const Tensor result = clone(self), part = view(result);
  require<ShapeError>(part.sizes() == source.sizes(), op, ": source of shape ", source.sizes(),
                      " for a place of shape ", part.sizes());
  part.copy_(source);
  return result;
}

}  // namespace

Tensor kron(const Tensor& a, const Tensor& b) {
  const int64_t rank = std::max(a.dim(), b.dim());
  Dims of_a, of_b, shape;
  for (int64_t d = 0; d < rank; ++d) {
    const int64_t n = d < rank - a.dim() ? 1 : a.size(d - rank + a.dim()),
                  m = d < rank - b.dim() ? 1 : b.size(d - rank + b.dim());
    for (const int64_t size : {n, int64_t{1}}) of_a.push_back(size);
    for (const int64_t size : {int64_t{1}, m}) of_b.push_back(size);
    shape.push_back(n * m);
  }
  require<ShapeError>(static_cast<size_t>(2 * rank) <= max_rank, "kron: more than ", max_rank / 2,
                      " dimensions: ", a.sizes(), " x ", b.sizes());
  return reshape(reshape(a, of_a) * reshape(b, of_b), shape);
}

Tensor rot90(const Tensor& self, int64_t k, IntArrayRef dims) {
  require<ValueError>(dims.size() == 2 && self.dim() >= 2 &&
                          wrap_dim("rot90", dims[0], self.dim()) != wrap_dim("rot90", dims[1], self.dim()),
                      "rot90: needs two dimensions: ", dims, " of ", self.sizes());
  switch ((k % 4 + 4) % 4) {
    case 1: return transpose(flip(self, {dims[1]}), dims[0], dims[1]).contiguous();
    case 2: return flip(self, dims);
    case 3: return transpose(flip(self, {dims[0]}), dims[0], dims[1]).contiguous();
    default: return clone(self);
  }
}

Tensor addr(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {
  return addmm(self, unsqueeze(a, 1), unsqueeze(b, 0), beta, alpha);
}
Tensor addbmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {
  return add(beta.equal(0) ? zeros_like(self) : self * beta, sum(bmm(a, b), {0}), alpha);
}
Tensor matrix_power(const Tensor& self, int64_t n) {
  require<ShapeError>(self.dim() >= 2 && self.size(-1) == self.size(-2),
                      "matrix_power: needs square matrices: ", self.sizes());
  require<ValueError>(n >= 0, "matrix_power: negative power: ", n);
  Tensor square = self, result;
  for (; n > 0; n /= 2) {
    if (n % 2 == 1) result = result.defined() ? matmul(result, square) : square;
    if (n > 1) square = matmul(square, square);
  }
  if (!result.defined()) return clone(expand(eye(self.size(-1), self.dtype()), self.sizes()));
  return result.is_same(self) ? clone(self) : result;
}

Tensor heaviside(const Tensor& self, const Tensor& values) {
  require<TypeError>(self.dtype() == values.dtype(), "heaviside: dtypes differ: ", self.dtype(), " and ",
                     values.dtype());
  const Tensor x = self.detach();
  return where(x == 0, values.detach(), (x > 0).to(x.dtype()));
}
Tensor signbit(const Tensor& self) {
  const Tensor x = self.detach();
  return is_floating_point(x.dtype()) ? (x < 0) | ((x == 0) & (reciprocal(x) < 0)) : x < 0;
}
Tensor copysign(const Tensor& self, const Tensor& other) {
  const Tensor size = abs(is_floating_point(self.dtype()) ? self : self.to(get_default_dtype()));
  return where(signbit(other), -size, size);
}
Tensor sinc(const Tensor& self) {
  const Tensor zero = self == 0, x = where(zero, 1, self) * M_PI;
  return where(zero, 1, sin(x) / x);
}
Tensor logaddexp2(const Tensor& a, const Tensor& b) { return logaddexp(a * M_LN2, b * M_LN2) / M_LN2; }
Tensor float_power(const Tensor& self, const Tensor& exponent) {
  return pow(self.to(kDouble), exponent.to(kDouble));
}
Tensor float_power(const Tensor& self, const Scalar& exponent) {
  return pow(self.to(kDouble), Scalar(exponent.toDouble()));
}
Tensor ldexp(const Tensor& self, const Tensor& other) { return self * pow(2.0, other); }
Tensor isin(const Tensor& elements, const Tensor& test, bool invert) {
  const Tensor found = any(unsqueeze(elements.detach(), -1) == reshape(test.detach(), {-1}), -1);
  return invert ? logical_not(found) : found;
}

Tensor histc(const Tensor& self, int64_t bins, const Scalar& min, const Scalar& max) {
  require<TypeError>(is_floating_point(self.dtype()), "histc: needs a floating dtype: got ", self.dtype());
  require<ValueError>(bins > 0, "histc: needs at least one bin: ", bins);
  double low = min.toDouble(), high = max.toDouble();
  const Tensor x = self.detach().contiguous().view({-1}).to(kDouble);
  if (low == high && x.numel() > 0) {
    low = ember::min(x).item<double>();
    high = ember::max(x).item<double>();
  }
  if (low == high) --low, ++high;
  require<ValueError>(low < high && std::isfinite(low) && std::isfinite(high), "histc: no range: from ", low,
                      " to ", high);
  Tensor counts = zeros({bins}, self.dtype());
  const double* value = x.data_ptr<double>();
  std::vector<int64_t> places;
  for (int64_t i = 0; i < x.numel(); ++i) {
    if (!(value[i] >= low && value[i] <= high)) continue;
    places.push_back(std::min(
        static_cast<int64_t>((value[i] - low) / (high - low) * static_cast<double>(bins)), bins - 1));
  }
  return counts.index_add_(0, tensor(places), ones({static_cast<int64_t>(places.size())}, self.dtype()));
}
Tensor cov(const Tensor& self, int64_t correction) {
  require<ShapeError>(self.dim() <= 2, "cov: more than 2 dimensions: ", self.sizes());
  const Tensor x = self.dim() < 2 ? reshape(self, {1, -1}) : self, centred = x - mean(x, {1}, true);
  const auto count = static_cast<double>(std::max<int64_t>(x.size(1) - correction, 0));
  return squeeze(matmul(centred, t(centred)) / count);
}
Tensor corrcoef(const Tensor& self) {
  const Tensor c = cov(self);
  if (c.dim() == 0) return c / c;
  const Tensor deviation = sqrt(diagonal(c));
  return clamp(c / unsqueeze(deviation, 1) / deviation, -1, 1);
}

Tensor pdist(const Tensor& self, double p) {
  require<ShapeError>(self.dim() == 2, "pdist: needs a matrix: ", self.sizes());
  require<ValueError>(p >= 0, "pdist: p is negative: ", p);
  const Tensor pairs = triu_indices(self.size(0), self.size(0), 1);
  const auto rows = [&](int64_t i) { return index_select(self, 0, select(pairs, 0, i)); };
  return norm(rows(0) - rows(1), p, {1});
}

Tensor select_scatter(const Tensor& self, const Tensor& source, int64_t dim, int64_t index) {
  return with_part("select_scatter", self, source, [&](const Tensor& x) { return select(x, dim, index); });
}
Tensor slice_scatter(const Tensor& self, const Tensor& source, int64_t dim, std::optional<int64_t> start,
                     std::optional<int64_t> end, int64_t step) {
  return with_part("slice_scatter", self, source,
                   [&](const Tensor& x) { return slice(x, dim, start, end, step); });
}
Tensor diagonal_scatter(const Tensor& self, const Tensor& source, int64_t offset, int64_t dim1,
                        int64_t dim2) {
  return with_part("diagonal_scatter", self, source,
                   [&](const Tensor& x) { return diagonal(x, offset, dim1, dim2); });
}
Tensor atleast_1d(const Tensor& self) { return self.dim() == 0 ? unsqueeze(self, 0) : self; }
Tensor atleast_2d(const Tensor& self) { return self.dim() < 2 ? unsqueeze(atleast_1d(self), 0) : self; }
Tensor atleast_3d(const Tensor& self) { return self.dim() < 3 ? unsqueeze(atleast_2d(self), -1) : self; }
Tensor column_stack(TensorList tensors) {
  std::vector<Tensor> columns;
  for (const Tensor& x : tensors) columns.push_back(x.dim() <= 1 ? reshape(x, {x.numel(), 1}) : x);
  return hstack(columns);
}
Tensor block_diag(TensorList tensors) {
  int64_t width = 0, before = 0;
  for (const Tensor& x : tensors) width += atleast_2d(x).size(1);
  std::vector<Tensor> rows{zeros({0, width}, tensors.empty() ? get_default_dtype() : tensors[0].dtype())};
  for (const Tensor& x : tensors) {
    const Tensor block = atleast_2d(x);
    require<ShapeError>(block.dim() == 2, "block_diag: more than 2 dimensions: ", x.sizes());
    const int64_t height = block.size(0), after = width - before - block.size(1);
    rows.push_back(cat({zeros({height, before}, x.dtype()), block, zeros({height, after}, x.dtype())}, 1));
    before += block.size(1);
  }
  return cat(rows);
}
Tensor cartesian_prod(TensorList tensors) {
  for (const Tensor& x : tensors)
    require<ShapeError>(x.dim() == 1, "cartesian_prod: needs vectors: ", x.sizes());
  if (tensors.size() == 1) return tensors[0];
  std::vector<Tensor> columns;
  for (const Tensor& x : meshgrid(tensors)) columns.push_back(flatten(x));
  return stack(columns, 1);
}
Tensor diagflat(const Tensor& self, int64_t offset) { return diag(reshape(self, {-1}), offset); }
Tensor vander(const Tensor& x, std::optional<int64_t> n, bool increasing) {
  require<ShapeError>(x.dim() == 1, "vander: needs a vector: ", x.sizes());
  const int64_t columns = n.value_or(x.numel());
  require<ValueError>(columns >= 0, "vander: a negative number of columns: ", columns);
  std::vector<Tensor> powers{zeros({x.numel(), 0}, x.dtype())};
  for (int64_t i = 0; i < columns; ++i)
    powers.push_back(unsqueeze(pow(x, increasing ? i : columns - 1 - i), 1));
  return cat(powers, 1);
}

}  // namespace ember
