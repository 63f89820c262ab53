#include <algorithm>
#include <cmath>
#include <cstring>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/gradient_hooks.hpp>
#include <ember/autograd/pool.hpp>
#include <ember/autograd/tensor.hpp>
#include <ember/autograd/view.hpp>
#include <limits>

namespace ember {
namespace {

constexpr size_t impl_bytes = 256, small_bytes = 512;

Ref<TensorImpl> new_impl() { return Ref<TensorImpl>::adopt(new (pool::allocate(impl_bytes)) TensorImpl); }

/// An impl with memory of its own. One block holds a small tensor whole: storage, impl and elements.
[[gnu::always_inline]] inline Ref<TensorImpl> new_impl(size_t bytes, ScalarType dtype) {
  const auto fill = [dtype](TensorImpl* impl, Ref<Storage> storage) {
    impl->data = storage->data();
    impl->storage = std::move(storage);
    impl->dtype = dtype;
    impl->inference = detail::modes.inference;
    return Ref<TensorImpl>::adopt(impl);
  };
  if (bytes > small_bytes) {
    Ref<Storage> storage = Storage::create(bytes);
    return fill(new (pool::allocate(impl_bytes)) TensorImpl, std::move(storage));
  }
  Ref<Storage> storage = Storage::create(bytes, impl_bytes);
  auto* impl = new (storage->ahead()) TensorImpl;
  impl->in_storage = true;
  return fill(impl, std::move(storage));
}

/// Whether a tensor is nothing but elements: no hooks, no place in a graph, no gradient, no base.
bool is_bare(const TensorImpl& impl) {
  return impl.extra == nullptr && !impl.grad_fn && !impl.grad.defined() && !impl.base.defined();
}

/// The storage whose block an impl lies in.
Storage* home_of(TensorImpl& impl) {
  return impl.in_storage ? reinterpret_cast<Storage*>(&impl) - 1 : nullptr;
}

TensorExtra& extra_of(TensorImpl& impl) {
  if (impl.extra == nullptr) impl.extra = new TensorExtra;
  return *impl.extra;
}

NodeHooks::OfOutput& hooks_of(const Tensor& tensor) {
  const Ref<Node> node = tensor.grad_fn();
  if (node->hooks == nullptr) node->hooks = new NodeHooks;
  return node->hooks->of(tensor.output_nr());
}

}  // namespace

static_assert(sizeof(TensorImpl) <= impl_bytes, "an impl is one block of four cache lines");

void TensorImpl::destroy(TensorImpl* impl) {
  Storage* const home = home_of(*impl);
  if (home != nullptr && home == impl->storage.get() && is_bare(*impl)) return release(home);
  destroy_with_graph(impl);
}

void TensorImpl::destroy_with_graph(TensorImpl* impl) {
  if (impl->extra != nullptr) {
    if (impl->extra->retains_grad && impl->grad_fn && impl->grad_fn->hooks != nullptr) {
      for (NodeHooks::OfOutput& entry : impl->grad_fn->hooks->outputs) {
        if (entry.retainer == impl) entry.retainer = nullptr;
      }
    }
    delete impl->extra;
  }
  Storage* const home = home_of(*impl);
  const Ref<Storage> held = std::move(impl->storage);  // outlives the impl, which may lie inside
  impl->~TensorImpl();
  if (home == nullptr)
    pool::release(impl, impl_bytes);
  else if (held.get() != home)
    release(home);  // set_data() kept it
}

void TensorImpl::use_storage(Ref<Storage> other, void* elements) {
  if (Storage* const home = home_of(*this);
      home != nullptr) {  // held by `storage`, or else by the impl itself
    const bool before = storage.get() == home, after = other.get() == home;
    if (before && !after) retain(home);
    if (!before && after) release(home);
  }
  storage = std::move(other);
  data = elements;
}

namespace detail {

void lay_out(TensorImpl& impl, IntArrayRef sizes, int64_t numel) {
  impl.rank = static_cast<uint8_t>(sizes.size());
  impl.numel = numel;
  int64_t step = 1;
  for (size_t d = sizes.size(); d-- > 0;) {
    impl.sizes[d] = sizes[d];
    impl.strides[d] = step;
    step *= sizes[d] > 1 ? sizes[d] : 1;
  }
}

Tensor empty(IntArrayRef sizes, ScalarType dtype) {
  require<ShapeError>(sizes.size() <= max_rank, "empty: more than 10 dimensions: ", sizes);
  require<TypeError>(element_size(dtype) > 0, "dtype: there are no tensors of it: ", dtype);
  int64_t numel = 1, bytes = 0;
  bool plain = true;
  for (int64_t size : sizes)
    plain &= size > 0 && size < (int64_t{1} << 31) && (numel *= size) < (int64_t{1} << 31);
  if (!plain) [[unlikely]]
    numel = checked_numel("empty", sizes);
  require<OutOfMemoryError>(!__builtin_mul_overflow(numel, static_cast<int64_t>(element_size(dtype)), &bytes),
                            "empty: out of memory: asked for ", sizes, " of ", dtype);
  Ref<TensorImpl> impl = new_impl(static_cast<size_t>(bytes), dtype);
  lay_out(*impl, sizes, numel);
  return Tensor(std::move(impl));
}

Tensor empty_like(const Tensor& like) {
  const TensorImpl& model = like.impl();
  if (model.numel >= int64_t{1} << 31) [[unlikely]]  // an expanded tensor may count more than memory can hold
    return empty(model.shape(), model.dtype);
  Ref<TensorImpl> impl = new_impl(static_cast<size_t>(model.numel) * element_size(model.dtype), model.dtype);
  lay_out(*impl, model.shape(), model.numel);
  return Tensor(std::move(impl));
}

Tensor alias(const Tensor& of, IntArrayRef sizes, IntArrayRef strides, int64_t offset) {
  Ref<TensorImpl> impl = new_impl();
  const TensorImpl& source = of.impl();
  impl->storage = source.storage;
  impl->dtype = source.dtype;
  impl->data = static_cast<char*>(source.data) + offset * static_cast<int64_t>(element_size(source.dtype));
  impl->rank = static_cast<uint8_t>(sizes.size());
  impl->unversioned = source.unversioned;
  impl->inference = source.inference;
  int64_t numel = 1;
  for (size_t d = 0; d < sizes.size(); ++d) {
    impl->sizes[d] = sizes[d];
    impl->strides[d] = strides[d];
    numel *= sizes[d];
  }
  impl->numel = numel;
  impl->contiguous = ember::is_contiguous(sizes, strides);
  return Tensor(std::move(impl));
}

void check_fits(const char* op, const Scalar& number, ScalarType dtype) {
  dispatch(dtype, [&](auto zero) {
    using Range = std::numeric_limits<decltype(zero)>;
    const double x = number.toDouble(), most = static_cast<double>(Range::max()),
                 least = dtype == kByte && !number.isFloatingPoint() ? -most
                                                                     : static_cast<double>(Range::lowest());
    require<ValueError>(
        dtype == kBool || (x >= least && x <= most) || (Range::has_infinity && !std::isfinite(x)), op,
        ": out of the range of ", dtype, ": ", x);
  });
}
Tensor wrap_number(const Scalar& number, ScalarType dtype) {
  Tensor wrapped = empty({}, dtype);
  dispatch(dtype, [&](auto zero) {
    *static_cast<decltype(zero)*>(wrapped.impl().data) = number.to<decltype(zero)>();
  });
  wrapped.impl().wrapped_number = true;
  return wrapped;
}

bool view_requires_grad(const TensorImpl& view) { return view.base.requires_grad(); }

void check_dtype(ScalarType asked, ScalarType held) {
  require<TypeError>(asked == held, "data_ptr: asked for ", asked, ": tensor holds ", held);
}

unsigned add_hook(const Tensor& tensor, void* hook, Tensor (*call)(void*, const Tensor&),
                  void (*destroy)(void*)) {
  Hook owned(hook, call, destroy);
  require<GraphError>(tensor.requires_grad(), "register_hook: the tensor does not require grad");
  HookList& hooks = tensor.is_leaf() ? extra_of(tensor.impl()).hooks : hooks_of(tensor).hooks;
  hooks.emplace_back(std::move(owned));
  return static_cast<unsigned>(hooks.size() - 1);
}

}  // namespace detail

size_t Tensor::use_count() const { return impl_ ? impl_->count.value() : 0; }

int64_t Tensor::size(int64_t d) const {
  require<IndexError>(dim() > 0, "size: a 0-d tensor has no dimensions: asked for ", d);
  return sizes()[static_cast<size_t>(wrap_dim("size", d, dim()))];
}
int64_t Tensor::stride(int64_t d) const {
  require<IndexError>(dim() > 0, "stride: a 0-d tensor has no dimensions: asked for ", d);
  return strides()[static_cast<size_t>(wrap_dim("stride", d, dim()))];
}
size_t Tensor::nbytes() const { return static_cast<size_t>(numel()) * itemsize(); }
TensorOptions Tensor::options() const { return TensorOptions(dtype()); }
bool Tensor::is_view() const { return impl_->base.defined(); }
bool Tensor::is_inference() const { return impl_->inference; }
bool Tensor::is_alias_of(const Tensor& other) const { return impl_->storage == other.impl_->storage; }
std::string Tensor::toString() const { return std::string("CPU") + to_string(dtype()) + "Type"; }

int64_t Tensor::storage_offset() const {
  return (static_cast<char*>(impl_->data) - static_cast<char*>(impl_->storage->data())) / element_size();
}

Scalar Tensor::item() const {
  require<ValueError>(numel() == 1, "item: needs exactly one element: shape ", sizes());
  return dispatch(dtype(), [&](auto zero) { return Scalar(*static_cast<decltype(zero)*>(impl_->data)); });
}

bool Tensor::is_leaf() const { return !requires_grad() || !impl_->grad_fn; }

uint32_t Tensor::output_nr() const { return impl_->output_nr; }

Ref<Node> Tensor::grad_fn() const {
  TensorImpl& impl = *impl_;
  const Tensor& base = impl.base;
  // Its base was written in place since: the view now views what the base became.
  if (base.defined() && base.requires_grad() && impl.view_version != impl.storage->version() &&
      (impl.grad_fn || base.impl().grad_fn)) {
    require<GraphError>(
        impl.creation != CreationMeta::INFERENCE_MODE && impl.creation != CreationMeta::NO_GRAD_MODE,
        "grad_fn: a view was made without recording, and what it views was changed in place since");
    regenerate_view_history(*this);
  }
  return impl.grad_fn;
}

const Tensor& Tensor::set_requires_grad(bool value) const {
  require<TypeError>(!value || is_floating_point(),
                     "requires_grad_: only floating dtypes have derivatives: got ", dtype());
  require<GraphError>(value || !impl_->grad_fn,
                      "requires_grad_: only leaves can be taken out of the graph; use detach() for a result");
  require<GraphError>(!value || !impl_->inference || detail::modes.inference,
                      "requires_grad_: an inference tensor cannot require grad outside inference mode");
  if (!impl_->grad_fn) impl_->requires_grad = value;
  return *this;
}

Tensor& Tensor::requires_grad_(bool value) const { return const_cast<Tensor&>(set_requires_grad(value)); }

Tensor& Tensor::mutable_grad() const { return impl_->grad; }

void Tensor::set_grad(const Tensor& value) const {
  if (value.defined()) {
    require<ShapeError>(value.sizes() == sizes(), "grad: has shape ", value.sizes(), ": the tensor has ",
                        sizes());
    require<TypeError>(value.dtype() == dtype(), "grad: has dtype ", value.dtype(), ": the tensor has ",
                       dtype());
  }
  impl_->grad = value;
}

void Tensor::retain_grad() const {
  require<GraphError>(requires_grad(), "retain_grad: the tensor does not require grad");
  if (is_leaf() || retains_grad()) return;
  extra_of(*impl_).retains_grad = true;
  hooks_of(*this).retainer = impl_.get();
}

void detail::warn_of_no_grad(const Tensor& result) {
  if (!result.retains_grad())
    warn("grad: the tensor is not a leaf, and retain_grad() was not asked for: " + result.grad_fn()->name());
}

bool Tensor::retains_grad() const { return impl_->extra != nullptr && impl_->extra->retains_grad; }

void Tensor::remove_hook(unsigned position) const {
  HookList* hooks = nullptr;
  if (is_leaf())
    hooks = impl_->extra == nullptr ? nullptr : &impl_->extra->hooks;
  else
    hooks = &hooks_of(*this).hooks;
  require<IndexError>(hooks != nullptr && position < hooks->size(), "remove_hook: no hook at position ",
                      position);
  (*hooks)[position].reset();
}

int64_t TensorImpl::VersionCounter::current_version() const {
  require<GraphError>(!impl.inference, "_version: inference tensors keep no version");
  return impl.storage->version();
}
void TensorImpl::bump_version() const {
  require<GraphError>(!inference || detail::modes.inference,
                      "bump_version: an inference tensor cannot be changed outside inference mode");
  if (!inference) storage->bump_version();
}
int64_t Tensor::_version() const { return impl_->version_counter().current_version(); }

const Tensor& Tensor::resize_(IntArrayRef sizes) const {
  require<GraphError>(!requires_grad(), "resize_: the tensor requires grad");
  check_writable("resize_", *this);
  const int64_t needed = checked_numel("resize_", sizes);
  TensorImpl& impl = *impl_;
  const size_t bytes = static_cast<size_t>(storage_offset() + needed) * itemsize();
  if (bytes > impl.storage->bytes()) {
    const size_t kept = impl.storage->bytes(), offset = static_cast<size_t>(storage_offset()) * itemsize();
    const Ref<Storage> larger = Storage::create(bytes);
    std::memcpy(larger->data(), impl.storage->data(), kept);
    impl.use_storage(larger, static_cast<char*>(larger->data()) + offset);
  }
  const Dims strides = contiguous_strides(sizes);
  impl.rank = static_cast<uint8_t>(sizes.size());
  impl.numel = needed;
  impl.contiguous = true;
  for (size_t d = 0; d < sizes.size(); ++d) {
    impl.sizes[d] = sizes[d];
    impl.strides[d] = strides[d];
  }
  return *this;
}

// Gives `self` the sizes and strides of a view of it.
static const Tensor& take_shape(const char* op, const Tensor& self, const Tensor& view) {
  require<GraphError>(!self.requires_grad(), op, ": the tensor requires grad");
  check_writable(op, self);
  TensorImpl& impl = self.impl();
  impl.rank = view.impl().rank;
  impl.contiguous = view.impl().contiguous;
  std::copy_n(view.impl().sizes, max_rank, impl.sizes);
  std::copy_n(view.impl().strides, max_rank, impl.strides);
  return self;
}
const Tensor& Tensor::squeeze_() const { return take_shape("squeeze_", *this, detach().squeeze()); }
const Tensor& Tensor::squeeze_(int64_t dim) const {
  return take_shape("squeeze_", *this, detach().squeeze(dim));
}
const Tensor& Tensor::unsqueeze_(int64_t dim) const {
  return take_shape("unsqueeze_", *this, detach().unsqueeze(dim));
}
const Tensor& Tensor::transpose_(int64_t dim0, int64_t dim1) const {
  return take_shape("transpose_", *this, detach().transpose(dim0, dim1));
}
const Tensor& Tensor::t_() const { return take_shape("t_", *this, detach().t()); }
Tensor Tensor::cuda() const { return to(TensorOptions(DeviceType::CUDA)); }

Tensor Tensor::detach() const {
  Tensor detached = detail::alias(*this, sizes(), strides(), 0);
  return detached;
}

Tensor& Tensor::detach_() const {
  require<GraphError>(!is_view(), "detach_: a view cannot be detached in place; use detach()");
  impl_->grad_fn = Ref<Node>();
  impl_->requires_grad = false;
  impl_->output_nr = 0;
  return const_cast<Tensor&>(*this);
}

Tensor Tensor::data() const {
  Tensor detached = detach();
  detached.impl().unversioned = true;
  detached.impl().storage->expose();
  return detached;
}

void Tensor::set_data(const Tensor& value) const {
  require<TypeError>(!requires_grad() || value.is_floating_point(),
                     "set_data: a tensor that requires grad needs a floating dtype: got ", value.dtype());
  TensorImpl& impl = *impl_;
  const TensorImpl& other = value.impl();
  impl.use_storage(other.storage, other.data);
  impl.dtype = other.dtype;
  impl.numel = other.numel;
  impl.rank = other.rank;
  impl.contiguous = other.contiguous;
  for (size_t d = 0; d < other.rank; ++d) {
    impl.sizes[d] = other.sizes[d];
    impl.strides[d] = other.strides[d];
  }
}

Tensor& Tensor::operator=(const Tensor& value) && {
  copy_(value);
  return *this;
}

Tensor& Tensor::operator=(const Scalar& value) && {
  fill_(value);
  return *this;
}

}  // namespace ember
