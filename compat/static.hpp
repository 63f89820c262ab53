// What code for torch:: asks of types while it is compiled, and lists of tensors in one piece of memory.
#pragma once

#include <ember/compat/modules.hpp>
#include <utility>

namespace torch {

template <bool... conditions> using all_of = std::bool_constant<(conditions && ...)>;
template <bool... conditions> using any_of = std::bool_constant<(conditions || ...)>;
template <bool condition, class T = void> using enable_if_t = std::enable_if_t<condition, T>;
template <bool condition, class T = void> using disable_if_t = std::enable_if_t<!condition, T>;
template <class T> using decay_t = std::decay_t<T>;

/// Calls `function` with each argument in turn.
template <class F, class... Arguments> void apply(F function, Arguments&&... arguments) {
  (function(std::forward<Arguments>(arguments)), ...);
}

namespace detail {
template <class T> using is_module = std::is_base_of<nn::Module, std::decay_t<T>>;
template <class T, class Result = void>
using enable_if_module_t = std::enable_if_t<is_module<T>::value, Result>;
template <class... Types> constexpr bool check_not_lvalue_references() {
  return (!std::is_lvalue_reference_v<Types> && ...);
}

template <class M, class... Arguments> struct return_type_of_forward {
  static auto probe() {
    if constexpr (requires(M & module, Arguments && ... arguments) {
                    module.forward(std::forward<Arguments>(arguments)...);
                  })
      return std::type_identity<decltype(std::declval<M&>().forward(std::declval<Arguments>()...))>();
    else
      return std::type_identity<void>();
  }
  using type = typename decltype(probe())::type;
};
template <class M, class... Arguments>
using return_type_of_forward_t = typename return_type_of_forward<M, Arguments...>::type;
}  // namespace detail

namespace utils {
/// The elements of all, one after the other, in one dimension.
inline Tensor flatten_dense_tensors(TensorList tensors) {
  std::vector<Tensor> parts;
  for (const Tensor& tensor : tensors) parts.push_back(tensor.contiguous().view(-1));
  return ember::cat(parts);
}
/// Views into `flat` with the shapes of `like`; an empty one has memory of its own.
inline std::vector<Tensor> unflatten_dense_tensors(const Tensor& flat, TensorList like) {
  std::vector<Tensor> parts;
  int64_t offset = 0;
  for (const Tensor& tensor : like) {
    const int64_t count = tensor.numel();
    parts.push_back(count == 0 ? ember::empty(tensor.sizes(), flat.options())
                               : flat.narrow(0, offset, count).view(tensor.sizes()));
    offset += count;
  }
  return parts;
}
}  // namespace utils
}  // namespace torch
