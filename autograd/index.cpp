#include <cstring>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/pool_vector.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/region.hpp>
#include <ember/autograd/strided_loop.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

/// Checks an index tensor of gather and scatter against the tensor it points into, element by element.
/// Returns it row-major. `self` has size `bound` along `dim`.
Tensor checked_index(const char* op, const Tensor& self, int64_t dim, const Tensor& index) {
  require<TypeError>(index.dtype() == kLong, op, ": the index must be int64: got ", index.dtype());
  require<ShapeError>(std::max<int64_t>(1, index.dim()) == std::max<int64_t>(1, self.dim()), op, ": index ",
                      index.sizes(), " has another number of dimensions than ", self.sizes());
  for (int64_t d = 0; d < self.dim() && index.numel() > 0; ++d) {
    require<ShapeError>(d == dim || index.size(d) <= self.size(d), op, ": index ", index.sizes(),
                        " is larger than ", self.sizes(), " at dimension ", d);
  }
  const Tensor dense = detail::contiguous_copy(index);
  const int64_t bound = self.dim() == 0 ? 1 : self.size(dim), *at = dense.data_ptr<int64_t>();
  for (int64_t i = 0; i < dense.numel(); ++i) {
    require<IndexError>(at[i] >= 0 && at[i] < bound, op, ": index ", at[i], " is out of range [0, ", bound,
                        ") at dimension ", dim);
  }
  return dense;
}

/// Calls visit(element of index, offset in self, element number) with offset = where index points in `self`
/// (strides).
template <class Visit>
void for_each_pointed(const Tensor& index, IntArrayRef strides, int64_t dim, const Visit& visit) {
  if (index.numel() == 0) return;
  const Dims own = contiguous_strides(index.sizes());
  const auto d = static_cast<size_t>(dim);
  const int64_t* at = index.data_ptr<int64_t>();
  if (index.dim() == 0) {
    visit(int64_t{0}, int64_t{0});
    return;
  }
  Dims others(strides);
  const int64_t along = strides[d];
  others[d] = 0;
  const detail::StridedLoop<2> loop(index.sizes(), {own, others});
  loop.for_each_row([&](const std::array<int64_t, 2>& start, int64_t n) {
    const int64_t step = loop.step(0), other = loop.step(1);
    for (int64_t i = 0; i < n; ++i) {
      const int64_t element = start[0] + i * step;
      visit(element, start[1] + i * other + at[element] * along);
    }
  });
}

// y = x[index]: dx = dy added at the index
class GatherBackward final : public NodeOf<1> {
 public:
  Tensor index;
  Dims sizes;
  int64_t dim = 0;
  std::string name() const override { return "GatherBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = zeros(sizes, grad_out[0].dtype());
    if (GradMode::is_enabled()) {
      grad_in[0] = scatter_add(grad_in[0], dim, index, grad_out[0]);
      return;
    }
    const Tensor g = detail::contiguous_copy(grad_out[0]);
    dispatch_floating("gather", g.dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* to = static_cast<T*>(grad_in[0].impl().data);
      const T* from = static_cast<const T*>(g.impl().data);
      for_each_pointed(index, grad_in[0].strides(), dim,
                       [&](int64_t element, int64_t offset) { to[offset] += from[element]; });
    });
  }
};

/// The gradient of a source of which the index used the first part only: 0 for the rest.
Tensor fit_source(const Tensor& gradient, const Dims& sizes) {
  if (gradient.sizes() == IntArrayRef(sizes)) return gradient;
  const Dims strides = contiguous_strides(sizes);
  return embed(gradient, sizes, strides, {"", Dims(gradient.sizes()), strides, 0});
}

// y = x, with y[index] += s: dx = dy, ds = dy[index]
class ScatterAddBackward final : public NodeOf<2> {
 public:
  Tensor index;
  Dims source;
  int64_t dim = 0;
  std::string name() const override { return "ScatterAddBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    if (wants(0)) grad_in[0] = grad_out[0];
    if (wants(1)) grad_in[1] = fit_source(gather(grad_out[0], dim, index), source);
  }
};

// y = x, with y[index] = s: dx = dy except at the index, ds = dy[index]
class ScatterBackward final : public NodeOf<2> {
 public:
  Tensor index;
  Dims source;
  int64_t dim = 0;
  std::string name() const override { return "ScatterBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    if (wants(0)) grad_in[0] = scatter(grad_out[0], dim, index, Scalar(0));
    if (wants(1)) grad_in[1] = fit_source(gather(grad_out[0], dim, index), source);
  }
};

// y = the product of x and the s that fall on it: dx = dy times the s, ds = dy times x and the other s; or
// the largest or smallest of them: dx and ds are equal parts of dy where they are it
class ScatterReduceBackward final : public NodeOf<2> {
 public:
  SavedTensor saved[3];  // self, source, result
  Tensor index;
  int64_t dim = 0;
  bool product = false, include_self = true;
  std::string name() const override { return "ScatterReduceBackward"; }
  void release_saved() override { saved[0] = saved[1] = saved[2] = SavedTensor(); }
  size_t saved_bytes() const override { return saved[0].bytes() + saved[1].bytes() + saved[2].bytes(); }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor x = saved[0].unpack(*this), s = saved[1].unpack(*this), y = saved[2].unpack(*this),
                 dy = grad_out[0];
    const auto at_source = [&](const Tensor& t) { return gather(t, dim, index); };
    if (product) {
      grad_in[0] = dy * scatter_reduce(ones_like(x), dim, index, s, "prod");
      // Beside a zero that is alone in its place the product of the others is found without it.
      const Tensor zero = s.detach() == 0,
                   zeros_there = at_source(scatter_add(zeros_like(x), dim, index, to(zero, x.dtype()))),
                   alone = zero & (zeros_there == 1);
      const Tensor others = scatter_reduce(x, dim, index, masked_fill(s, alone, 1), "prod", include_self);
      grad_in[1] = where(alone, at_source(dy * others), at_source(dy * y) / masked_fill(s, zero, 1));
    } else {
      const Tensor from_x = to(x.detach() == y.detach(), x.dtype()),
                   from_s = to(s.detach() == at_source(y.detach()), x.dtype()),
                   share = dy / scatter_add(from_x, dim, index, from_s);
      grad_in[0] = from_x * share;
      grad_in[1] = from_s * at_source(share);
    }
    if (!include_self) grad_in[0] = scatter(grad_in[0], dim, index, Scalar(0));
  }
};

// y = x[:, index]: dx = dy added at the index
class IndexSelectBackward final : public NodeOf<1> {
 public:
  Tensor index;
  Dims sizes;
  int64_t dim = 0;
  std::string name() const override { return "IndexSelectBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = sizes.empty() ? grad_out[0] * index.numel()
                               : index_add(zeros(sizes, grad_out[0].dtype()), dim, index, grad_out[0]);
  }
};

// y = x, with y[:, index] += alpha s: dx = dy, ds = alpha dy[:, index]
class IndexAddBackward final : public NodeOf<2> {
 public:
  Tensor index;
  int64_t dim = 0;
  double alpha = 1;
  std::string name() const override { return "IndexAddBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    if (wants(0)) grad_in[0] = grad_out[0];
    if (wants(1)) grad_in[1] = index_select(grad_out[0], dim, index) * alpha;
  }
};

/// Rows of a row-major gradient as a tensor with memory of its own, in which the nodes behind may work.
Tensor own_rows(const Tensor& gradient, IntArrayRef sizes, int64_t first_row) {
  Tensor own = detail::empty(sizes, gradient.dtype());
  const size_t row = gradient.nbytes() / static_cast<size_t>(gradient.sizes()[0]);
  std::memcpy(own.impl().data,
              static_cast<char*>(gradient.impl().data) + static_cast<size_t>(first_row) * row, own.nbytes());
  return own;
}
bool takes_rows(const Tensor& gradient, int64_t dim) {
  return dim == 0 && !GradMode::is_enabled() && gradient.numel() > 0;
}

// y = x1 | x2 | ...: dxi = its part of dy
class CatBackward final : public Node {
 public:
  PoolVector<Edge> storage;
  PoolVector<int64_t> lengths;
  PoolVector<ScalarType> dtypes;
  int64_t dim = 0;
  std::string name() const override { return "CatBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const bool in_rows = takes_rows(grad_out[0], dim);
    const Tensor g = in_rows ? detail::contiguous_copy(grad_out[0]) : grad_out[0];
    int64_t at = 0;
    for (size_t i = 0; i < lengths.size(); ++i) {
      if (lengths[i] < 0) {  // a 1-D empty tensor that was skipped
        if (wants(i)) grad_in[i] = zeros({0}, dtypes[i]);
        continue;
      }
      if (wants(i) && in_rows && dtypes[i] == g.dtype()) {
        Dims sizes(g.sizes());
        sizes[0] = lengths[i];
        grad_in[i] = own_rows(g, sizes, at);
      } else if (wants(i)) {
        grad_in[i] = to(narrow(g, dim, at, lengths[i]), dtypes[i]);
      }
      at += lengths[i];
    }
  }
};

// y[i] = xi: dxi = dy[i]
class StackBackward final : public Node {
 public:
  PoolVector<Edge> storage;
  PoolVector<ScalarType> dtypes;
  int64_t dim = 0;
  std::string name() const override { return "StackBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const bool in_rows = takes_rows(grad_out[0], dim);
    const Tensor g = in_rows ? detail::contiguous_copy(grad_out[0]) : grad_out[0];
    for (size_t i = 0; i < storage.size(); ++i) {
      const auto at = static_cast<int64_t>(i);
      if (wants(i) && in_rows && dtypes[i] == g.dtype())
        grad_in[i] = own_rows(g, g.sizes().slice(1), at);
      else if (wants(i))
        grad_in[i] = to(select(g, dim, at), dtypes[i]);
    }
  }
};

template <class N> N* record_list(const Tensor& output, TensorList inputs) {
  bool wanted = false;
  for (const Tensor& input : inputs) wanted |= input.requires_grad();
  if (!wanted || !GradMode::is_enabled() || !output.is_floating_point()) return nullptr;
  auto* node = new N;
  for (const Tensor& input : inputs) node->storage.push_back(edge_to(input));
  node->edges = node->storage;
  number(*node);
  set_history(output, Ref<Node>::adopt(node));
  return node;
}

Tensor checked_slices(const char* op, const Tensor& self, int64_t dim, const Tensor& index) {
  require<ShapeError>(index.dim() <= 1, op, ": the index must have one dimension: shape ", index.sizes());
  require<TypeError>(index.dtype() == kLong || index.dtype() == kInt, op,
                     ": the index must be int64 or int32: got ", index.dtype());
  const Tensor dense = detail::converted(index, kLong);
  const int64_t bound = self.dim() == 0 ? 1 : self.size(dim);
  for (int64_t i = 0; i < dense.numel(); ++i) {
    const int64_t at = dense.data_ptr<int64_t>()[i];
    require<IndexError>(at >= 0 && at < bound, op, ": index ", at, " is out of range [0, ", bound,
                        ") at dimension ", dim);
  }
  return dense;
}

}  // namespace

Tensor gather(const Tensor& self, int64_t dim, const Tensor& index) {
  const OpTimer timer("gather", self, index);
  const int64_t d = wrap_dim("gather", dim, self.dim());
  const Tensor at = checked_index("gather", self, d, index);
  Tensor out = detail::empty(index.sizes(), self.dtype());
  dispatch(self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* from = static_cast<const T*>(self.impl().data);
    T* to = out.data_ptr<T>();
    for_each_pointed(at, self.strides(), d,
                     [&](int64_t element, int64_t offset) { to[element] = from[offset]; });
  });
  if (auto* node = record<GatherBackward>(out, self)) {
    node->index = at;
    node->sizes = self.sizes();
    node->dim = d;
  }
  return out;
}

Tensor scatter_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source) {
  const OpTimer timer("scatter_add", self, index, source);
  const int64_t d = wrap_dim("scatter_add", dim, self.dim());
  const Tensor at = checked_index("scatter_add", self, d, index);
  require<TypeError>(source.dtype() == self.dtype(), "scatter_add: source is ", source.dtype(), ", self is ",
                     self.dtype());
  for (int64_t k = 0; k < index.dim(); ++k) {
    require<ShapeError>(index.size(k) <= source.size(k), "scatter_add: index ", index.sizes(),
                        " is larger than source ", source.sizes());
  }
  Tensor out = detail::empty_like(self);
  detail::write(out, self);
  Tensor values = source.detach();
  for (int64_t k = 0; k < index.dim(); ++k) values = narrow(values, k, 0, index.size(k));
  values = detail::contiguous_copy(values);
  dispatch(self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* to = out.data_ptr<T>();
    const T* from = values.data_ptr<T>();
    for_each_pointed(at, out.strides(), d, [&](int64_t element, int64_t offset) {
      to[offset] = static_cast<T>(to[offset] + from[element]);
    });
  });
  if (auto* node = record<ScatterAddBackward>(out, self, source)) {
    node->index = at;
    node->source = source.sizes();
    node->dim = d;
  }
  return out;
}

Tensor scatter_reduce(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                      std::string_view reduce, bool include_self) {
  const bool product = reduce == "prod", largest = reduce == "amax", mean = reduce == "mean";
  require<ValueError>(product || largest || mean || reduce == "sum" || reduce == "amin",
                      "scatter_reduce: is none of sum, mean, prod, amax, amin: ", std::string(reduce));
  require<TypeError>(source.dtype() == self.dtype(), "scatter_reduce: source is ", source.dtype(),
                     ", self is ", self.dtype());
  const int64_t d = wrap_dim("scatter_reduce", dim, self.dim());
  const Tensor at = checked_index("scatter_reduce", self, d, index);
  Tensor part = source;
  for (int64_t k = 0; k < index.dim(); ++k) {
    require<ShapeError>(k < source.dim() && index.size(k) <= source.size(k), "scatter_reduce: index ",
                        index.sizes(), " is larger than source ", source.sizes());
    if (index.size(k) < source.size(k)) part = narrow(part, k, 0, index.size(k));
  }
  if (mean || reduce == "sum") {
    const auto added = [&](const Tensor& own, const Tensor& values) {
      return scatter_add(include_self ? own : scatter(own, d, at, Scalar(0)), d, at, values);
    };
    if (!mean) return added(self, part);
    const Tensor counts = added(ones_like(self.detach()), ones(at.sizes(), self.dtype()));
    return self.is_floating_point() ? added(self, part) / counts : div(added(self, part), counts, "floor");
  }
  const OpTimer timer("scatter_reduce", self, index, source);
  Tensor out = detail::empty_like(self);
  detail::write(out, self);
  const Tensor values = detail::contiguous_copy(part.detach());
  std::vector<char> taken(static_cast<size_t>(out.numel()), include_self);
  dispatch(self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for_each_pointed(at, out.strides(), d, [&](int64_t element, int64_t offset) {
      T& y = out.data_ptr<T>()[offset];
      const T s = values.data_ptr<T>()[element];
      if (!std::exchange(taken[static_cast<size_t>(offset)], 1))
        y = s;
      else if (product)
        y = static_cast<T>(y * s);
      else if (s != s || (largest ? s > y : s < y))
        y = s;
    });
  });
  if (auto* node = record<ScatterReduceBackward>(out, self, part)) {
    node->saved[0] = SavedTensor(self);
    node->saved[1] = SavedTensor(part);
    node->saved[2] = SavedTensor::output(out);
    node->index = at;
    node->dim = d;
    node->product = product;
    node->include_self = include_self;
  }
  return out;
}

Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source) {
  const OpTimer timer("scatter", self, index, source);
  const int64_t d = wrap_dim("scatter", dim, self.dim());
  const Tensor at = checked_index("scatter", self, d, index);
  require<TypeError>(source.dtype() == self.dtype(), "scatter: source is ", source.dtype(), ", self is ",
                     self.dtype());
  for (int64_t k = 0; k < index.dim(); ++k) {
    require<ShapeError>(index.size(k) <= source.size(k), "scatter: index ", index.sizes(),
                        " is larger than source ", source.sizes());
  }
  Tensor out = detail::empty_like(self);
  detail::write(out, self);
  Tensor values = source.detach();
  for (int64_t k = 0; k < index.dim(); ++k) values = narrow(values, k, 0, index.size(k));
  values = detail::contiguous_copy(values);
  dispatch(self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* to = out.data_ptr<T>();
    const T* from = values.data_ptr<T>();
    for_each_pointed(at, out.strides(), d,
                     [&](int64_t element, int64_t offset) { to[offset] = from[element]; });
  });
  if (auto* node = record<ScatterBackward>(out, self, source)) {
    node->index = at;
    node->source = source.sizes();
    node->dim = d;
  }
  return out;
}

Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value) {
  return scatter(self, dim, index, full(index.sizes(), value, self.dtype()));
}

Tensor index_select(const Tensor& self, int64_t dim, const Tensor& index) {
  const OpTimer timer("index_select", self, index);
  const int64_t d = wrap_dim("index_select", dim, self.dim());
  const Tensor at = checked_slices("index_select", self, d, index), dense = detail::contiguous_copy(self);
  Dims sizes(self.sizes());
  int64_t outer = 1, inner = 1;
  for (int64_t k = 0; k < self.dim(); ++k) {
    if (k < d) outer *= self.size(k);
    if (k > d) inner *= self.size(k);
  }
  const int64_t length = self.dim() == 0 ? 1 : self.size(d), count = at.numel();
  if (self.dim() > 0) sizes[static_cast<size_t>(d)] = count;
  Tensor out = detail::empty(sizes, self.dtype());
  const size_t bytes = static_cast<size_t>(inner) * self.itemsize();
  const auto* from = static_cast<const char*>(dense.impl().data);
  auto* to = static_cast<char*>(out.impl().data);
  for (int64_t o = 0; o < outer && bytes > 0; ++o) {
    for (int64_t i = 0; i < count; ++i) {
      std::memcpy(to + static_cast<size_t>(o * count + i) * bytes,
                  from + static_cast<size_t>(o * length + at.data_ptr<int64_t>()[i]) * bytes, bytes);
    }
  }
  if (auto* node = record<IndexSelectBackward>(out, self)) {
    node->index = at;
    node->sizes = self.sizes();
    node->dim = d;
  }
  return out;
}

Tensor index_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                 const Scalar& alpha) {
  const OpTimer timer("index_add", self, index, source);
  const int64_t d = wrap_dim("index_add", dim, self.dim());
  const Tensor at = checked_slices("index_add", self, d, index);
  require<TypeError>(source.dtype() == self.dtype(), "index_add: source is ", source.dtype(), ", self is ",
                     self.dtype());
  Dims expected(self.sizes());
  if (!expected.empty()) expected[static_cast<size_t>(d)] = at.numel();
  require<ShapeError>(self.dim() > 0 || at.numel() == 1,
                      "index_add: a 0-d tensor takes one index: ", at.numel());
  require<ShapeError>(source.sizes() == IntArrayRef(expected), "index_add: source has shape ", source.sizes(),
                      ", needs ", expected);
  Tensor out = detail::empty_like(self);
  detail::write(out, self);
  for (int64_t i = 0; i < at.numel(); ++i) {
    const NoGradGuard guard;
    if (self.dim() == 0) {
      detail::write_sum(out, alpha.equal(1) ? source : source * alpha);
      continue;
    }
    const Tensor part = select(out, d, at.data_ptr<int64_t>()[i]), share = select(source, d, i);
    detail::write_sum(part, alpha.equal(1) ? share : share * alpha);
  }
  if (auto* node = record<IndexAddBackward>(out, self, source)) {
    node->index = at;
    node->dim = d;
    node->alpha = alpha.toDouble();
  }
  return out;
}

Tensor nonzero(const Tensor& self) {
  const Tensor truth = detail::converted(self.detach(), kBool);
  const bool* values = truth.data_ptr<bool>();
  int64_t count = 0;
  for (int64_t i = 0; i < truth.numel(); ++i) count += values[i] ? 1 : 0;
  Tensor out = detail::empty({count, self.dim()}, kLong);
  int64_t* next = out.data_ptr<int64_t>();
  const Dims strides = contiguous_strides(self.sizes());
  for (int64_t i = 0; i < truth.numel(); ++i) {
    if (!values[i]) continue;
    for (size_t d = 0; d < strides.size(); ++d) *next++ = i / strides[d] % self.sizes()[d];
  }
  return out;
}

std::vector<Tensor> where(const Tensor& condition) {
  return unbind(nonzero(condition.dim() == 0 ? reshape(condition, {1}) : condition), 1);
}

Tensor cat(TensorList tensors, int64_t dim) {
  const OpTimer timer("cat");
  require<ValueError>(!tensors.empty(), "cat: needs at least one tensor");
  const auto skipped = [](const Tensor& t) { return t.dim() == 1 && t.numel() == 0; };
  const Tensor* shaped = nullptr;
  ScalarType dtype = tensors[0].dtype();
  for (size_t i = 0; i < tensors.size(); ++i) {
    require<ShapeError>(tensors[i].dim() > 0, "cat: a 0-d tensor cannot be joined: tensor ", i,
                        "; use stack");
    dtype = promote_types(dtype, tensors[i].dtype());
    if (shaped == nullptr && !skipped(tensors[i])) shaped = &tensors[i];
  }
  const auto d = static_cast<size_t>(shaped == nullptr ? 0 : wrap_dim("cat", dim, shaped->dim()));
  if (shaped == nullptr) shaped = &tensors[0];
  Dims sizes(shaped->sizes());
  sizes[d] = 0;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& t = tensors[i];
    if (skipped(t)) continue;
    bool fits = t.dim() == shaped->dim();
    for (size_t k = 0; fits && k < sizes.size(); ++k) fits = k == d || t.sizes()[k] == sizes[k];
    require<ShapeError>(fits, "cat: tensor ", i, " has shape ", t.sizes(), ", which differs from ",
                        shaped->sizes(), " not only at dimension ", d);
    sizes[d] += t.sizes()[d];
  }
  Tensor out = detail::empty(sizes, dtype);
  int64_t at = 0;
  for (const Tensor& t : tensors) {
    if (skipped(t)) continue;
    Dims part(sizes);
    part[d] = t.sizes()[d];
    detail::write(detail::alias(out, part, out.strides(), at * out.strides()[d]), t);
    at += part[d];
  }
  if (auto* node = record_list<CatBackward>(out, tensors)) {
    node->dim = static_cast<int64_t>(d);
    for (const Tensor& t : tensors) {
      node->lengths.push_back(skipped(t) ? -1 : t.sizes()[d]);
      node->dtypes.push_back(t.dtype());
    }
  }
  return out;
}

Tensor stack(TensorList tensors, int64_t dim) {
  require<ValueError>(!tensors.empty(), "stack: needs at least one tensor");
  const Tensor& first = tensors[0];
  ScalarType dtype = first.dtype();
  for (size_t i = 0; i < tensors.size(); ++i) {
    require<ShapeError>(tensors[i].sizes() == first.sizes(), "stack: tensor ", i, " has shape ",
                        tensors[i].sizes(), ", the first has ", first.sizes());
    dtype = promote_types(dtype, tensors[i].dtype());
  }
  const auto d = static_cast<size_t>(wrap_dim("stack", dim, first.dim() + 1));
  Dims sizes(first.sizes());
  sizes.insert(d, static_cast<int64_t>(tensors.size()));
  Tensor out = detail::empty(sizes, dtype);
  Dims strides(out.strides());
  const int64_t step = strides[d];
  strides.erase(d);
  for (size_t i = 0; i < tensors.size(); ++i) {
    detail::write(detail::alias(out, first.sizes(), strides, static_cast<int64_t>(i) * step), tensors[i]);
  }
  if (auto* node = record_list<StackBackward>(out, tensors)) {
    node->dim = static_cast<int64_t>(d);
    for (const Tensor& t : tensors) node->dtypes.push_back(t.dtype());
  }
  return out;
}

Tensor one_hot(const Tensor& self, int64_t num_classes) {
  require<TypeError>(self.dtype() == kLong, "one_hot: classes must be int64: got ", self.dtype());
  require<ValueError>(self.numel() > 0 || num_classes > 0,
                      "one_hot: the number of classes of an empty tensor must be given");
  const Tensor dense = detail::contiguous_copy(self);
  const int64_t* classes = dense.data_ptr<int64_t>();
  int64_t count = num_classes;
  if (count == -1) {
    for (int64_t i = 0; i < dense.numel(); ++i) count = std::max(count, classes[i] + 1);
  }
  for (int64_t i = 0; i < dense.numel(); ++i) {
    require<IndexError>(classes[i] >= 0 && classes[i] < count, "one_hot: class ", classes[i],
                        " is out of range [0, ", count, ")");
  }
  Dims sizes(self.sizes());
  sizes.push_back(count);
  Tensor out = zeros(sizes, kLong);
  for (int64_t i = 0; i < dense.numel(); ++i) out.data_ptr<int64_t>()[i * count + classes[i]] = 1;
  return out;
}

}  // namespace ember
