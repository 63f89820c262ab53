// Tensor: a handle of 8 bytes to an array of numbers and to its place in the graph of derivatives.
//
// Copies of a Tensor are the same tensor; clone() makes another. The names and meanings are PyTorch's
// (https://pytorch.org/cppdocs); the ops themselves are declared by family in pointwise.hpp, reduce.hpp,
// view.hpp, index.hpp, matmul.hpp, create.hpp, and most of them are methods here too, each forwarding to the
// function of its name.
#pragma once

#include <ember/autograd/array_ref.hpp>
#include <ember/autograd/dtype.hpp>
#include <ember/autograd/intrusive.hpp>
#include <ember/autograd/options.hpp>
#include <ember/autograd/random_source.hpp>
#include <ember/autograd/scalar.hpp>
#include <ember/autograd/shape.hpp>
#include <ember/autograd/storage.hpp>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

namespace ember {

class Node;
void retain(Node* node);
void release(Node* node);

class Tensor;
using TensorList = ArrayRef<Tensor>;
struct TensorExtra;  // what few tensors have: hooks, retained gradients
namespace indexing {
class TensorIndex;
}

/// What a Tensor points to. Fields are public to the ops of this layer; users go through Tensor.
struct TensorImpl;
void retain(TensorImpl* impl);
void release(TensorImpl* impl);

/// An n-dimensional array that may take part in a graph of derivatives.
class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(Ref<TensorImpl> impl) : impl_(std::move(impl)) {}
  Tensor(const Tensor&) = default;
  Tensor(Tensor&&) noexcept = default;
  Tensor& operator=(const Tensor&) & = default;
  Tensor& operator=(Tensor&&) & noexcept = default;
  /// Assigning to a temporary writes through it: x[0] = y is x[0].copy_(y).
  Tensor& operator=(const Tensor& value) &&;
  Tensor& operator=(const Scalar& value) &&;
  ~Tensor() = default;

  bool defined() const { return static_cast<bool>(impl_); }
  void reset() { impl_ = Ref<TensorImpl>(); }
  bool is_same(const Tensor& other) const { return impl_ == other.impl_; }
  TensorImpl* unsafeGetTensorImpl() const { return impl_.get(); }
  TensorImpl& impl() const { return *impl_; }
  const Ref<TensorImpl>& ref() const { return impl_; }
  const Ref<TensorImpl>& getIntrusivePtr() const { return impl_; }
  size_t use_count() const;

  // -- what it is
  IntArrayRef sizes() const;
  IntArrayRef strides() const;
  int64_t size(int64_t dim) const;
  int64_t stride(int64_t dim) const;
  int64_t dim() const;
  int64_t ndimension() const { return dim(); }
  int64_t numel() const;
  size_t nbytes() const;
  size_t itemsize() const;
  int64_t element_size() const { return static_cast<int64_t>(itemsize()); }
  ScalarType dtype() const;
  ScalarType scalar_type() const { return dtype(); }
  TensorOptions options() const;
  Device device() const { return {}; }
  int64_t get_device() const { return -1; }
  bool is_cpu() const { return true; }
  bool is_cuda() const { return false; }
  bool is_sparse() const { return false; }
  bool is_signed() const { return dtype() != kBool && dtype() != kByte; }
  bool is_nonzero() const { return item<bool>(); }
  Layout layout() const { return kStrided; }
  bool is_floating_point() const { return ember::is_floating_point(dtype()); }
  bool is_contiguous() const;
  int64_t storage_offset() const;
  bool is_view() const;
  /// Of a view: the tensor that has the memory. Throws ValueError for another tensor.
  const Tensor& _base() const;
  bool is_inference() const;
  bool has_storage() const { return defined(); }
  const Storage& storage() const;
  bool is_alias_of(const Tensor& other) const;
  /// "CPUFloatType", "Variable[...]" as PyTorch prints it.
  std::string toString() const;

  // -- its elements
  /// Pointer to the first element, null where there is none. Throws TypeError when T is not the dtype.
  template <class T> T* data_ptr() const;
  void* data_ptr() const;
  /// The only element. Throws ValueError when there is not exactly one.
  template <class T> T item() const { return item().to<T>(); }
  Scalar item() const;
  template <class T, size_t N> class Accessor;
  template <class T, size_t N> Accessor<T, N> accessor() const;

  // -- its place in the graph
  bool requires_grad() const;
  /// Throws GraphError for a tensor that an op made (when turned off), TypeError for a dtype without
  /// derivatives.
  const Tensor& set_requires_grad(bool value) const;
  Tensor& requires_grad_(bool value = true) const;
  bool is_leaf() const;
  /// The node that made this tensor, null for a leaf.
  Ref<Node> grad_fn() const;
  uint32_t output_nr() const;
  /// The gradient accumulated so far; undefined before the first backward. Warns for the result of an op
  /// without retain_grad(), which never gets one.
  const Tensor& grad() const;
  Tensor& mutable_grad() const;
  /// Throws ShapeError or TypeError when the gradient does not fit the tensor.
  void set_grad(const Tensor& value) const;
  /// Sums into .grad() of every leaf the derivative of this tensor, times `gradient` (needed unless one
  /// element).
  void backward(const Tensor& gradient = {}, std::optional<bool> retain_graph = std::nullopt,
                bool create_graph = false, std::optional<TensorList> inputs = std::nullopt) const;
  /// Keeps .grad() of this tensor although it is not a leaf.
  void retain_grad() const;
  bool retains_grad() const;
  /// Calls `hook(gradient)` when the gradient of this tensor is complete; a defined result replaces it. Hooks
  /// run in order of registration; the result identifies the hook to remove_hook().
  template <class Hook> unsigned register_hook(Hook&& hook) const;
  void remove_hook(unsigned position) const;
  /// Version of the memory: raised by every in-place op on this tensor and on what shares memory with it.
  int64_t _version() const;
  /// The same memory outside the graph.
  Tensor detach() const;
  Tensor& detach_() const;
  /// The same memory outside the graph and without version checks.
  Tensor data() const;
  Tensor tensor_data() const { return data(); }
  Tensor variable_data() const { return data(); }
  void set_data(const Tensor& value) const;

  /// Gives the tensor another shape, row-major, keeping the elements that are there; more elements than the
  /// memory holds get new memory, whose rest has any value. Throws GraphError when it requires grad.
  const Tensor& resize_(IntArrayRef sizes) const;
  /// The same elements under another shape, as the functions without "_" give it. Throw GraphError when the
  /// tensor requires grad.
  const Tensor& squeeze_() const;
  const Tensor& squeeze_(int64_t dim) const;
  const Tensor& unsqueeze_(int64_t dim) const;
  const Tensor& transpose_(int64_t dim0, int64_t dim1) const;
  const Tensor& t_() const;
  Tensor cuda() const;  ///< Throws ValueError: there is the CPU alone.
  // Defined by code that has a use for them.
  auto key_set() const;
  template <class Names> Tensor refine_names(const Names& names) const;

#include <ember/autograd/tensor_methods.inl>

 private:
  Ref<TensorImpl> impl_;
};

/// Under which mode a view was made, where that forbids writing through it later.
enum class CreationMeta : uint8_t {
  DEFAULT,
  IN_CUSTOM_FUNCTION,
  MULTI_OUTPUT_NODE,
  NO_GRAD_MODE,
  INFERENCE_MODE
};

/// The array behind a Tensor: 256 bytes of the pool with sizes and strides inline.
struct TensorImpl {
  Count count;
  ScalarType dtype = kFloat;
  uint8_t rank = 0;
  bool requires_grad : 1 = false;  ///< asked for on a leaf
  bool contiguous : 1 = true;
  bool wrapped_number : 1 = false;  ///< a number made a tensor: weak in type promotion
  bool unversioned : 1 = false;     ///< from data(): in-place ops do not raise the version
  bool inference : 1 = false;
  bool in_storage : 1 = false;                    ///< lies in the block of the storage it was made with
  CreationMeta creation = CreationMeta::DEFAULT;  ///< of a view
  int64_t numel = 0;
  void* data = nullptr;
  Ref<Storage> storage;
  Ref<Node> grad_fn;
  Tensor grad;
  Tensor base;  ///< of a view: the tensor it views, itself no view
  TensorExtra* extra = nullptr;
  uint32_t output_nr = 0;
  uint32_t view_version = 0;  ///< of a view: version at which grad_fn was made
  int64_t sizes[max_rank], strides[max_rank];

  /// Exchanges the memory; the block that the impl lies in stays.
  void use_storage(Ref<Storage> other, void* elements);

  IntArrayRef shape() const { return {sizes, rank}; }
  IntArrayRef steps() const { return {strides, rank}; }

  // As PyTorch spells what it knows of a view.
  TensorImpl* autograd_meta() { return this; }
  bool has_bw_view() const { return base.defined(); }
  CreationMeta get_creation_meta() const { return creation; }
  struct VersionCounter {
    const TensorImpl& impl;
    /// Throws GraphError for an inference tensor.
    int64_t current_version() const;
  };
  VersionCounter version_counter() const { return {*this}; }
  // Defined by code that has a use for them.
  auto get_backend_meta() const;
  auto get_backend_meta_intrusive_ptr() const;
  void set_backend_meta(const auto& meta);
  void shallow_copy_from(const auto& impl);
  /// As after a write. Throws GraphError for an inference tensor outside inference mode.
  void bump_version() const;

  friend void retain(TensorImpl* impl) { impl->count.increment(); }
  friend void release(TensorImpl* impl) {
    if (impl->count.decrement()) destroy(impl);
  }
  static void destroy(TensorImpl* impl);
  static void destroy_with_graph(TensorImpl* impl);
};

namespace detail {

/// A tensor of uninitialised elements, row-major. Throws ShapeError, OutOfMemoryError.
Tensor empty(IntArrayRef sizes, ScalarType dtype);
/// The same sizes and dtype as `like`, row-major.
Tensor empty_like(const Tensor& like);
/// A tensor over the memory of `of` with its own geometry; offset counts elements from of's data. Not in the
/// graph.
Tensor alias(const Tensor& of, IntArrayRef sizes, IntArrayRef strides, int64_t offset);
/// A number as a 0-d tensor of that number's category, weak in promotion.
Tensor wrap_number(const Scalar& number, ScalarType dtype);
/// Throws ValueError for a number beyond the range of a dtype; negative whole numbers wrap in uint8.
void check_fits(const char* op, const Scalar& number, ScalarType dtype);
/// Whether the tensor that a view without a node views requires grad.
bool view_requires_grad(const TensorImpl& view);
void check_dtype(ScalarType asked, ScalarType held);
/// Unless retain_grad() was asked for.
void warn_of_no_grad(const Tensor& result);
unsigned add_hook(const Tensor& tensor, void* hook, Tensor (*call)(void*, const Tensor&),
                  void (*destroy)(void*));

}  // namespace detail

inline IntArrayRef Tensor::sizes() const { return impl_->shape(); }
inline IntArrayRef Tensor::strides() const { return impl_->steps(); }
inline int64_t Tensor::dim() const { return impl_->rank; }
inline int64_t Tensor::numel() const { return impl_->numel; }
inline ScalarType Tensor::dtype() const { return impl_ ? impl_->dtype : ScalarType::Undefined; }
inline bool Tensor::is_contiguous() const { return impl_->contiguous; }
inline size_t Tensor::itemsize() const { return ember::element_size(dtype()); }
inline void* Tensor::data_ptr() const {
  impl_->storage->expose();
  return impl_->numel == 0 ? nullptr : impl_->data;
}
inline bool Tensor::requires_grad() const {
  if (!impl_) return false;
  if (impl_->grad_fn || impl_->requires_grad) return true;
  return impl_->base.defined() && detail::view_requires_grad(*impl_);
}
inline const Storage& Tensor::storage() const {
  impl_->storage->expose();
  return *impl_->storage;
}
inline const Tensor& Tensor::grad() const {
  if (!impl_->grad.defined() && impl_->grad_fn) [[unlikely]]
    detail::warn_of_no_grad(*this);
  return impl_->grad;
}
inline const Tensor& Tensor::_base() const {
  require<ValueError>(is_view(), "_base: the tensor is no view");
  return impl_->base;
}

template <class T> T* Tensor::data_ptr() const {
  if (type_of<std::remove_const_t<T>> != impl_->dtype) [[unlikely]]
    detail::check_dtype(type_of<std::remove_const_t<T>>, impl_->dtype);
  if constexpr (!std::is_const_v<T>) impl_->storage->expose();
  return impl_->numel == 0 ? nullptr : static_cast<T*>(impl_->data);
}

template <class Hook> unsigned Tensor::register_hook(Hook&& hook) const {
  using Held = std::decay_t<Hook>;
  return detail::add_hook(
      *this, new Held(std::forward<Hook>(hook)),
      [](void* held, const Tensor& gradient) -> Tensor {
        if constexpr (std::is_void_v<decltype((*static_cast<Held*>(held))(gradient))>) {
          (*static_cast<Held*>(held))(gradient);
          return {};
        } else {
          return (*static_cast<Held*>(held))(gradient);
        }
      },
      [](void* held) { delete static_cast<Held*>(held); });
}

/// Reading and writing elements by index: x.accessor<float, 2>()[i][j].
template <class T, size_t N> class Tensor::Accessor {
 public:
  Accessor(T* data, const int64_t* sizes, const int64_t* strides)
      : data_(data), sizes_(sizes), strides_(strides) {}
  int64_t size(size_t dim) const { return sizes_[dim]; }
  decltype(auto) operator[](int64_t i) const {
    if constexpr (N == 1)
      return static_cast<T&>(data_[i * strides_[0]]);
    else
      return Accessor<T, N - 1>(data_ + i * strides_[0], sizes_ + 1, strides_ + 1);
  }

 private:
  T* data_;
  const int64_t *sizes_, *strides_;
};

template <class T, size_t N> Tensor::Accessor<T, N> Tensor::accessor() const {
  require<ShapeError>(dim() == static_cast<int64_t>(N), "accessor: asked for ", N, " dimensions: tensor has ",
                      sizes());
  return {data_ptr<T>(), sizes().data(), strides().data()};
}

}  // namespace ember
