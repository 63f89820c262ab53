// Cloneable: modules that can make a copy of themselves.
#pragma once

#include <ember/autograd/grad_mode.hpp>
#include <ember/nn/module.hpp>

namespace ember::nn {

/// Base of modules with clone(): `class NetImpl : public Cloneable<NetImpl>`. The class registers everything
/// in reset(), which its constructor calls too; clone() copies the members, calls reset(), and then copies
/// the values of parameters, buffers and submodules. What reset() shares is shared in the copy.
template <class Derived> class Cloneable : public Module {
 public:
  using Module::Module;

  /// Makes and registers parameters, buffers and submodules.
  virtual void reset() = 0;

  /// Throws StateError when reset() registered fewer or more things than self holds.
  std::shared_ptr<Module> clone(const std::optional<Device>& = std::nullopt) const override {
    const NoGradGuard guard;
    auto* copy = new Derived(static_cast<const Derived&>(*this));
    const std::shared_ptr<Module> held = without_entries(std::unique_ptr<Module>(copy));
    copy->reset();
    copy_values_to(*held);
    return held;
  }

 private:
  void clone_(Module& other) final {
    // Assigning keeps the address that a member of the parent points to.
    const std::shared_ptr<Module> copy = other.clone();
    auto* same = dynamic_cast<Derived*>(copy.get());
    require<StateError>(same != nullptr, "clone: a submodule made by reset() is of another class: ", name());
    static_cast<Derived&>(*this) = *same;
  }
};

}  // namespace ember::nn
