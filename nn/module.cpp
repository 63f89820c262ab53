#include <ember/autograd/copy.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/nn/any_module.hpp>
#include <ostream>
#include <unordered_set>

namespace ember::nn {
namespace {

std::string joined(const std::string& prefix, const std::string& name) {
  return prefix.empty() ? name : prefix + "." + name;
}

void check_name(const char* op, const std::string& what, const std::string& name, bool taken) {
  require<ValueError>(!name.empty(), op, ": name is empty: ''");
  require<ValueError>(name.find('.') == std::string::npos, op, ": name has a dot: '", name, "'");
  require<ValueError>(!taken, op, ": ", what, " already defined: '", name, "'");
}

/// Calls visit(name, tensor) for all defined tensors of one kind, self first, then below.
template <class Pick, class Visit>
void visit_tensors(const Module& module, const std::string& prefix, bool recurse, const Pick& pick,
                   const Visit& visit) {
  const auto visit_one = [&](const std::string& path, const Module& one) {
    for (const auto& item : pick(one)) {
      if (item->defined()) visit(joined(path, item.key()), *item);
    }
  };
  if (recurse)
    module.apply(visit_one, prefix);
  else
    visit_one(prefix, module);
}

}  // namespace

Module::Module(std::string name) : name_(std::move(name)) {}

const std::string& Module::name() const {
  if (name_.empty()) name_ = detail::type_name(typeid(*this));
  return name_;
}

// ---------------------------------------------------------------------------------------------- lists

Module::StateDict Module::named_parameters(bool recurse) const {
  StateDict result("Parameter");
  std::unordered_set<const TensorImpl*> seen;
  visit_tensors(
      *this, {}, recurse, [](const Module& m) -> const StateDict& { return m.parameters_; },
      [&](const std::string& name, const Tensor& tensor) {
        if (seen.insert(&tensor.impl()).second) result.insert(name, tensor);
      });
  return result;
}

Module::StateDict Module::named_buffers(bool recurse) const {
  StateDict result("Buffer");
  std::unordered_set<const TensorImpl*> seen;
  visit_tensors(
      *this, {}, recurse, [](const Module& m) -> const StateDict& { return m.buffers_; },
      [&](const std::string& name, const Tensor& tensor) {
        if (seen.insert(&tensor.impl()).second) result.insert(name, tensor);
      });
  return result;
}

std::vector<Tensor> Module::parameters(bool recurse) const { return named_parameters(recurse).values(); }
std::vector<Tensor> Module::buffers(bool recurse) const { return named_buffers(recurse).values(); }

std::shared_ptr<Module> Module::shared_from_this_checked() const {
  std::shared_ptr<const Module> self = weak_from_this().lock();
  require<StateError>(self != nullptr, "modules: no shared_ptr owns this module: ", name(),
                      "; make it with std::make_shared, or list it with include_self = false");
  return std::const_pointer_cast<Module>(self);
}

OrderedDict<std::string, std::shared_ptr<Module>> Module::named_modules(const std::string& name_prefix,
                                                                        bool include_self) const {
  OrderedDict<std::string, std::shared_ptr<Module>> result;
  const NamedModulePointerApplyFunction add = [&](const std::string& name, const std::shared_ptr<Module>& m) {
    result.insert(name, m);
  };
  if (include_self) {
    apply(add, name_prefix);
  } else {
    for (const auto& child : children_) child.value()->apply(add, joined(name_prefix, child.key()));
  }
  return result;
}

std::vector<std::shared_ptr<Module>> Module::modules(bool include_self) const {
  return named_modules({}, include_self).values();
}
std::vector<std::shared_ptr<Module>> Module::children() const { return children_.values(); }
OrderedDict<std::string, std::shared_ptr<Module>> Module::named_children() const { return children_; }

// ---------------------------------------------------------------------------------------------- apply

void Module::apply(const NamedModuleApplyFunction& function, const std::string& name_prefix) {
  function(name_prefix, *this);
  for (auto& child : children_) child.value()->apply(function, joined(name_prefix, child.key()));
}
void Module::apply(const ConstNamedModuleApplyFunction& function, const std::string& name_prefix) const {
  function(name_prefix, *this);
  for (const auto& child : children_) {
    static_cast<const Module&>(*child.value()).apply(function, joined(name_prefix, child.key()));
  }
}
void Module::apply(const NamedModulePointerApplyFunction& function, const std::string& name_prefix) const {
  function(name_prefix, shared_from_this_checked());
  for (const auto& child : children_) child.value()->apply(function, joined(name_prefix, child.key()));
}
void Module::apply(const ModuleApplyFunction& function) {
  apply(NamedModuleApplyFunction([&](const std::string&, Module& module) { function(module); }));
}
void Module::apply(const ConstModuleApplyFunction& function) const {
  apply(ConstNamedModuleApplyFunction([&](const std::string&, const Module& module) { function(module); }));
}
void Module::apply(const ModulePointerApplyFunction& function) const {
  apply(NamedModulePointerApplyFunction(
      [&](const std::string&, const std::shared_ptr<Module>& module) { function(module); }));
}

// ---------------------------------------------------------------------------------------------- state

Module::StateDict Module::state_dict(const std::string& name_prefix) const {
  StateDict state("Tensor");
  const ConstNamedModuleApplyFunction add = [&](const std::string& path, const Module& module) {
    for (const StateDict* part : {&module.parameters_, &module.buffers_}) {
      for (const auto& item : *part) {
        if (item->defined()) state.insert(joined(path, item.key()), item->detach());
      }
    }
  };
  apply(add, name_prefix);
  return state;
}

IncompatibleKeys Module::load_state_dict(const StateDict& state, bool strict) {
  IncompatibleKeys keys;
  std::string wrong_shapes;
  const StateDict own = state_dict();
  for (const auto& item : own) {
    const Tensor* value = state.find(item.key());
    if (value == nullptr || !value->defined()) {
      keys.missing_keys.push_back(item.key());
    } else if (value->sizes() != item->sizes()) {
      wrong_shapes +=
          joined_text("; wrong shape: '", item.key(), "' has ", value->sizes(), ", needs ", item->sizes());
    }
  }
  for (const auto& item : state) {
    if (!own.contains(item.key())) keys.unexpected_keys.push_back(item.key());
  }

  std::string text = wrong_shapes;
  const auto list = [&](const char* what, const std::vector<std::string>& names) {
    const char* separator = what;
    for (const std::string& name : names) {
      text += separator + ("'" + name + "'");
      separator = ", ";
    }
  };
  if (strict) {
    list("; missing: ", keys.missing_keys);
    list("; unexpected: ", keys.unexpected_keys);
  }
  require<StateError>(text.empty(), "load_state_dict: the state does not fit ", name(), text);

  const NoGradGuard guard;
  for (const auto& item : own) {
    if (const Tensor* value = state.find(item.key()); value != nullptr && value->defined())
      item->copy_(*value);
  }
  return keys;
}

void Module::zero_grad(bool set_to_none) {
  for (auto& item : parameters_) {
    if (!item->defined() || !item->grad().defined()) continue;
    if (set_to_none) {
      item->mutable_grad().reset();
    } else {
      item->mutable_grad() = item->grad().detach();
      item->mutable_grad().zero_();
    }
  }
  for (auto& child : children_) child.value()->zero_grad(set_to_none);
}

void Module::train(bool on) {
  for (auto& child : children_) child.value()->train(on);
  training_ = on;
}

void Module::to(ScalarType dtype, bool non_blocking) {
  require<TypeError>(is_floating_point(dtype), "to: modules convert to floating dtypes only: got ", dtype);
  for (auto& child : children_) child.value()->to(dtype, non_blocking);
  const NoGradGuard guard;
  for (StateDict* part : {&parameters_, &buffers_}) {
    for (auto& item : *part) {
      if (!item->defined() || !item->is_floating_point()) continue;
      item->set_data(item->detach().to(dtype));
      if (item->grad().defined()) item->mutable_grad() = item->grad().detach().to(dtype);
    }
  }
}
void Module::to(Device, bool) {}
void Module::to(Device, ScalarType dtype, bool non_blocking) { to(dtype, non_blocking); }

std::shared_ptr<Module> Module::clone(const std::optional<Device>&) const {
  raise<StateError>("clone: not defined for ", name(), "; derive it from nn::Cloneable<", name(),
                    "> instead of nn::Module");
}
void Module::clone_(Module&) {}

std::shared_ptr<Module> Module::without_entries(std::unique_ptr<Module> copy) {
  copy->parameters_.clear();
  copy->buffers_.clear();
  copy->children_.clear();
  return copy;
}

void Module::copy_values_to(Module& copy) const {
  const auto require_as_many = [&](const char* what, size_t there, size_t here) {
    require<StateError>(there == here, "clone: reset() did not register the same ", what, ": ", name(),
                        " has ", here, ", its copy ", there);
  };
  require_as_many("parameters", copy.parameters_.size(), parameters_.size());
  require_as_many("buffers", copy.buffers_.size(), buffers_.size());
  require_as_many("submodules", copy.children_.size(), children_.size());
  const auto copy_values = [](const StateDict& from, StateDict& to) {
    for (const auto& item : from) {
      Tensor& target = to[item.key()];
      if (!item->defined()) {
        target.reset();
      } else {
        target.set_data(ember::clone(item->detach()));
        if (target.is_leaf()) target.set_requires_grad(item->requires_grad());
      }
    }
  };
  copy_values(parameters_, copy.parameters_);
  copy_values(buffers_, copy.buffers_);
  for (const auto& child : children_) copy.children_[child.key()]->clone_(*child.value());
}

// ---------------------------------------------------------------------------------------------- hooks

size_t Module::register_forward_pre_hook(ForwardPreHook hook) {
  pre_hooks_.emplace_back(hooks_made_, std::move(hook));
  return hooks_made_++;
}
size_t Module::register_forward_hook(ForwardHook hook) {
  hooks_.emplace_back(hooks_made_, std::move(hook));
  return hooks_made_++;
}
void Module::remove_hook(size_t id) {
  const auto named = [id](const auto& entry) { return entry.first == id; };
  const size_t removed = std::erase_if(pre_hooks_, named) + std::erase_if(hooks_, named);
  require<IndexError>(removed == 1, "remove_hook: no hook with id ", id);
}

Tensor ForwardHooks::before(Module& module, Tensor input) {
  for (size_t i = 0; i < module.pre_hooks_.size(); ++i) {
    if (Tensor changed = module.pre_hooks_[i].second(module, input); changed.defined())
      input = std::move(changed);
  }
  return input;
}
Tensor ForwardHooks::after(Module& module, const Tensor& input, Tensor output) {
  for (size_t i = 0; i < module.hooks_.size(); ++i) {
    if (Tensor changed = module.hooks_[i].second(module, input, output); changed.defined())
      output = std::move(changed);
  }
  return output;
}

// ---------------------------------------------------------------------------------------------- registration

Tensor& Module::register_parameter(std::string name, Tensor tensor, bool requires_grad) {
  check_name("register_parameter", "parameter", name, parameters_.contains(name));
  if (tensor.defined()) {
    require<TypeError>(!requires_grad || tensor.is_floating_point(),
                       "register_parameter: only floating dtypes have derivatives: '", name, "' is ",
                       tensor.dtype());
    tensor.set_requires_grad(requires_grad);
  } else if (requires_grad) {
    warn(
        "register_parameter: an undefined tensor has no gradient. Ignoring the `requires_grad=true` function "
        "parameter: '" +
        name + "'");
  }
  return parameters_.insert(std::move(name), std::move(tensor));
}

Tensor& Module::register_buffer(std::string name, Tensor tensor) {
  check_name("register_buffer", "buffer", name, buffers_.contains(name));
  return buffers_.insert(std::move(name), std::move(tensor));
}

void Module::add_child(std::string name, std::shared_ptr<Module> module) {
  check_name("register_module", "submodule", name, children_.contains(name));
  require<StateError>(module != nullptr, "register_module: the module is empty: '", name, "'");
  children_.insert(std::move(name), std::move(module));
}

void Module::unregister_module(const std::string& name) { children_.erase(name); }

// ---------------------------------------------------------------------------------------------- printing

void Module::pretty_print(std::ostream& stream) const { stream << name(); }

void Module::print(std::ostream& stream, const std::string& indentation) const {
  pretty_print(stream);
  if (children_.is_empty()) return;
  stream << "(\n";
  for (const auto& child : children_) {
    stream << indentation << "  (" << child.key() << "): ";
    child.value()->print(stream, indentation + "  ");
    stream << '\n';
  }
  stream << indentation << ')';
}

std::ostream& operator<<(std::ostream& stream, const Module& module) {
  module.print(stream, {});
  return stream;
}

std::string& printed_namespace() {
  static std::string prefix = "ember::nn::";
  return prefix;
}
void print_own(std::ostream& stream, const std::string& text) { stream << printed_namespace() << text; }

}  // namespace ember::nn
