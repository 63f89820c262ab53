// The template that calls a module with its hooks; part of module.hpp.

namespace ember::nn {
namespace detail {

template <class T> inline constexpr bool begins_with_tensor = false;
template <> inline constexpr bool begins_with_tensor<Tensor> = true;
template <class... Rest> inline constexpr bool begins_with_tensor<std::tuple<Tensor, Rest...>> = true;

template <class M, class First, class... Rest>
auto call_with_hooks(M& module, First&& first, Rest&&... rest) {
  using Result = decltype(module.forward(std::forward<First>(first), std::forward<Rest>(rest)...));
  if constexpr (std::is_same_v<std::decay_t<First>, Tensor> && begins_with_tensor<std::decay_t<Result>>) {
    auto& base = const_cast<Module&>(static_cast<const Module&>(module));
    Tensor input = ForwardHooks::before(base, std::forward<First>(first));
    auto result = module.forward(input, std::forward<Rest>(rest)...);
    if constexpr (std::is_same_v<std::decay_t<Result>, Tensor>)
      result = ForwardHooks::after(base, input, std::move(result));
    else
      std::get<0>(result) = ForwardHooks::after(base, input, std::move(std::get<0>(result)));
    return result;
  } else {
    raise<StateError>("forward: hooks need a tensor first in and first out: ", module.name());
    return module.forward(std::forward<First>(first), std::forward<Rest>(rest)...);
  }
}

}  // namespace detail

template <class M, class... Arguments>
auto call(M& module, Arguments&&... arguments)
    -> decltype(module.forward(std::forward<Arguments>(arguments)...)) {
  if constexpr (sizeof...(Arguments) > 0) {
    if (module.has_forward_hooks()) [[unlikely]]
      return detail::call_with_hooks(module, std::forward<Arguments>(arguments)...);
  }
  return module.forward(std::forward<Arguments>(arguments)...);
}

}  // namespace ember::nn
