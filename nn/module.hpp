// Module: the base of everything that holds parameters
// (https://pytorch.org/cppdocs/api/classtorch_1_1nn_1_1_module.html).
//
// A module names its parameters, buffers and submodules by registering them; from that follow listing,
// copying in and out (state_dict), conversion, training and evaluation mode, and printing. State dict and
// forward hooks are those of PyTorch's Python side
// (https://pytorch.org/docs/stable/generated/torch.nn.Module.html).
#pragma once

#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/ordered_dict.hpp>
#include <ember/autograd/tensor.hpp>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace ember::nn {

template <class Contained> class ModuleHolder;

/// The names in which a state dict and a module differed.
struct IncompatibleKeys {
  std::vector<std::string> missing_keys, unexpected_keys;
};

class Module : public std::enable_shared_from_this<Module> {
 public:
  using ModuleApplyFunction = std::function<void(Module&)>;
  using ConstModuleApplyFunction = std::function<void(const Module&)>;
  using NamedModuleApplyFunction = std::function<void(const std::string&, Module&)>;
  using ConstNamedModuleApplyFunction = std::function<void(const std::string&, const Module&)>;
  using ModulePointerApplyFunction = std::function<void(const std::shared_ptr<Module>&)>;
  using NamedModulePointerApplyFunction =
      std::function<void(const std::string&, const std::shared_ptr<Module>&)>;
  /// Called with the first tensor that goes in; a defined result replaces it.
  using ForwardPreHook = std::function<Tensor(Module&, const Tensor& input)>;
  /// Called with the first tensor in and the first one out; a defined result replaces the latter.
  using ForwardHook = std::function<Tensor(Module&, const Tensor& input, const Tensor& output)>;
  using StateDict = OrderedDict<std::string, Tensor>;

  /// The name is that of the class unless given.
  Module() = default;
  explicit Module(std::string name);
  virtual ~Module() = default;

  const std::string& name() const;

  // -- what it holds. Names are dotted paths: "0.weight"; modules are listed depth first, self before
  // children.
  std::vector<Tensor> parameters(bool recurse = true) const;
  /// In order of registration; a parameter that two names share is listed under the first.
  StateDict named_parameters(bool recurse = true) const;
  std::vector<Tensor> buffers(bool recurse = true) const;
  StateDict named_buffers(bool recurse = true) const;
  /// Throws StateError when self is to be listed and no shared_ptr owns it.
  std::vector<std::shared_ptr<Module>> modules(bool include_self = true) const;
  OrderedDict<std::string, std::shared_ptr<Module>> named_modules(const std::string& name_prefix = {},
                                                                  bool include_self = true) const;
  std::vector<std::shared_ptr<Module>> children() const;
  OrderedDict<std::string, std::shared_ptr<Module>> named_children() const;

  // -- Calls the function with self, then with every module below it.
  void apply(const ModuleApplyFunction& function);
  void apply(const ConstModuleApplyFunction& function) const;
  void apply(const NamedModuleApplyFunction& function, const std::string& name_prefix = {});
  void apply(const ConstNamedModuleApplyFunction& function, const std::string& name_prefix = {}) const;
  void apply(const ModulePointerApplyFunction& function) const;
  void apply(const NamedModulePointerApplyFunction& function, const std::string& name_prefix = {}) const;

  // -- state
  /// Parameters and buffers by name, sharing memory with the module, outside the graph; a shared parameter
  /// stands under each of its names.
  StateDict state_dict(const std::string& name_prefix = {}) const;
  /// Copies values into parameters and buffers in place, converting dtypes. Throws StateError, with nothing
  /// changed, that lists every wrong shape and, when `strict`, every missing and unexpected name; else those
  /// two are returned.
  IncompatibleKeys load_state_dict(const StateDict& state, bool strict = true);
  /// Drops the gradients of all parameters, or fills them with 0.
  virtual void zero_grad(bool set_to_none = zero_grad_drops());
  /// Training mode on or off, here and below (dropout, batch normalization, noise).
  virtual void train(bool on = true);
  void eval() { train(false); }
  virtual bool is_training() const noexcept { return training_; }
  /// Converts floating parameters and buffers, which stay the same tensors. Throws TypeError for other
  /// dtypes.
  virtual void to(ScalarType dtype, bool non_blocking = false);
  virtual void to(Device device, bool non_blocking = false);
  virtual void to(Device device, ScalarType dtype, bool non_blocking = false);
  /// A copy with parameters and buffers of its own; of classes that derive from Cloneable. Throws StateError
  /// for others.
  virtual std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const;

  // -- hooks, called in order of registration whenever the module is called through its holder (`net(x)`) or
  // a container, not by forward() itself. They need a forward() that takes a Tensor first and returns a
  // Tensor or a tuple that begins with one. The result identifies the hook to remove_hook().
  size_t register_forward_pre_hook(ForwardPreHook hook);
  size_t register_forward_hook(ForwardHook hook);
  void remove_hook(size_t id);
  bool has_forward_hooks() const noexcept { return !pre_hooks_.empty() || !hooks_.empty(); }

  // -- registration. Names are not empty and have no dot; a name is taken once: ValueError.
  /// Undefined tensors are allowed and left out of every list (a bias that is off). Throws TypeError when a
  /// dtype without derivatives is to require grad.
  Tensor& register_parameter(std::string name, Tensor tensor, bool requires_grad = true);
  Tensor& register_buffer(std::string name, Tensor tensor);
  template <class M> std::shared_ptr<M> register_module(std::string name, std::shared_ptr<M> module) {
    add_child(std::move(name), module);
    return module;
  }
  template <class M> std::shared_ptr<M> register_module(std::string name, ModuleHolder<M> holder) {
    return register_module(std::move(name), holder.ptr());
  }
  /// Puts another module in the place of a registered one. Throws IndexError for an unknown name.
  template <class M> std::shared_ptr<M> replace_module(const std::string& name, std::shared_ptr<M> module) {
    children_[name] = module;
    return module;
  }
  template <class M> std::shared_ptr<M> replace_module(const std::string& name, ModuleHolder<M> holder) {
    return replace_module(name, holder.ptr());
  }
  /// Throws IndexError for an unknown name.
  void unregister_module(const std::string& name);

  /// The module as another class, null when it is none.
  template <class M> typename M::ContainedType* as() noexcept {
    return dynamic_cast<typename M::ContainedType*>(this);
  }
  template <class M> const typename M::ContainedType* as() const noexcept {
    return dynamic_cast<const typename M::ContainedType*>(this);
  }
  template <class M>
  requires std::is_base_of_v<Module, M> M* as() noexcept { return dynamic_cast<M*>(this); }
  template <class M>
  requires std::is_base_of_v<Module, M>
  const M* as() const noexcept { return dynamic_cast<const M*>(this); }

  /// One line without line break; children follow by operator<<, which calls this.
  virtual void pretty_print(std::ostream& stream) const;
  friend std::ostream& operator<<(std::ostream& stream, const Module& module);

 protected:
  StateDict parameters_{"Parameter"}, buffers_{"Buffer"};
  OrderedDict<std::string, std::shared_ptr<Module>> children_{"Submodule"};

 private:
  template <class Derived> friend class Cloneable;
  friend struct ForwardHooks;
  /// Takes the values of `other`, a module of the same class, into what reset() registered.
  virtual void clone_(Module& other);
  /// A copy of a module on which reset() is to register everything afresh.
  static std::shared_ptr<Module> without_entries(std::unique_ptr<Module> copy);
  /// The values of parameters, buffers and submodules, after that. Throws StateError unless the copy
  /// registered as many of each.
  void copy_values_to(Module& copy) const;
  void add_child(std::string name, std::shared_ptr<Module> module);
  std::shared_ptr<Module> shared_from_this_checked() const;
  void print(std::ostream& stream, const std::string& indentation) const;

  bool training_ = true;
  size_t hooks_made_ = 0;
  std::vector<std::pair<size_t, ForwardPreHook>> pre_hooks_;
  std::vector<std::pair<size_t, ForwardHook>> hooks_;
  mutable std::string name_;
};

/// Runs the hooks around a forward; see call().
struct ForwardHooks {
  static Tensor before(Module& module, Tensor input);
  static Tensor after(Module& module, const Tensor& input, Tensor output);
};

/// forward() of a module, with its hooks. Throws StateError when hooks cannot see a tensor.
template <class M, class... Arguments>
auto call(M& module, Arguments&&... arguments)
    -> decltype(module.forward(std::forward<Arguments>(arguments)...));

/// What stands before the name of Ember's own modules when they are printed: "ember::nn::" at the start.
std::string& printed_namespace();
/// Writes the printed form of one of Ember's own modules: "Linear(in_features=4, ...)" after that namespace.
void print_own(std::ostream& stream, const std::string& text);

}  // namespace ember::nn

#include <ember/nn/call.inl>
