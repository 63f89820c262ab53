// PyTorch's registry of ops at run time, of which Ember has none: names that compile and throw StateError
// when they are used (compat/absent.hpp), and what its autograd engine does to gradients before it passes
// them on.
#pragma once

#include <ember/compat/absent.hpp>

namespace c10 {
struct OperatorHandle {};
class Dispatcher {
 public:
  static Dispatcher& singleton() { ember::compat::absent::refuse("Dispatcher"); }
  OperatorHandle findSchemaOrThrow(const char*, const char*) { return {}; }
};
}  // namespace c10

namespace ember::compat::absent {
/// A set of registered ops: its constructor throws.
class Library {
 public:
  Library() { refuse("torch::Library"); }
  template <class... Arguments> Library& def(const Arguments&...) { return *this; }
  template <class... Arguments> Library& impl(const Arguments&...) { return *this; }
};
}  // namespace ember::compat::absent

template <class Result, class... Arguments> Result callOpUnboxed(const c10::OperatorHandle&, Arguments...) {
  ember::compat::absent::refuse("callOpUnboxed");
}

#define MAKE_TORCH_LIBRARY(ns) ember::compat::absent::Library()
#define MAKE_TORCH_LIBRARY_IMPL(ns, key) ember::compat::absent::Library()
#define TORCH_FN(function) function

namespace torch {
using ember::compat::absent::Library;

namespace autograd {
inline constexpr ember::compat::absent::Function<"autogradNotImplementedFallback">
    autogradNotImplementedFallback;
inline constexpr ember::compat::absent::Function<"autogradNotImplementedInplaceOrViewFallback">
    autogradNotImplementedInplaceOrViewFallback;

/// The form that the gradient of a tensor has to have.
struct InputMetadata {
  explicit InputMetadata(const Tensor& tensor) : shape(tensor.sizes().vec()), dtype(tensor.scalar_type()) {}
  std::vector<int64_t> shape;
  ScalarType dtype;
};
/// Sums gradients that were broadcast down to the shape of their inputs and converts their dtype. Throws what
/// `message` makes of the reason when there are not as many gradients as inputs or a shape does not fit.
template <class Message>
void validate_outputs(const std::vector<std::optional<InputMetadata>>& inputs, variable_list& gradients,
                      Message message) {
  TORCH_CHECK(inputs.size() == gradients.size(),
              message(c10::str("gradients: ", gradients.size(), " for ", inputs.size(), " inputs")));
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i] || !gradients[i].defined()) continue;
    try {
      gradients[i] = gradients[i].sum_to_size(inputs[i]->shape).to(inputs[i]->dtype);
    } catch (const ember::ShapeError& error) {
      throw ember::ShapeError(message(error.what()));
    }
  }
}
}  // namespace autograd
}  // namespace torch
