// Lists and dictionaries of modules and parameters, which register what is put in
// (https://pytorch.org/docs/stable/nn.html#containers).
#pragma once

#include <ember/nn/cloneable.hpp>
#include <ember/nn/module_holder.hpp>

namespace ember::nn {

/// The module of a holder, of a shared pointer, or of a value.
template <class M> std::shared_ptr<Module> as_module(const ModuleHolder<M>& holder) { return holder.ptr(); }
template <class M>
requires std::is_base_of_v<Module, M> std::shared_ptr<Module> as_module(std::shared_ptr<M> module) {
  return module;
}
template <class M>
requires std::is_base_of_v<Module, std::decay_t<M>> std::shared_ptr<Module> as_module(M&& module) {
  return std::make_shared<std::decay_t<M>>(std::forward<M>(module));
}

/// Modules by place, named "0", "1", ...
class ModuleListImpl : public Cloneable<ModuleListImpl> {
 public:
  using Iterator = std::vector<std::shared_ptr<Module>>::iterator;
  using ConstIterator = std::vector<std::shared_ptr<Module>>::const_iterator;

  ModuleListImpl() = default;
  template <class... Modules>
  requires(sizeof...(Modules) > 0 && requires(Modules && ... m) {
    (as_module(std::forward<Modules>(m)), ...);
  }) explicit ModuleListImpl(Modules&&... modules) {
    (push_back(std::forward<Modules>(modules)), ...);
  }

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  void reset() override {}
  void pretty_print(std::ostream& stream) const override { print_own(stream, "ModuleList"); }

  template <class M> void push_back(M&& module) { insert(size(), std::forward<M>(module)); }
  template <class Container> void extend(const Container& container) {
    for (const auto& module : container) push_back(module);
  }
  /// Throws IndexError for index > size().
  template <class M> void insert(size_t index, M&& module) {
    insert_module(index, as_module(std::forward<M>(module)));
  }

  Iterator begin() { return modules_.begin(); }
  Iterator end() { return modules_.end(); }
  ConstIterator begin() const { return modules_.begin(); }
  ConstIterator end() const { return modules_.end(); }
  size_t size() const noexcept { return modules_.size(); }
  bool is_empty() const noexcept { return modules_.empty(); }

  /// Throw IndexError, and TypeError when the module is no M.
  std::shared_ptr<Module> ptr(size_t index) const;
  std::shared_ptr<Module> operator[](size_t index) const { return ptr(index); }
  template <class M> std::shared_ptr<M> ptr(size_t index) const {
    auto module = std::dynamic_pointer_cast<M>(ptr(index));
    require<TypeError>(module != nullptr, "ModuleList: another class at ", index, ": ", ptr(index)->name());
    return module;
  }
  template <class M> M& at(size_t index) const { return *ptr<M>(index); }

 private:
  void insert_module(size_t index, std::shared_ptr<Module> module);
  std::vector<std::shared_ptr<Module>> modules_;
};
using ModuleList = ModuleHolder<ModuleListImpl>;

/// Modules by name, in order of insertion.
class ModuleDictImpl : public Cloneable<ModuleDictImpl> {
 public:
  using Modules = OrderedDict<std::string, std::shared_ptr<Module>>;
  ModuleDictImpl() = default;
  explicit ModuleDictImpl(const std::vector<std::pair<std::string, std::shared_ptr<Module>>>& modules) {
    update(modules);
  }
  explicit ModuleDictImpl(const Modules& modules) { update(modules); }

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  void reset() override {}
  void pretty_print(std::ostream& stream) const override { print_own(stream, "ModuleDict"); }

  std::vector<std::pair<std::string, std::shared_ptr<Module>>> items() const { return children_.pairs(); }
  std::vector<std::string> keys() const { return children_.keys(); }
  std::vector<std::shared_ptr<Module>> values() const { return children_.values(); }
  Modules::Iterator begin() { return children_.begin(); }
  Modules::Iterator end() { return children_.end(); }
  Modules::ConstIterator begin() const { return children_.begin(); }
  Modules::ConstIterator end() const { return children_.end(); }
  size_t size() const noexcept { return children_.size(); }
  bool empty() const noexcept { return children_.is_empty(); }
  bool contains(const std::string& key) const noexcept { return children_.contains(key); }
  void clear() { children_.clear(); }

  /// Throw IndexError for an unknown key, and TypeError when the module is no M.
  std::shared_ptr<Module> operator[](const std::string& key) const { return children_[key]; }
  template <class M> std::shared_ptr<M> ptr(const std::string& key) const {
    auto module = std::dynamic_pointer_cast<M>(children_[key]);
    require<TypeError>(module != nullptr, "ModuleDict: another class at '", key,
                       "': ", children_[key]->name());
    return module;
  }
  template <class M> M& at(const std::string& key) const { return *ptr<M>(key); }
  /// Takes a module out.
  std::shared_ptr<Module> pop(const std::string& key);
  void insert(const std::string& key, std::shared_ptr<Module> module);
  /// Inserts all; modules with a name that is taken are replaced.
  void update(const std::vector<std::pair<std::string, std::shared_ptr<Module>>>& modules);
  template <class Dictionary>
  requires std::is_same_v<Dictionary, Modules>
  void update(const Dictionary& modules) { update(modules.pairs()); }
  void update(const ModuleDictImpl& modules) { update(modules.items()); }
  void update(const ModuleHolder<ModuleDictImpl>& modules) { update(*modules); }
};
using ModuleDict = ModuleHolder<ModuleDictImpl>;

/// Parameters by place, named "0", "1", ... unless an item brings its name.
class ParameterListImpl : public Cloneable<ParameterListImpl> {
 public:
  using Item = StateDict::Item;
  ParameterListImpl() = default;
  template <class... Tensors>
  requires(sizeof...(Tensors) > 0 && (std::is_same_v<std::decay_t<Tensors>, Tensor> &&
                                      ...)) explicit ParameterListImpl(Tensors&&... params) {
    (append(params), ...);
  }

  void reset() override {}
  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  void pretty_print(std::ostream& stream) const override;

  void append(const Tensor& param);
  void append(const Item& item) {
    register_parameter(item.key(), item.value(), item.value().requires_grad());
  }
  /// Appends all of a container of tensors or of another list, numbered on.
  template <class Container> void extend(const Container& container) {
    for (const auto& param : container) {
      if constexpr (requires { param.value(); })
        append(param.value());
      else
        append(param);
    }
  }
  ParameterListImpl& operator+=(const ParameterListImpl& other) {
    extend(other);
    return *this;
  }
  StateDict::Iterator begin() { return parameters_.begin(); }
  StateDict::Iterator end() { return parameters_.end(); }
  StateDict::ConstIterator begin() const { return parameters_.begin(); }
  StateDict::ConstIterator end() const { return parameters_.end(); }
  size_t size() const noexcept { return parameters_.size(); }
  bool is_empty() const noexcept { return parameters_.is_empty(); }
  /// Throw IndexError.
  Tensor& at(size_t index) { return parameters_[index].value(); }
  Tensor& operator[](size_t index) { return parameters_[index].value(); }
};
using ParameterList = ModuleHolder<ParameterListImpl>;

/// Parameters by name, in order of insertion.
class ParameterDictImpl : public Cloneable<ParameterDictImpl> {
 public:
  ParameterDictImpl() = default;
  explicit ParameterDictImpl(const StateDict& params) {
    for (const auto& item : params) insert(item.key(), *item);
  }

  void reset() override {}
  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  void pretty_print(std::ostream& stream) const override;

  Tensor& insert(const std::string& key, const Tensor& param) {
    return register_parameter(key, param, param.requires_grad());
  }
  /// Takes a parameter out. Throws IndexError.
  Tensor pop(const std::string& key);
  std::vector<std::string> keys() const { return parameters_.keys(); }
  std::vector<Tensor> values() const { return parameters_.values(); }
  StateDict::Iterator begin() { return parameters_.begin(); }
  StateDict::Iterator end() { return parameters_.end(); }
  StateDict::ConstIterator begin() const { return parameters_.begin(); }
  StateDict::ConstIterator end() const { return parameters_.end(); }
  size_t size() const noexcept { return parameters_.size(); }
  bool empty() const noexcept { return parameters_.is_empty(); }
  bool contains(const std::string& key) const noexcept { return parameters_.contains(key); }
  void clear() { parameters_.clear(); }
  /// Puts all in the place of parameters of the same names. Throws IndexError, with nothing changed, for an
  /// unknown name.
  void update(const StateDict& params);
  void update(const ParameterDictImpl& other) { update(other.parameters_); }
  /// Throw IndexError for an unknown key.
  Tensor& get(const std::string& key) { return parameters_[key]; }
  Tensor& operator[](const std::string& key) { return parameters_[key]; }
};
using ParameterDict = ModuleHolder<ParameterDictImpl>;

}  // namespace ember::nn
