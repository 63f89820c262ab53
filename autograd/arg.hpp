// The one macro of Ember: an option that reads and chains as PyTorch's do.
#pragma once

#include <utility>

/// EMBER_ARG(double, lr) = 1e-3; declares a private member `lr_` with its default, `lr()` that reads it (and
/// gives a reference to write through), and `lr(value)` that sets it and returns the object:
/// `AdamOptions(1e-3).eps(1e-5)`. What follows it in the class is private.
#define EMBER_ARG(Type, name)                           \
 public:                                                \
  auto name(Type value)->decltype(*this) {              \
    name##_ = std::move(value);                         \
    return *this;                                       \
  }                                                     \
  const Type& name() const noexcept { return name##_; } \
  Type& name() noexcept { return name##_; }             \
                                                        \
 private:                                               \
  Type name##_
