#include <algorithm>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/gradient_hooks.hpp>
#include <ember/autograd/inference_mode.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/region.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

int64_t size_at(const Tensor& t, int64_t d) { return t.sizes()[static_cast<size_t>(d)]; }

/// The shared start of every view: an alias that knows what it views.
Tensor view_of(const Tensor& self, IntArrayRef sizes, IntArrayRef strides, int64_t offset = 0) {
  Tensor made = detail::alias(self, sizes, strides, offset);
  if (self.impl().inference) return made;
  made.impl().base = self.is_view() ? self.impl().base : self;
  made.impl().view_version = self.impl().storage->version();
  made.impl().creation = InferenceMode::is_enabled() ? CreationMeta::INFERENCE_MODE
                         : !GradMode::is_enabled()   ? CreationMeta::NO_GRAD_MODE
                                                     : self.impl().creation;
  return made;
}

// The same elements in the same order under another shape: the gradient takes the shape back.
class ViewBackward final : public NodeOf<1> {
 public:
  Dims sizes;
  std::string name() const override { return "ViewBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    Tensor& g = grad_out[0];
    if (GradMode::is_enabled() || !detail::is_unshared(g)) {
      grad_in[0] = reshape(g, sizes);
      return;
    }
    detail::lay_out(g.impl(), sizes, g.numel());  // nobody else sees it
    grad_in[0] = std::move(g);
  }
};

// y = x with dimensions in order `dims`: dx = dy with dimensions in the inverse order
class PermuteBackward final : public NodeOf<1> {
 public:
  Dims dims;
  std::string name() const override { return "PermuteBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    Dims inverse = dims;
    for (size_t i = 0; i < dims.size(); ++i) inverse[static_cast<size_t>(dims[i])] = static_cast<int64_t>(i);
    grad_in[0] = permute(grad_out[0], inverse);
  }
};

// y = x repeated: dx = sum of dy over the repeats
class ExpandBackward final : public NodeOf<1> {
 public:
  Dims sizes;
  std::string name() const override { return "ExpandBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = sum_to(grad_out[0], sizes);
  }
};

// y = a region of x: dx = dy in that region, 0 elsewhere
class RegionBackward final : public NodeOf<1> {
 public:
  Region region;
  Dims sizes, strides;
  std::string name() const override { return region.name(); }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = embed(grad_out[0], sizes, strides, region);
  }
};

// y = 0 except for a region that is x: dx = that region of dy
class EmbedBackward final : public NodeOf<1> {
 public:
  Region region;
  Dims strides;
  std::string name() const override { return "EmbedBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = take_region(with_strides(grad_out[0], strides), region);
  }
};

// y = x with a region replaced by r: dx = dy outside the region, dr = dy in the region
class ReplaceBackward final : public NodeOf<2> {
 public:
  Region region;
  Dims sizes, strides;
  std::string name() const override { return "CopySlicesBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor gradient = with_strides(grad_out[0], strides);
    const Tensor inside = take_region(gradient, region);
    if (wants(0)) grad_in[0] = grad_out[0] - embed(inside, sizes, strides, region);
    if (wants(1)) grad_in[1] = clone(inside);
  }
};

// y = new values written over x: dx = 0
class OverwriteBackward final : public NodeOf<1> {
 public:
  std::string name() const override { return "OverwriteBackward"; }
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    grad_in[0] = zeros_like(grad_out[0]);
  }
};

/// A retained gradient follows its tensor to another node.
void move_retainer(TensorImpl& impl, const Ref<Node>& from) {
  if (impl.extra == nullptr || !impl.extra->retains_grad || !from || from->hooks == nullptr) return;
  for (NodeHooks::OfOutput& entry : from->hooks->outputs) {
    if (entry.retainer == &impl) entry.retainer = nullptr;
  }
  if (!impl.grad_fn) return;
  if (impl.grad_fn->hooks == nullptr) impl.grad_fn->hooks = new NodeHooks;
  impl.grad_fn->hooks->of(impl.output_nr).retainer = &impl;
}

}  // namespace

Tensor reshape(const Tensor& self, IntArrayRef shape) {
  const Dims sizes = infer_shape("reshape", shape, self.numel());
  Dims strides;
  if (!view_strides(self.sizes(), self.strides(), sizes, strides)) return view(clone(self), sizes);
  Tensor made = view_of(self, sizes, strides);
  if (auto* node = record<ViewBackward>(made, self)) node->sizes = self.sizes();
  return made;
}

Tensor view(const Tensor& self, IntArrayRef shape) {
  const Dims sizes = infer_shape("view", shape, self.numel());
  Dims strides;
  require<ShapeError>(view_strides(self.sizes(), self.strides(), sizes, strides), "view: shape ", sizes,
                      " needs a copy: sizes ", self.sizes(), ", strides ", self.strides(), "; use reshape");
  Tensor made = view_of(self, sizes, strides);
  if (auto* node = record<ViewBackward>(made, self)) node->sizes = self.sizes();
  return made;
}

Tensor flatten(const Tensor& self, int64_t start_dim, int64_t end_dim) {
  const int64_t start = wrap_dim("flatten", start_dim, self.dim()),
                end = wrap_dim("flatten", end_dim, self.dim());
  if (self.dim() == 0) return reshape(self, {1});
  require<ShapeError>(start <= end, "flatten: start_dim ", start_dim, " comes after end_dim ", end_dim);
  if (start == end) return self;
  Dims sizes;
  int64_t merged = 1;
  for (int64_t d = 0; d < self.dim(); ++d) {
    if (d >= start && d <= end) merged *= size_at(self, d);
    if (d < start || d > end)
      sizes.push_back(size_at(self, d));
    else if (d == end)
      sizes.push_back(merged);
  }
  return reshape(self, sizes);
}

Tensor unflatten(const Tensor& self, int64_t dim, IntArrayRef parts) {
  const int64_t d = wrap_dim("unflatten", dim, self.dim());
  const Dims inferred = infer_shape("unflatten", parts, size_at(self, d));
  Dims sizes;
  for (int64_t i = 0; i < self.dim(); ++i) {
    if (i != d)
      sizes.push_back(size_at(self, i));
    else
      for (int64_t part : inferred) sizes.push_back(part);
  }
  return view(self, sizes);
}

Tensor permute(const Tensor& self, IntArrayRef dims) {
  require<ShapeError>(static_cast<int64_t>(dims.size()) == self.dim(), "permute: ", dims,
                      " does not name every dimension of ", self.sizes());
  Dims order, sizes, strides;
  unsigned seen = 0;
  for (int64_t dim : dims) {
    const int64_t d = wrap_dim("permute", dim, self.dim());
    require<ShapeError>((seen >> d & 1U) == 0, "permute: a dimension stands twice: ", dims);
    seen |= 1U << d;
    order.push_back(d);
    sizes.push_back(size_at(self, d));
    strides.push_back(self.strides()[static_cast<size_t>(d)]);
  }
  Tensor made = view_of(self, sizes, strides);
  if (auto* node = record<PermuteBackward>(made, self)) node->dims = order;
  return made;
}

Tensor transpose(const Tensor& self, int64_t dim0, int64_t dim1) {
  const int64_t a = wrap_dim("transpose", dim0, self.dim()), b = wrap_dim("transpose", dim1, self.dim());
  Dims order;
  for (int64_t d = 0; d < self.dim(); ++d) order.push_back(d == a ? b : d == b ? a : d);
  return permute(self, order);
}

Tensor t(const Tensor& self) {
  require<ShapeError>(self.dim() <= 2, "t: needs at most 2 dimensions: shape ", self.sizes());
  return self.dim() < 2 ? permute(self, self.dim() == 1 ? Dims{0} : Dims{}) : transpose(self, 0, 1);
}

Tensor movedim(const Tensor& self, int64_t source, int64_t destination) {
  const int64_t from = wrap_dim("movedim", source, self.dim()),
                to = wrap_dim("movedim", destination, self.dim());
  if (self.dim() == 0) return permute(self, {});
  Dims order;
  for (int64_t d = 0; d < self.dim(); ++d) {
    if (d != from) order.push_back(d);
  }
  order.insert(static_cast<size_t>(to), from);
  return permute(self, order);
}

Tensor squeeze(const Tensor& self) {
  Dims sizes;
  for (int64_t size : self.sizes()) {
    if (size != 1) sizes.push_back(size);
  }
  return reshape(self, sizes);
}

Tensor squeeze(const Tensor& self, int64_t dim) {
  const int64_t d = wrap_dim("squeeze", dim, self.dim());
  if (self.dim() == 0 || size_at(self, d) != 1) return reshape(self, self.sizes());
  Dims sizes(self.sizes()), strides(self.strides());
  sizes.erase(static_cast<size_t>(d));
  strides.erase(static_cast<size_t>(d));
  Tensor made = view_of(self, sizes, strides);
  if (auto* node = record<ViewBackward>(made, self)) node->sizes = self.sizes();
  return made;
}

Tensor unsqueeze(const Tensor& self, int64_t dim) {
  const auto d = static_cast<size_t>(wrap_dim("unsqueeze", dim, self.dim() + 1));
  Dims sizes(self.sizes()), strides(self.strides());
  const int64_t stride = d < strides.size() ? sizes[d] * strides[d] : 1;
  sizes.insert(d, 1);
  strides.insert(d, stride);
  Tensor made = view_of(self, sizes, strides);
  if (auto* node = record<ViewBackward>(made, self)) node->sizes = self.sizes();
  return made;
}

Tensor expand(const Tensor& self, IntArrayRef shape) {
  const size_t rank = shape.size(), own = static_cast<size_t>(self.dim());
  require<ShapeError>(rank >= own, "expand: fewer dimensions than the tensor: ", shape, " for ",
                      self.sizes());
  Dims sizes(shape), strides;
  strides.resize(rank);
  for (size_t i = 0; i < rank; ++i) {
    const bool is_new = i < rank - own;
    const int64_t size = is_new ? 1 : self.sizes()[i - (rank - own)];
    if (sizes[i] == -1 && !is_new) sizes[i] = size;
    require<ShapeError>(sizes[i] >= 0 && (sizes[i] == size || size == 1), "expand: size ", size,
                        " cannot become ", shape[i], " at dimension ", i, ": ", self.sizes(), " to ", shape);
    strides[i] = size == sizes[i] && !is_new ? self.strides()[i - (rank - own)] : 0;
  }
  if (rank == own && IntArrayRef(sizes) == self.sizes()) return self;
  Tensor made = view_of(self, sizes, strides);
  if (auto* node = record<ExpandBackward>(made, self)) node->sizes = self.sizes();
  return made;
}
Tensor expand_as(const Tensor& self, const Tensor& other) { return expand(self, other.sizes()); }
Tensor broadcast_to(const Tensor& self, IntArrayRef shape) { return expand(self, shape); }
Tensor view_as(const Tensor& self, const Tensor& other) { return view(self, other.sizes()); }
Tensor reshape_as(const Tensor& self, const Tensor& other) { return reshape(self, other.sizes()); }

// ---------------------------------------------------------------------------- regions

Tensor take_region(const Tensor& self, const Region& region) {
  Tensor made = view_of(self, region.sizes, region.strides, region.offset);
  if (auto* node = record<RegionBackward>(made, self)) {
    node->region = region;
    node->sizes = self.sizes();
    node->strides = self.strides();
  }
  return made;
}

/// How many elements of such a tensor lie where each of them does.
static Tensor owners(IntArrayRef sizes, IntArrayRef strides, ScalarType dtype) {
  int64_t extent = 1;
  for (size_t d = 0; d < sizes.size(); ++d) extent += std::max<int64_t>(0, sizes[d] - 1) * strides[d];
  const Tensor count = detail::alias(zeros({extent}, dtype), sizes, strides, 0);
  detail::write_sum(count, ones(sizes, dtype));
  return detail::contiguous_copy(count);
}

Tensor embed(const Tensor& self, IntArrayRef sizes, IntArrayRef strides, const Region& region) {
  // A zeroed stretch of memory laid out as the base was, in which both geometries address the same elements.
  int64_t begin = std::min<int64_t>(0, region.offset), extent = 1, region_extent = region.offset + 1;
  for (size_t d = 0; d < sizes.size(); ++d) extent += std::max<int64_t>(0, sizes[d] - 1) * strides[d];
  for (size_t d = 0; d < region.sizes.size(); ++d) {
    region_extent += std::max<int64_t>(0, region.sizes[d] - 1) * region.strides[d];
  }
  const Tensor memory = zeros({std::max(extent, region_extent) - begin}, self.dtype());
  const Tensor whole = detail::alias(memory, sizes, strides, -begin);
  const Tensor part = detail::alias(memory, region.sizes, region.strides, region.offset - begin);
  if (region.overlaps())
    detail::write_sum(part, self);
  else
    detail::write(part, self);
  Tensor made =
      whole.is_contiguous() && whole.numel() == memory.numel() ? whole : detail::contiguous_copy(whole);
  // Where the base is expanded, its elements in one place share what arrives there.
  if (Region{"", sizes, strides, 0}.overlaps()) made = made / owners(sizes, strides, self.dtype());
  if (auto* node = record<EmbedBackward>(made, self)) {
    node->region = region;
    node->strides = strides;
  }
  return made;
}

Tensor with_strides(const Tensor& self, IntArrayRef strides) {
  if (self.strides() == strides) return self;
  int64_t extent = 1;
  for (size_t d = 0; d < strides.size(); ++d)
    extent += std::max<int64_t>(0, self.sizes()[d] - 1) * strides[d];
  Tensor made = detail::alias(zeros({extent}, self.dtype()), self.sizes(), strides, 0);
  if (Region{"", self.sizes(), strides, 0}.overlaps()) {
    const NoGradGuard guard;
    detail::write_sum(made, self / owners(self.sizes(), strides, self.dtype()));
  } else {
    detail::write(made, self);
  }
  record_identity(made, self);
  return made;
}

Tensor select(const Tensor& self, int64_t dim, int64_t index) {
  require<IndexError>(self.dim() > 0, "select: a 0-d tensor has no elements to index; use item()");
  const auto d = static_cast<size_t>(wrap_dim("select", dim, self.dim()));
  const int64_t size = self.sizes()[d];
  require<IndexError>(index >= -size && index < size, "select: index ", index,
                      " is out of bounds for dimension ", d, " with size ", size);
  Region region{"SelectBackward", Dims(self.sizes()), Dims(self.strides()),
                (index < 0 ? index + size : index) * self.strides()[d]};
  region.sizes.erase(d);
  region.strides.erase(d);
  return take_region(self, region);
}

Tensor slice(const Tensor& self, int64_t dim, std::optional<int64_t> start, std::optional<int64_t> end,
             int64_t step) {
  require<IndexError>(self.dim() > 0, "slice: a 0-d tensor cannot be sliced");
  const auto d = static_cast<size_t>(wrap_dim("slice", dim, self.dim()));
  require<ValueError>(step > 0, "slice: step must be positive: ", step);
  const int64_t size = self.sizes()[d];
  const auto clamped = [size](int64_t at) { return std::clamp<int64_t>(at < 0 ? at + size : at, 0, size); };
  const int64_t from = clamped(start.value_or(0)), to = std::max(from, clamped(end.value_or(size)));
  Region region{"SliceBackward", Dims(self.sizes()), Dims(self.strides()), from * self.strides()[d]};
  region.sizes[d] = (to - from + step - 1) / step;
  region.strides[d] *= step;
  return take_region(self, region);
}

Tensor narrow(const Tensor& self, int64_t dim, int64_t start, int64_t length) {
  const int64_t d = wrap_dim("narrow", dim, self.dim()), size = self.dim() == 0 ? 1 : size_at(self, d);
  require<IndexError>(self.dim() > 0, "narrow: a 0-d tensor cannot be narrowed");
  require<IndexError>(length >= 0, "narrow: length is negative: ", length);
  require<IndexError>(start >= -size && start <= size, "narrow: start ", start, " is out of range for size ",
                      size);
  const int64_t from = start < 0 ? start + size : start;
  require<IndexError>(from + length <= size, "narrow: start ", start, " and length ", length, " exceed size ",
                      size);
  return slice(self, d, from, from + length);
}

std::vector<Tensor> split_with_sizes(const Tensor& self, IntArrayRef parts, int64_t dim) {
  const int64_t d = wrap_dim("split", dim, self.dim());
  int64_t total = 0;
  for (int64_t part : parts) total += part;
  require<ShapeError>(self.dim() > 0 && total == size_at(self, d), "split: sizes ", parts,
                      " do not add up to the size of dimension ", d, " of ", self.sizes());
  std::vector<Tensor> pieces;
  int64_t at = 0;
  for (int64_t part : parts) {
    pieces.push_back(narrow(self, d, at, part));
    at += part;
  }
  return pieces;
}

std::vector<Tensor> split(const Tensor& self, int64_t split_size, int64_t dim) {
  const int64_t d = wrap_dim("split", dim, self.dim());
  require<ShapeError>(self.dim() > 0, "split: a 0-d tensor cannot be split");
  require<ValueError>(split_size > 0 || (split_size == 0 && size_at(self, d) == 0),
                      "split: piece size must be positive: ", split_size);
  std::vector<int64_t> parts;
  for (int64_t left = size_at(self, d); left > 0; left -= split_size)
    parts.push_back(std::min(left, split_size));
  if (parts.empty()) parts.push_back(0);
  return split_with_sizes(self, parts, d);
}

std::vector<Tensor> chunk(const Tensor& self, int64_t chunks, int64_t dim) {
  require<ValueError>(chunks > 0, "chunk: number of chunks must be positive: ", chunks);
  require<ShapeError>(self.dim() > 0, "chunk: a 0-d tensor cannot be split");
  const int64_t size = size_at(self, wrap_dim("chunk", dim, self.dim()));
  if (size == 0) return std::vector<Tensor>(static_cast<size_t>(chunks), narrow(self, dim, 0, 0));
  return split(self, std::max<int64_t>(1, (size + chunks - 1) / chunks), dim);
}

std::vector<Tensor> unbind(const Tensor& self, int64_t dim) {
  require<IndexError>(self.dim() > 0, "unbind: a 0-d tensor has no dimension to unbind");
  const int64_t d = wrap_dim("unbind", dim, self.dim());
  std::vector<Tensor> parts;
  for (int64_t i = 0; i < size_at(self, d); ++i) parts.push_back(select(self, d, i));
  return parts;
}

Tensor diagonal(const Tensor& self, int64_t offset, int64_t dim1, int64_t dim2) {
  const auto a = static_cast<size_t>(wrap_dim("diagonal", dim1, self.dim())),
             b = static_cast<size_t>(wrap_dim("diagonal", dim2, self.dim()));
  require<ShapeError>(a != b, "diagonal: the two dimensions are one: ", dim1, " and ", dim2);
  const int64_t rows = self.sizes()[a], cols = self.sizes()[b];
  const int64_t length =
      std::max<int64_t>(0, offset >= 0 ? std::min(rows, cols - offset) : std::min(rows + offset, cols));
  const int64_t start = length == 0   ? 0
                        : offset >= 0 ? offset * self.strides()[b]
                                      : -offset * self.strides()[a];
  Region region{"DiagonalBackward", Dims(self.sizes()), Dims(self.strides()), start};
  const int64_t stride = self.strides()[a] + self.strides()[b];
  region.sizes.erase(std::max(a, b));
  region.sizes.erase(std::min(a, b));
  region.strides.erase(std::max(a, b));
  region.strides.erase(std::min(a, b));
  region.sizes.push_back(length);
  region.strides.push_back(stride);
  return take_region(self, region);
}

Tensor unfold(const Tensor& self, int64_t dim, int64_t size, int64_t step) {
  const auto d = static_cast<size_t>(wrap_dim("unfold", dim, self.dim()));
  const int64_t n = self.dim() == 0 ? 1 : self.sizes()[d];
  require<ValueError>(size >= 0 && size <= n && step > 0, "unfold: windows of ", size, " at steps of ", step,
                      " do not fit a dimension of size ", n);
  Region region{"UnfoldBackward", Dims(self.sizes()), Dims(self.strides()), 0};
  region.sizes.push_back(size);
  region.strides.push_back(self.dim() == 0 ? 1 : self.strides()[d]);
  if (self.dim() > 0) {
    region.sizes[d] = (n - size) / step + 1;
    region.strides[d] *= step;
  }
  return take_region(self, region);
}

Tensor as_strided(const Tensor& self, IntArrayRef sizes, IntArrayRef strides,
                  std::optional<int64_t> storage_offset) {
  require<ShapeError>(sizes.size() == strides.size(), "as_strided: ", sizes.size(), " sizes, ",
                      strides.size(), " strides");
  const int64_t numel = checked_numel("as_strided", sizes),
                offset = storage_offset.value_or(self.storage_offset());
  int64_t last = offset;
  for (size_t d = 0; d < sizes.size(); ++d) {
    require<ValueError>(strides[d] >= 0, "as_strided: negative stride: ", strides);
    last += std::max<int64_t>(0, sizes[d] - 1) * strides[d];
  }
  const auto capacity = static_cast<int64_t>(self.impl().storage->bytes() / self.itemsize());
  require<ValueError>(offset >= 0 && (numel == 0 || last < capacity), "as_strided: sizes ", sizes,
                      ", strides ", strides, ", offset ", offset, " reach outside a storage of ", capacity,
                      " elements");
  return take_region(self, {"AsStridedBackward", Dims(sizes), Dims(strides), offset - self.storage_offset()});
}

// ---------------------------------------------------------------------------- in-place writes through views

void rebase_history(const Tensor& self, const Tensor& result) {
  TensorImpl& impl = self.impl();
  if (!self.is_view()) {
    const Ref<Node> before = impl.grad_fn;
    if (result.requires_grad())
      set_history(self, result.grad_fn(), result.output_nr());
    else
      record<OverwriteBackward>(self, self);
    move_retainer(impl, before);
    return;
  }
  const Tensor& base = impl.base;
  auto* node = new ReplaceBackward;
  node->region = {"", Dims(self.sizes()), Dims(self.strides()),
                  self.storage_offset() - base.storage_offset()};
  node->sizes = base.sizes();
  node->strides = base.strides();
  node->edges[0] = edge_to(base);
  node->edges[1] = edge_to(result);
  number(*node);
  set_history(base, Ref<Node>::adopt(node));
  regenerate_view_history(self);
}

void regenerate_view_history(const Tensor& view) {
  const Tensor& base = view.impl().base;
  auto* node = new RegionBackward;
  node->region = {"AsStridedBackward", Dims(view.sizes()), Dims(view.strides()),
                  view.storage_offset() - base.storage_offset()};
  node->sizes = base.sizes();
  node->strides = base.strides();
  node->edges[0] = edge_to(base);
  number(*node);
  set_history(view, Ref<Node>::adopt(node));
}

}  // namespace ember
