// at::, c10:: and the tensors of torch:: (https://pytorch.org/cppdocs).
#pragma once

#include <ember/autograd/arrange.hpp>
#include <ember/autograd/composed.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/function.hpp>
#include <ember/autograd/generator.hpp>
#include <ember/autograd/gradient_check.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/indexing.hpp>
#include <ember/autograd/inference_mode.hpp>
#include <ember/autograd/linalg.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/ordered_dict.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/print.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/scan.hpp>
#include <ember/autograd/sort.hpp>
#include <ember/autograd/view.hpp>
#include <ember/compat/core.hpp>
#include <ember/nn/options/expanding_array.hpp>

namespace ember::compat {
/// zero_grad() without an argument as in libtorch 1.13.
inline const bool zero_grad_fills = !(zero_grad_drops() = false);
}  // namespace ember::compat

namespace c10 {
using ember::InferenceMode, ember::AutoGradMode, ember::NoGradGuard, ember::GradMode, ember::TensorOptions,
    ember::Storage;
}  // namespace c10

// What code asks of PyTorch's dispatcher: whether a tensor, or this thread, is in inference mode.
namespace c10 {
enum class DispatchKey { Undefined, CPU, Autograd, AutogradCPU, ADInplaceOrView };
struct DispatchKeySet {
  bool inference = false;
  bool has(DispatchKey) const { return !inference; }
};
inline constexpr DispatchKeySet autograd_dispatch_keyset{};
namespace impl {
inline bool tls_is_dispatch_key_excluded(DispatchKey) { return false; }
inline bool tls_is_dispatch_key_included(DispatchKey) { return !InferenceMode::is_enabled(); }
inline bool tls_is_dispatch_keyset_excluded(DispatchKeySet) { return InferenceMode::is_enabled(); }
inline bool tls_is_dispatch_keyset_included(DispatchKeySet) { return false; }
}  // namespace impl
}  // namespace c10
inline auto ember::Tensor::key_set() const { return c10::DispatchKeySet{is_inference()}; }

namespace at {
#include <ember/compat/tensor_names.inl>
EMBER_COMPAT_C10_NAMES
namespace indexing = ember::indexing;
namespace autograd = ember::autograd;

using TensorBase = Tensor;
namespace native {
inline bool is_nonzero(const Tensor& one) { return one.is_nonzero(); }
}  // namespace native

/// The old name of a NoGradGuard; says so.
struct AutoNonVariableTypeMode {
  explicit AutoNonVariableTypeMode(bool on = true) : guard(!on) {
    TORCH_WARN_ONCE("AutoNonVariableTypeMode is deprecated: take NoGradGuard or InferenceMode");
  }
  AutoGradMode guard;
};

/// Does nothing: for code that asks how defaults of overloads are chosen.
inline Tensor _test_ambiguous_defaults(const Tensor& dummy, int64_t = 1, int64_t = 1) { return dummy; }
inline Tensor _test_ambiguous_defaults(const Tensor& dummy, int64_t, const char*) { return dummy; }

/// Unlike torch::tensor, keeps the C++ type of the values: int32 of ints, float64 of doubles.
template <class T>
requires std::is_arithmetic_v<T> Tensor tensor(ArrayRef<T> values, const TensorOptions& options = {}) {
  return ember::tensor(values, options.has_dtype() ? options : options.dtype(ember::type_of<T>));
}
template <class T>
requires std::is_arithmetic_v<T> Tensor tensor(std::initializer_list<T> values,
                                               const TensorOptions& options = {}) {
  return at::tensor(ArrayRef<T>(values.begin(), values.size()), options);
}
template <class T>
requires std::is_arithmetic_v<T> Tensor tensor(const std::vector<T>& values,
                                               const TensorOptions& options = {}) {
  return ember::tensor(values, options.has_dtype() ? options : options.dtype(ember::type_of<T>));
}
template <class T>
requires std::is_arithmetic_v<T> Tensor tensor(T value, const TensorOptions& options = {}) {
  return at::tensor(ArrayRef<T>(value), options);
}
}  // namespace at

namespace torch {
#include <ember/compat/tensor_names.inl>
EMBER_COMPAT_C10_NAMES
namespace indexing = ember::indexing;
using ember::tensor;
template <class T, class... Arguments> auto make_unique(Arguments&&... arguments) {
  return std::make_unique<T>(std::forward<Arguments>(arguments)...);
}
/// Bounds per element; the gradient goes to whichever of the three is the result.
inline Tensor clamp(const Tensor& x, const Tensor& min, const Tensor& max) {
  return ember::where(x > max, max, ember::where(x < min, ember::minimum(min, max), x));
}
namespace detail {
/// The numbers and nested lists that torch::tensor takes; here for printing alone.
class TensorDataContainer {
 public:
  template <class T>
  requires std::is_arithmetic_v<T> TensorDataContainer(T value)
      : kind_("scalar"), text_(c10::str(value)), scalar_(value) {}
  TensorDataContainer(std::initializer_list<TensorDataContainer> parts)
      : TensorDataContainer("init_list", ArrayRef<TensorDataContainer>(parts.begin(), parts.size())) {
    parts_ = parts;
  }
  template <class T>
  requires std::is_arithmetic_v<T> TensorDataContainer(ArrayRef<T> values)
      : TensorDataContainer("tensor", values) {
    tensor_ = ember::tensor(values);
  }
  template <class T>
  requires std::is_arithmetic_v<T> TensorDataContainer(const std::vector<T>& values)
      : TensorDataContainer("tensor", values) {
    tensor_ = ember::tensor(values);
  }
  bool is_scalar() const { return kind_ == "scalar"; }
  bool is_init_list() const { return kind_ == "init_list"; }
  bool is_tensor() const { return kind_ == "tensor"; }
  /// Throw TypeError for another kind.
  const Scalar& scalar() const { return need("scalar"), scalar_; }
  const std::vector<TensorDataContainer>& init_list() const { return need("init_list"), parts_; }
  const Tensor& tensor() const { return need("tensor"), tensor_; }
  friend std::ostream& operator<<(std::ostream& stream, const TensorDataContainer& container) {
    return stream << container.text_;
  }

 private:
  template <class Values>
  TensorDataContainer(const char* kind, const Values& values)
      : kind_(kind), text_("{" + c10::Join(", ", values) + "}") {}
  void need(const char* kind) const {
    ember::require<ember::TypeError>(kind_ == kind, "TensorDataContainer: is no ", kind, ": ", text_);
  }

  std::string kind_, text_;
  Scalar scalar_;
  std::vector<TensorDataContainer> parts_;
  Tensor tensor_;
};
}  // namespace detail

namespace cuda {
inline bool is_available() { return false; }
inline size_t device_count() { return 0; }
}  // namespace cuda

namespace autograd {
using namespace ember::autograd;
using ember::AutoGradMode, ember::GradMode, ember::InferenceMode, ember::Node, ember::Edge,
    ember::CreationMeta;
using DifferentiableViewMeta = ember::TensorImpl;
/// A tensor on the same memory that is a leaf.
inline Tensor make_variable(const Tensor& data, bool requires_grad = false) {
  return data.detach().set_requires_grad(requires_grad);
}
/// Passes tensors on and gives no gradients back.
struct UndefinedGrad : Function<UndefinedGrad> {
  static Tensor forward(AutogradContext*, const Tensor& input) { return input; }
  static variable_list backward(AutogradContext*, variable_list) { return {Tensor()}; }
  variable_list apply(const variable_list& inputs) const {
    variable_list outputs;
    for (const Tensor& input : inputs) outputs.push_back(Function::apply(input));
    return outputs;
  }
};
}  // namespace autograd
}  // namespace torch
