// AnyModule: a module of any class with any forward(), called without knowing either.
#pragma once

#include <any>
#include <ember/nn/module_holder.hpp>
#include <tuple>

namespace ember::nn {

namespace detail {
std::string type_name(const std::type_info& type);
}

/// An argument or a result of AnyModule: a value of any type.
class AnyValue {
 public:
  template <class T>
  requires(!std::is_same_v<std::decay_t<T>, AnyValue>) explicit AnyValue(T&& value)
      : value_(std::in_place_type<std::decay_t<T>>, std::forward<T>(value)) {}

  /// The value if it is a T, else null.
  template <class T> T* try_get() { return std::any_cast<T>(&value_); }
  /// The value. Throws TypeError when it is not a T.
  template <class T> T get() {
    T* value = try_get<T>();
    require<TypeError>(value != nullptr, "AnyValue: asked for ", detail::type_name(typeid(T)), ": it holds ",
                       detail::type_name(value_.type()));
    return *value;
  }
  const std::type_info& type_info() const noexcept { return value_.type(); }

 private:
  std::any value_;
};

/// Whether AnyModule fills in the defaults of any forward(), or only of classes with a type
/// ForwardHasDefaults, as compat/ wants it.
inline bool& any_module_fills_defaults() {
  static bool fills = true;
  return fills;
}

/// A module whose class is forgotten. Copies are the same module.
class AnyModule {
 public:
  AnyModule() = default;
  template <class M> explicit AnyModule(std::shared_ptr<M> module);
  template <class M>
  requires(std::is_base_of_v<Module, std::decay_t<M>>) explicit AnyModule(M&& module)
      : AnyModule(std::make_shared<std::decay_t<M>>(std::forward<M>(module))) {}
  template <class M> explicit AnyModule(const ModuleHolder<M>& holder) : AnyModule(holder.ptr()) {}
  template <class M> AnyModule& operator=(std::shared_ptr<M> module) {
    return *this = AnyModule(std::move(module));
  }

  bool is_empty() const noexcept { return held_ == nullptr; }
  /// A copy of the module itself. Throws StateError when its class is not Cloneable.
  AnyModule clone(const std::optional<Device>& device = std::nullopt) const;

  /// forward() with these arguments, and its hooks. Arguments may be fewer where forward() has defaults.
  /// Throws TypeError for another number or other types of arguments, and in forward() when ReturnType is not
  /// its result.
  template <class... Arguments> AnyValue any_forward(Arguments&&... arguments) const {
    std::vector<AnyValue> values;
    values.reserve(sizeof...(Arguments));
    (values.push_back(AnyValue(std::forward<Arguments>(arguments))), ...);
    return held().forward(std::move(values));
  }
  AnyValue any_forward(AnyValue argument) const {
    std::vector<AnyValue> values;
    values.push_back(std::move(argument));
    return held().forward(std::move(values));
  }
  template <class ReturnType = Tensor, class... Arguments>
  ReturnType forward(Arguments&&... arguments) const {
    return any_forward(std::forward<Arguments>(arguments)...).template get<ReturnType>();
  }
  /// Whether forward(Tensor) -> Tensor may be called, and that call without a detour.
  bool maps_tensors() const { return held().maps_tensors; }
  Tensor forward_tensor(const Tensor& input) const { return held().forward_tensor(input); }

  /// The module as its class, or its holder. Throws TypeError for another class.
  template <class M>
  requires std::is_base_of_v<Module, M> M& get() const { return *ptr<M>(); }
  template <class Holder> Holder get() const requires(requires { typename Holder::ContainedType; }) {
    return Holder(ptr<typename Holder::ContainedType>());
  }
  std::shared_ptr<Module> ptr() const { return held().module; }
  template <class M>
  requires std::is_base_of_v<Module, M> std::shared_ptr<M> ptr()
  const {
    auto module = std::dynamic_pointer_cast<M>(held().module);
    require<TypeError>(module != nullptr, "AnyModule: asked for ", detail::type_name(typeid(M)),
                       ": it holds ", held().module->name());
    return module;
  }
  const std::type_info& type_info() const {
    const Module& module = *held().module;
    return typeid(module);
  }

 private:
  struct Held {
    std::shared_ptr<Module> module;
    bool maps_tensors = false;
    virtual ~Held() = default;
    virtual AnyValue forward(std::vector<AnyValue> arguments) = 0;
    virtual Tensor forward_tensor(const Tensor& input) = 0;
    virtual AnyModule wrap(std::shared_ptr<Module> copy) const = 0;
  };
  template <class M, class Result, class... Parameters> struct HeldOf;
  template <class M, class Class, class Result, class... Parameters>
  static std::shared_ptr<Held> hold(std::shared_ptr<M> module, Result (Class::*)(Parameters...));
  template <class M, class Class, class Result, class... Parameters>
  static std::shared_ptr<Held> hold(std::shared_ptr<M> module, Result (Class::*)(Parameters...) const);
  Held& held() const {
    require<StateError>(held_ != nullptr, "AnyModule: used while empty");
    return *held_;
  }

  std::shared_ptr<Held> held_;
};

/// A module with its name, for Sequential({{"fc", Linear(4, 2)}, {"act", ReLU()}}).
class NamedAnyModule {
 public:
  template <class M>
  requires std::is_constructible_v<AnyModule, M> NamedAnyModule(std::string name, M&& module)
      : name_(std::move(name)), module_(std::forward<M>(module)) {}
  const std::string& name() const noexcept { return name_; }
  const AnyModule& module() const noexcept { return module_; }
  AnyModule& module() noexcept { return module_; }

 private:
  std::string name_;
  AnyModule module_;
};

// ---------------------------------------------------------------------------------------------- templates

template <class M, class Result, class... Parameters> struct AnyModule::HeldOf final : Held {
  static_assert(!std::is_void_v<Result>, "AnyModule needs a forward() with a result");
  static constexpr size_t arity = sizeof...(Parameters);
  using Types = std::tuple<std::decay_t<Parameters>...>;

  explicit HeldOf(std::shared_ptr<M> typed) {
    module = std::move(typed);
    maps_tensors = maps_tensor();
  }
  M& typed() { return static_cast<M&>(*module); }

  AnyValue forward(std::vector<AnyValue> arguments) override {
    std::optional<AnyValue> result;
    constexpr bool declared = requires { typename M::ForwardHasDefaults; };
    require<TypeError>(arguments.size() >= arity || declared || any_module_fills_defaults(),
                       "AnyModule: forward() of ", module->name(), " takes ", arity, " arguments: got ",
                       arguments.size(), "; FORWARD_HAS_DEFAULT_ARGS would allow fewer");
    // Fewer arguments than parameters are fine where the class has defaults for the rest.
    [&]<size_t... Counts>(std::index_sequence<Counts...>) {
      ((arguments.size() == Counts ? call_with(std::make_index_sequence<Counts>(), arguments, result)
                                   : void()),
       ...);
    }
    (std::make_index_sequence<arity + 1>());
    require<TypeError>(result.has_value(), "AnyModule: forward() of ", module->name(), " takes ", arity,
                       " arguments: got ", arguments.size());
    return std::move(*result);
  }

  template <size_t... I>
  void call_with(std::index_sequence<I...>, std::vector<AnyValue>& arguments,
                 std::optional<AnyValue>& result) {
    (check<std::tuple_element_t<I, Types>>(arguments[I], I), ...);
    if constexpr (requires(M & m) { m.forward(std::declval<std::tuple_element_t<I, Types>&>()...); })
      result = AnyValue(call(typed(), *arguments[I].template try_get<std::tuple_element_t<I, Types>>()...));
    else if constexpr (requires(M & m) { m.forward(std::declval<std::tuple_element_t<I, Types>>()...); })
      result = AnyValue(
          call(typed(), std::move(*arguments[I].template try_get<std::tuple_element_t<I, Types>>())...));
  }
  template <class T> void check(AnyValue& argument, size_t place) const {
    require<TypeError>(argument.try_get<T>() != nullptr, "AnyModule: argument ", place, " of ",
                       module->name(), " is ", detail::type_name(typeid(T)), ": got ",
                       detail::type_name(argument.type_info()));
  }

  static constexpr bool maps_tensor() {
    if constexpr (std::is_same_v<std::decay_t<Result>, Tensor> && arity > 0)
      return std::is_same_v<std::tuple_element_t<0, Types>, Tensor> && requires(M & m, const Tensor& x) {
        m.forward(x);
      };
    else
      return false;
  }
  Tensor forward_tensor(const Tensor& input) override {
    if constexpr (maps_tensor())
      return call(typed(), input);
    else
      return AnyModule::HeldOf<M, Result, Parameters...>::forward({AnyValue(input)}).template get<Tensor>();
  }

  AnyModule wrap(std::shared_ptr<Module> copy) const override {
    return AnyModule(std::static_pointer_cast<M>(std::move(copy)));
  }
};

template <class M, class Class, class Result, class... Parameters>
std::shared_ptr<AnyModule::Held> AnyModule::hold(std::shared_ptr<M> module,
                                                 Result (Class::*)(Parameters...)) {
  return std::make_shared<HeldOf<M, Result, Parameters...>>(std::move(module));
}
template <class M, class Class, class Result, class... Parameters>
std::shared_ptr<AnyModule::Held> AnyModule::hold(std::shared_ptr<M> module,
                                                 Result (Class::*)(Parameters...) const) {
  return std::make_shared<HeldOf<M, Result, Parameters...>>(std::move(module));
}

template <class M> AnyModule::AnyModule(std::shared_ptr<M> module) {
  require<StateError>(module != nullptr, "AnyModule: the module is empty");
  if constexpr (requires { hold(module, &M::forward); })
    held_ = hold(std::move(module), &M::forward);
  else  // several forward(), or a template such as that of Sequential: the one that takes a Tensor
    held_ = std::make_shared<HeldOf<M, decltype(module->forward(std::declval<const Tensor&>())), Tensor>>(
        std::move(module));
}

inline AnyModule AnyModule::clone(const std::optional<Device>& device) const {
  return is_empty() ? AnyModule() : held_->wrap(held_->module->clone(device));
}

}  // namespace ember::nn
