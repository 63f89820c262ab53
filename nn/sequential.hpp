// Sequential: modules one after the other
// (https://pytorch.org/docs/stable/generated/torch.nn.Sequential.html).
#pragma once

#include <ember/nn/any_module.hpp>
#include <ember/nn/cloneable.hpp>

namespace ember::nn {

/// Calls the first module with the inputs and every further one with the result before it. Modules may have
/// any forward(). A Linear followed by a ReLU or Tanh runs as one operation, unless one of them has hooks;
/// values and gradients are the same.
class SequentialImpl : public Cloneable<SequentialImpl> {
 public:
  using Iterator = std::vector<AnyModule>::iterator;
  using ConstIterator = std::vector<AnyModule>::const_iterator;

  SequentialImpl() = default;
  /// Modules, holders or shared pointers to modules, in order; named "0", "1", ...
  template <class... Modules>
  requires(sizeof...(Modules) > 0 && (std::is_constructible_v<AnyModule, Modules> &&
                                      ...)) explicit SequentialImpl(Modules&&... modules) {
    (push_back(std::forward<Modules>(modules)), ...);
  }
  explicit SequentialImpl(OrderedDict<std::string, AnyModule>&& named);
  explicit SequentialImpl(std::initializer_list<NamedAnyModule> named);

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;

  /// Throws StateError when it is empty, TypeError when the last result is not a ReturnType or one module
  /// does not take what the one before gave.
  template <class ReturnType = Tensor, class... Inputs> ReturnType forward(Inputs&&... inputs) {
    require<StateError>(!is_empty(), "Sequential: called while empty");
    if constexpr (sizeof...(Inputs) == 1 && (std::is_same_v<std::decay_t<Inputs>, Tensor> && ...) &&
                  std::is_same_v<ReturnType, Tensor>) {
      if (maps_tensors_) return forward_tensors(inputs...);
    }
    AnyValue value = modules_.front().any_forward(std::forward<Inputs>(inputs)...);
    for (size_t i = 1; i < modules_.size(); ++i) value = modules_[i].any_forward(std::move(value));
    return value.template get<ReturnType>();
  }

  void push_back(AnyModule module) { push_back(std::to_string(modules_.size()), std::move(module)); }
  void push_back(std::string name, AnyModule module);
  template <class M>
  requires std::is_constructible_v<AnyModule, M>
  void push_back(M&& module) { push_back(AnyModule(std::forward<M>(module))); }
  template <class M>
  requires std::is_constructible_v<AnyModule, M>
  void push_back(std::string name, M&& module) {
    push_back(std::move(name), AnyModule(std::forward<M>(module)));
  }
  /// Adds all modules of a container of AnyModules or holders.
  template <class Container> void extend(const Container& container) {
    for (const auto& module : container) push_back(module);
  }

  Iterator begin() { return modules_.begin(); }
  Iterator end() { return modules_.end(); }
  ConstIterator begin() const { return modules_.begin(); }
  ConstIterator end() const { return modules_.end(); }
  size_t size() const noexcept { return modules_.size(); }
  bool is_empty() const noexcept { return modules_.empty(); }

  /// The module at a place, as its class. Throws IndexError and TypeError.
  template <class M> M& at(size_t index) { return entry(index).template get<M>(); }
  template <class M> const M& at(size_t index) const { return entry(index).template get<M>(); }
  std::shared_ptr<Module> ptr(size_t index) const { return entry(index).ptr(); }
  template <class M> std::shared_ptr<M> ptr(size_t index) const { return entry(index).template ptr<M>(); }
  std::shared_ptr<Module> operator[](size_t index) const { return ptr(index); }

 private:
  enum class Kind : uint8_t { other, linear, relu, tanh };
  const AnyModule& entry(size_t index) const;
  Tensor forward_tensors(const Tensor& input);

  std::vector<AnyModule> modules_;
  std::vector<Kind> kinds_;
  bool maps_tensors_ = true;  ///< every module may be called with one Tensor and gives one
};

/// `Sequential net(Linear(4, 64), ReLU(), Linear(64, 2));` or, with names, `Sequential net({{"fc", Linear(4,
/// 64)}, {"act", ReLU()}});`
class Sequential : public ModuleHolder<SequentialImpl> {
 public:
  using ModuleHolder::ModuleHolder;
  Sequential() = default;
  Sequential(std::initializer_list<NamedAnyModule> named)
      : ModuleHolder(std::make_shared<SequentialImpl>(named)) {}
};

}  // namespace ember::nn
