// Cloneable: modules that can make a copy of themselves.
#pragma once

#include <ember/autograd/copy.hpp>
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
    auto copy = std::make_shared<Derived>(static_cast<const Derived&>(*this));
    copy->parameters_.clear();
    copy->buffers_.clear();
    copy->children_.clear();
    copy->reset();
    require<StateError>(copy->parameters_.size() == parameters_.size(),
                        "clone: reset() did not register the same parameters: ", name());
    require<StateError>(copy->buffers_.size() == buffers_.size(),
                        "clone: reset() did not register the same buffers: ", name());
    require<StateError>(copy->children_.size() == children_.size(),
                        "clone: reset() did not register the same submodules: ", name());
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
    copy_values(parameters_, copy->parameters_);
    copy_values(buffers_, copy->buffers_);
    for (const auto& child : children_) copy->children_[child.key()]->clone_(*child.value());
    return copy;
  }

 private:
  void clone_(Module& other) final {
    // Assigning keeps the address that a member of the parent points to.
    auto copy = std::dynamic_pointer_cast<Derived>(other.clone());
    require<StateError>(copy != nullptr, "clone: a submodule made by reset() is of another class: ", name());
    static_cast<Derived&>(*this) = *copy;
  }
};

}  // namespace ember::nn
