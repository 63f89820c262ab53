// ModuleHolder: what users name Linear, Sequential, ... - a module by reference, used like a value.
#pragma once

#include <ember/nn/module.hpp>

namespace ember::nn {

/// Owns a module together with its copies: `Linear fc(4, 2); Linear same = fc;` is one module with two names.
/// Constructing it constructs the module with the same arguments; `Linear fc(nullptr)` is empty, and its use
/// throws StateError. Declare the holder of your own module as `using Net =
/// ember::nn::ModuleHolder<NetImpl>;` (PyTorch: TORCH_MODULE).
template <class Contained> class ModuleHolder {
 public:
  using ContainedType = Contained;

  ModuleHolder() : impl_(std::make_shared<Contained>()) {}
  ModuleHolder(std::nullptr_t) {}
  ModuleHolder(std::shared_ptr<Contained> module) : impl_(std::move(module)) {}
  template <class Head, class... Tail>
  requires(!(sizeof...(Tail) == 0 && std::is_base_of_v<ModuleHolder, std::decay_t<Head>>)&&!(
      sizeof...(Tail) == 0 && std::is_convertible_v<Head, std::shared_ptr<Contained>>))  //
      explicit ModuleHolder(Head&& head, Tail&&... tail)
      : impl_(std::make_shared<Contained>(std::forward<Head>(head), std::forward<Tail>(tail)...)) {}

  explicit operator bool() const noexcept { return !is_empty(); }
  bool is_empty() const noexcept { return impl_ == nullptr; }

  Contained* operator->() { return get(); }
  const Contained* operator->() const { return get(); }
  Contained& operator*() { return *get(); }
  const Contained& operator*() const { return *get(); }
  /// The module. Throws StateError when the holder is empty.
  Contained* get() {
    check();
    return impl_.get();
  }
  const Contained* get() const {
    check();
    return impl_.get();
  }
  const std::shared_ptr<Contained>& ptr() const {
    check();
    return impl_;
  }

  /// forward() of the module, with its hooks.
  template <class... Arguments, class M = Contained>
  auto operator()(Arguments&&... arguments) const
      -> decltype(std::declval<M&>().forward(std::forward<Arguments>(arguments)...)) {
    return call(static_cast<M&>(*ptr()), std::forward<Arguments>(arguments)...);
  }
  /// Whatever the module defines for [], as Sequential, ModuleList and ModuleDict do.
  template <class M = Contained> decltype(auto) operator[](size_t index) const {
    return static_cast<M&>(*ptr())[index];
  }
  template <class M = Contained> decltype(auto) operator[](const std::string& key) const {
    return static_cast<M&>(*ptr())[key];
  }

  friend std::ostream& operator<<(std::ostream& stream, const ModuleHolder& holder) {
    return stream << static_cast<const Module&>(*holder);
  }

 protected:
  void check() const { require<StateError>(impl_ != nullptr, "module holder: used while empty"); }

  std::shared_ptr<Contained> impl_;
};

}  // namespace ember::nn
