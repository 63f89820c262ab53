// SGD: stochastic gradient descent, with momentum
// (https://pytorch.org/docs/stable/generated/torch.optim.SGD.html).
#pragma once

#include <ember/optim/algorithm.hpp>

namespace ember::optim {

struct SGDOptions : OptimizerCloneableOptions<SGDOptions> {
  SGDOptions(double lr) : lr_(lr) {}
  void visit(FieldVisitor& visitor) override {
    visitor("lr", lr_)("momentum", momentum_)("dampening", dampening_)("weight_decay", weight_decay_)(
        "nesterov", nesterov_)("maximize", maximize_);
  }
  void check() const override;
  EMBER_ARG(double, lr);
  EMBER_ARG(double, momentum) = 0;
  EMBER_ARG(double, dampening) = 0;
  EMBER_ARG(double, weight_decay) = 0;  ///< L2: added to the gradient, times the parameter
  EMBER_ARG(bool, nesterov) = false;    ///< needs momentum and no dampening
  EMBER_ARG(bool, maximize) = false;    ///< ascend instead of descend
};

struct SGDParamState : OptimizerCloneableParamState<SGDParamState> {
  SGDParamState() = default;
  SGDParamState(const Tensor& parameter, const SGDOptions& options);
  void visit(FieldVisitor& visitor) override { visitor("step", step_)("momentum_buffer", momentum_buffer_); }
  EMBER_ARG(int64_t, step) = 0;
  EMBER_ARG(Tensor, momentum_buffer);
};

/// b = momentum b + (1 - dampening) g, at the first step b = g; p -= lr b, with nesterov p -= lr (g +
/// momentum b). Without momentum p -= lr g. g is the gradient, plus weight_decay p.
class SGD final : public Algorithm<SGDOptions, SGDParamState> {
 public:
  using Algorithm::Algorithm;

 private:
  void apply(const Tensor& parameter, const SGDOptions& options, SGDParamState& state) override;
};

}  // namespace ember::optim
