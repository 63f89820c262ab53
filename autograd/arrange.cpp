#include <algorithm>
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

/// An int64 vector of f(0), f(1), ...
template <class F> Tensor index_of(int64_t n, const F& f) {
  Tensor index = detail::empty({n}, kLong);
  for (int64_t i = 0; i < n; ++i) index.data_ptr<int64_t>()[i] = f(i);
  return index;
}

Tensor triangle(const char* op, const Tensor& self, int64_t diagonal, bool lower) {
  require<ShapeError>(self.dim() >= 2, op, ": needs at least 2 dimensions: shape ", self.sizes());
  const Tensor rows = unsqueeze(arange(self.size(-2)), 1), columns = arange(self.size(-1));
  const Tensor distance = columns - rows;
  return where(lower ? distance <= diagonal : distance >= diagonal, self,
               self.dtype() == kBool ? Scalar(false) : Scalar(0));
}

/// What an in-place op reads: while recording a copy, so that what the graph saves is not written.
Tensor own_operand(const char* op, const Tensor& self) {
  check_writable(op, self);
  return GradMode::is_enabled() && self.requires_grad() ? clone(self) : self;
}

}  // namespace

Tensor masked_select(const Tensor& self, const Tensor& mask) {
  require<TypeError>(mask.dtype() == kBool, "masked_select: the mask must be bool: got ", mask.dtype());
  const Dims shape = broadcast_shapes("masked_select", self.sizes(), mask.sizes());
  const Tensor chosen = reshape(nonzero(reshape(expand(mask, shape), {-1})), {-1});
  return index_select(reshape(expand(self, shape), {-1}), 0, chosen);
}

Tensor flip(const Tensor& self, IntArrayRef dims) {
  unsigned seen = 0;
  Tensor flipped = self;
  for (int64_t dim : dims) {
    const int64_t d = wrap_dim("flip", dim, self.dim());
    require<ShapeError>((seen >> d & 1U) == 0, "flip: a dimension stands twice: ", dims);
    seen |= 1U << d;
    if (self.dim() == 0) continue;
    const int64_t n = self.size(d);
    flipped = index_select(flipped, d, index_of(n, [n](int64_t i) { return n - 1 - i; }));
  }
  return flipped.is_same(self) ? clone(self) : flipped;
}

Tensor roll(const Tensor& self, IntArrayRef shifts, IntArrayRef dims) {
  require<ValueError>(dims.empty() ? shifts.size() == 1 : shifts.size() == dims.size(),
                      "roll: ", shifts.size(), " shifts for ", dims.size(), " dimensions");
  if (dims.empty()) return reshape(roll(reshape(self, {-1}), shifts, 0), self.sizes());
  require<IndexError>(self.dim() > 0, "roll: a 0-d tensor has no dimension ", dims[0]);
  Tensor rolled = self;
  for (size_t k = 0; k < dims.size(); ++k) {
    const int64_t d = wrap_dim("roll", dims[k], self.dim()), n = self.size(d);
    if (n == 0) continue;
    const int64_t shift = (shifts[k] % n + n) % n;
    rolled = index_select(rolled, d, index_of(n, [=](int64_t i) { return (i - shift + n) % n; }));
  }
  return rolled.is_same(self) ? clone(self) : rolled;
}

Tensor repeat(const Tensor& self, IntArrayRef repeats) {
  require<ShapeError>(repeats.size() >= static_cast<size_t>(self.dim()), "repeat: ", repeats,
                      " has fewer numbers than the tensor dimensions: ", self.sizes());
  Dims sizes(self.sizes());
  while (sizes.size() < repeats.size()) sizes.insert(0, 1);
  Tensor repeated = reshape(self, sizes);
  for (size_t d = 0; d < repeats.size(); ++d) {
    require<ValueError>(repeats[d] >= 0, "repeat: a number of repeats is negative: ", repeats);
    const auto dim = static_cast<int64_t>(d);
    if (repeats[d] == 0) repeated = narrow(repeated, dim, 0, 0);
    if (repeats[d] > 1) repeated = cat(std::vector<Tensor>(static_cast<size_t>(repeats[d]), repeated), dim);
  }
  return repeated.is_alias_of(self) ? clone(repeated) : repeated;
}

Tensor tile(const Tensor& self, IntArrayRef repeats) {
  Dims all(repeats);
  while (all.size() < static_cast<size_t>(self.dim())) all.insert(0, 1);
  return repeat(self, all);
}

Tensor repeat_interleave(const Tensor& self, const Tensor& repeats, std::optional<int64_t> dim) {
  const Tensor x = dim ? self : reshape(self, {-1});
  const int64_t d = wrap_dim("repeat_interleave", dim.value_or(0), x.dim()), n = x.size(d);
  require<TypeError>(repeats.dtype() == kLong || repeats.dtype() == kInt,
                     "repeat_interleave: repeats must be int64 or int32: got ", repeats.dtype());
  require<ShapeError>(repeats.numel() == n || repeats.numel() == 1, "repeat_interleave: ", repeats.numel(),
                      " repeats for a dimension of size ", n);
  const Tensor counts = detail::contiguous_copy(expand(reshape(to(repeats, kLong), {-1}), {n}));
  std::vector<int64_t> index;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t count = counts.data_ptr<int64_t>()[i];
    require<ValueError>(count >= 0, "repeat_interleave: a number of repeats is negative: ", count);
    index.insert(index.end(), static_cast<size_t>(count), i);
  }
  return index_select(x, d, tensor(index, kLong));
}
Tensor repeat_interleave(const Tensor& self, int64_t repeats, std::optional<int64_t> dim) {
  return repeat_interleave(self, scalar_tensor(repeats, kLong), dim);
}

Tensor tril(const Tensor& self, int64_t k) { return triangle("tril", self, k, true); }
Tensor triu(const Tensor& self, int64_t k) { return triangle("triu", self, k, false); }
Tensor trace(const Tensor& self) {
  require<ShapeError>(self.dim() == 2, "trace: needs a matrix: shape ", self.sizes());
  return sum(diagonal(self));
}

Tensor fliplr(const Tensor& self) {
  require<ShapeError>(self.dim() >= 2, "fliplr: needs at least 2 dimensions: shape ", self.sizes());
  return flip(self, 1);
}
Tensor flipud(const Tensor& self) {
  require<ShapeError>(self.dim() >= 1, "flipud: needs at least 1 dimension");
  return flip(self, 0);
}

namespace {

/// Joined along `dim`, after each has got at least `rank` dimensions.
Tensor joined(TensorList tensors, int64_t rank, int64_t dim) {
  std::vector<Tensor> all;
  for (Tensor x : tensors) {
    if (x.dim() == 0) x = reshape(x, {1});
    if (x.dim() == 1 && rank >= 2) x = unsqueeze(x, 0);
    if (x.dim() == 2 && rank >= 3) x = unsqueeze(x, 2);
    all.push_back(x);
  }
  return cat(all, dim);
}

}  // namespace

Tensor hstack(TensorList tensors) {
  require<ValueError>(!tensors.empty(), "hstack: needs at least one tensor");
  return joined(tensors, 1, tensors[0].dim() <= 1 ? 0 : 1);
}
Tensor vstack(TensorList tensors) { return joined(tensors, 2, 0); }
Tensor dstack(TensorList tensors) { return joined(tensors, 3, 2); }

std::vector<Tensor> tensor_split(const Tensor& self, int64_t sections, int64_t dim) {
  require<ValueError>(sections > 0, "tensor_split: the number of pieces must be positive: ", sections);
  require<ShapeError>(self.dim() > 0, "tensor_split: a 0-d tensor cannot be split");
  const int64_t n = self.size(dim);
  std::vector<int64_t> cuts;
  for (int64_t i = 1; i < sections; ++i) cuts.push_back(n / sections * i + std::min(n % sections, i));
  return tensor_split(self, cuts, dim);
}
std::vector<Tensor> tensor_split(const Tensor& self, IntArrayRef indices, int64_t dim) {
  require<ShapeError>(self.dim() > 0, "tensor_split: a 0-d tensor cannot be split");
  std::vector<Tensor> pieces;
  int64_t from = 0;
  for (int64_t index : indices) {
    pieces.push_back(slice(self, dim, from, index));
    from = index;
  }
  pieces.push_back(slice(self, dim, from));
  return pieces;
}

std::vector<Tensor> broadcast_tensors(TensorList tensors) {
  Dims shape;
  for (const Tensor& x : tensors) shape = broadcast_shapes("broadcast_tensors", shape, x.sizes());
  std::vector<Tensor> all;
  for (const Tensor& x : tensors) all.push_back(expand(x, shape));
  return all;
}

Tensor diag(const Tensor& self, int64_t k) {
  require<ShapeError>(self.dim() == 1 || self.dim() == 2, "diag: needs a vector or a matrix: shape ",
                      self.sizes());
  return self.dim() == 1 ? diag_embed(self, k) : clone(diagonal(self, k));
}

Tensor diag_embed(const Tensor& self, int64_t offset, int64_t dim1, int64_t dim2) {
  require<ShapeError>(self.dim() > 0, "diag_embed: needs at least 1 dimension");
  const int64_t rank = self.dim() + 1, n = self.size(-1) + std::abs(offset);
  int64_t a = wrap_dim("diag_embed", dim1, rank), b = wrap_dim("diag_embed", dim2, rank);
  require<ShapeError>(a != b, "diag_embed: the two dimensions are one: ", dim1, " and ", dim2);
  Dims sizes(self.sizes());
  sizes.erase(sizes.size() - 1);
  sizes.insert(static_cast<size_t>(std::min(a, b)), n);
  sizes.insert(static_cast<size_t>(std::max(a, b)), n);
  Tensor matrices = zeros(sizes, self.dtype());
  diagonal(matrices, offset, a, b).copy_(self);
  return matrices;
}

Tensor take(const Tensor& self, const Tensor& index) {
  require<TypeError>(index.dtype() == kLong, "take: the index must be int64: got ", index.dtype());
  const int64_t n = self.numel();
  const Tensor place = where(index < 0, index + n, index);
  return reshape(index_select(reshape(self, {-1}), 0, reshape(place, {-1})), index.sizes());
}

Tensor take_along_dim(const Tensor& self, const Tensor& index, std::optional<int64_t> dim) {
  if (!dim) return gather(reshape(self, {-1}), 0, reshape(index, {-1}));
  require<ShapeError>(self.dim() == index.dim(),
                      "take_along_dim: numbers of dimensions differ: ", self.sizes(), " and ", index.sizes());
  const auto d = static_cast<size_t>(wrap_dim("take_along_dim", *dim, self.dim()));
  Dims of_self(self.sizes()), of_index(index.sizes());
  of_self[d] = of_index[d] = 1;
  const Dims shape = broadcast_shapes("take_along_dim", of_self, of_index);
  of_self = of_index = shape;
  of_self[d] = self.sizes()[d];
  of_index[d] = index.sizes()[d];
  return gather(expand(self, of_self), *dim, expand(index, of_index));
}

Tensor index_copy(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source) {
  const int64_t d = wrap_dim("index_copy", dim, self.dim());
  require<TypeError>(index.dtype() == kLong && source.dtype() == self.dtype(),
                     "index_copy: needs an int64 index and a source of the tensor's dtype: got ",
                     index.dtype(), " and ", source.dtype());
  require<ShapeError>(index.dim() <= 1, "index_copy: the index must be a vector: shape ", index.sizes());
  if (self.dim() == 0) return scatter(self, 0, reshape(index, {}), reshape(source, {}));
  require<ShapeError>(source.dim() == self.dim() && source.size(d) == index.numel(),
                      "index_copy: a source of shape ", source.sizes(), " for ", index.numel(),
                      " slices of dimension ", d, " of ", self.sizes());
  Dims alone;
  alone.resize(static_cast<size_t>(self.dim()), 1);
  alone[static_cast<size_t>(d)] = index.numel();
  return scatter(self, d, expand(reshape(index, alone), source.sizes()), source);
}

Tensor masked_scatter(const Tensor& self, const Tensor& mask, const Tensor& source) {
  require<TypeError>(mask.dtype() == kBool && source.dtype() == self.dtype(),
                     "masked_scatter: needs a bool mask and a source of the tensor's dtype: got ",
                     mask.dtype(), " and ", source.dtype());
  const Dims shape = broadcast_shapes("masked_scatter", self.sizes(), mask.sizes());
  const Tensor places = reshape(nonzero(reshape(expand(mask, shape), {-1})), {-1});
  require<ShapeError>(source.numel() >= places.numel(), "masked_scatter: the source has ", source.numel(),
                      " elements, the mask asks for ", places.numel());
  return reshape(scatter(reshape(expand(self, shape), {-1}), 0, places,
                         narrow(reshape(source, {-1}), 0, 0, places.numel())),
                 shape);
}

std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing) {
  require<ValueError>(!tensors.empty(), "meshgrid: needs at least one tensor");
  require<ValueError>(indexing == "ij" || indexing == "xy",
                      "meshgrid: indexing must be ij or xy: ", std::string(indexing));
  std::vector<Tensor> vectors = tensors.vec();
  const bool swapped = indexing == "xy" && vectors.size() >= 2;
  if (swapped) std::swap(vectors[0], vectors[1]);
  Dims shape;
  for (const Tensor& vector : vectors) {
    require<ShapeError>(vector.dim() <= 1, "meshgrid: needs vectors: shape ", vector.sizes());
    shape.push_back(vector.numel());
  }
  std::vector<Tensor> grids;
  for (size_t d = 0; d < vectors.size(); ++d) {
    Dims alone;
    alone.resize(shape.size(), 1);
    alone[d] = shape[d];
    const Tensor grid = expand(reshape(vectors[d], alone), shape);
    grids.push_back(grid);
  }
  if (swapped) std::swap(grids[0], grids[1]);
  return grids;
}

Tensor index_fill(const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value) {
  const int64_t d = wrap_dim("index_fill", dim, self.dim()), n = self.dim() == 0 ? 1 : self.size(d);
  require<TypeError>(index.dtype() == kLong, "index_fill: the index must be int64: got ", index.dtype());
  const Tensor dense = detail::contiguous_copy(index);
  Tensor mask = zeros({n}, kBool);
  for (int64_t i = 0; i < dense.numel(); ++i) {
    const int64_t at = dense.data_ptr<int64_t>()[i];
    require<IndexError>(at >= -n && at < n, "index_fill: index ", at, " is out of bounds for dimension ", d,
                        " with size ", n);
    mask.data_ptr<bool>()[at < 0 ? at + n : at] = true;
  }
  Dims shape;
  shape.resize(static_cast<size_t>(self.dim()), 1);
  if (self.dim() > 0) shape[static_cast<size_t>(d)] = n;
  return masked_fill(self, reshape(mask, shape), value);
}

Tensor& scatter_(Tensor& self, int64_t dim, const Tensor& index, const Tensor& source) {
  return assign_in_place("scatter_", self, scatter(own_operand("scatter_", self), dim, index, source));
}
Tensor& scatter_(Tensor& self, int64_t dim, const Tensor& index, const Scalar& value) {
  return assign_in_place("scatter_", self, scatter(own_operand("scatter_", self), dim, index, value));
}
Tensor& scatter_add_(Tensor& self, int64_t dim, const Tensor& index, const Tensor& source) {
  return assign_in_place("scatter_add_", self,
                         scatter_add(own_operand("scatter_add_", self), dim, index, source));
}
Tensor& index_add_(Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                   const Scalar& alpha) {
  return assign_in_place("index_add_", self,
                         index_add(own_operand("index_add_", self), dim, index, source, alpha));
}
Tensor& index_fill_(Tensor& self, int64_t dim, const Tensor& index, const Scalar& value) {
  return assign_in_place("index_fill_", self,
                         index_fill(own_operand("index_fill_", self), dim, index, value));
}

Tensor cross(const Tensor& a, const Tensor& b, std::optional<int64_t> dim) {
  if (!dim) dim = std::find(a.sizes().begin(), a.sizes().end(), 3) - a.sizes().begin();
  require<ShapeError>(*dim < a.dim() && a.size(*dim) == 3 && b.size(*dim) == 3,
                      "cross: needs a dimension of size 3: ", a.sizes(), " x ", b.sizes());
  // y[i] = a[i + 1] b[i + 2] - a[i + 2] b[i + 1]
  return roll(a, -1, *dim) * roll(b, -2, *dim) - roll(a, -2, *dim) * roll(b, -1, *dim);
}

}  // namespace ember
