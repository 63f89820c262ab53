// What the algorithms share: their types put together, checks, and the loop over elements.
#pragma once

#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/node.hpp>
#include <ember/optim/optimizer.hpp>
#include <tuple>

namespace ember::optim {

/// An optimizer with options of one class and, for each parameter, a State(parameter, options).
template <class Options, class State> class Algorithm : public Optimizer {
 public:
  explicit Algorithm(std::vector<OptimizerParamGroup> groups, Options defaults = {})
      : Optimizer(std::move(groups), std::make_unique<Options>(std::move(defaults))) {}
  explicit Algorithm(std::vector<Tensor> parameters, Options defaults = {})
      : Optimizer(std::move(parameters), std::make_unique<Options>(std::move(defaults))) {}

 protected:
  std::unique_ptr<OptimizerParamState> new_state(const Tensor& parameter,
                                                 const OptimizerOptions& options) const override {
    return std::make_unique<State>(parameter, static_cast<const Options&>(options));
  }
  void update(const Tensor& parameter, OptimizerOptions& options) override {
    auto& chosen = static_cast<Options&>(options);
    apply(parameter, chosen, state_of<State>(parameter, chosen));
  }
  virtual void apply(const Tensor& parameter, const Options& options, State& state) = 0;
};

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
