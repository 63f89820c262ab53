// What the updates of all algorithms share: the loop over elements, and the gradient of one.
#pragma once

#include <ember/autograd/copy.hpp>
#include <ember/autograd/node.hpp>
#include <ember/optim/optimizer.hpp>

namespace ember::optim {
namespace detail {

/// A state of the parameter's shape, all 0 (or `value`).
Tensor new_buffer(const Tensor& parameter, double value = 0);

/// Calls run(p, g, n) on the n elements of a parameter and its gradient, row-major, and raises the version of
/// the parameter.
template <class Run> void on_elements(const char* op, const Tensor& parameter, const Run& run) {
  const Tensor values = ember::detail::contiguous_copy(parameter),
               gradient = ember::detail::contiguous_copy(parameter.grad());
  dispatch_floating(op, parameter.dtype(), [&](auto zero) {
    using T = decltype(zero);
    run(static_cast<T*>(values.impl().data), static_cast<T*>(gradient.impl().data), values.numel());
  });
  if (!values.is_same(parameter)) ember::detail::write(parameter, values);
  bump_version(parameter);
}

/// The elements of a state; null when it is not kept.
template <class T> T* elements(const Tensor& state) {
  return state.defined() ? state.data_ptr<T>() : nullptr;
}

/// The gradient of an element as all algorithms see it: scaled, turned when maximizing, with L2 decay.
struct GradientRule {
  double scale, weight_decay;
  bool maximize;
  template <class T> T operator()(T g, T p) const {
    if (scale != 1) g *= static_cast<T>(scale);
    if (maximize) g = -g;
    return weight_decay == 0 ? g : g + static_cast<T>(weight_decay) * p;
  }
};

}  // namespace detail
}  // namespace ember::optim
