// RMSprop: gradients divided by their root mean square, Hinton (2012)
// (https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html).
#pragma once

#include <ember/optim/algorithm.hpp>

namespace ember::optim {

struct RMSpropOptions : OptimizerCloneableOptions<RMSpropOptions> {
  RMSpropOptions(double lr = 1e-2) : lr_(lr) {}
  void visit(FieldVisitor& visitor) override {
    visitor("lr", lr_)("alpha", alpha_)("eps", eps_)("weight_decay", weight_decay_)("momentum", momentum_)(
        "centered", centered_)("tensorflow", tensorflow_)("maximize", maximize_);
  }
  EMBER_ARG(double, lr);
  EMBER_ARG(double, alpha) = 0.99;
  EMBER_ARG(double, eps) = 1e-8;
  EMBER_ARG(double, weight_decay) = 0;  ///< L2: added to the gradient, times the parameter
  EMBER_ARG(double, momentum) = 0;
  EMBER_ARG(bool, centered) = false;
  EMBER_ARG(bool, tensorflow) = false;  ///< TensorFlow's form
  EMBER_ARG(bool, maximize) = false;    ///< ascend instead of descend
};

struct RMSpropParamState : OptimizerCloneableParamState<RMSpropParamState> {
  RMSpropParamState() = default;
  RMSpropParamState(const Tensor& parameter, const RMSpropOptions& options);
  void visit(FieldVisitor& visitor) override {
    visitor("step", step_)("square_avg", square_avg_)("momentum_buffer", momentum_buffer_)("grad_avg",
                                                                                           grad_avg_);
  }
  EMBER_ARG(int64_t, step) = 0;
  EMBER_ARG(Tensor, square_avg);
  EMBER_ARG(Tensor, momentum_buffer);
  EMBER_ARG(Tensor, grad_avg);
};

/// v = alpha v + (1 - alpha) g^2, p -= lr g / (sqrt(v) + eps); centered subtracts the square of the mean
/// gradient from v; momentum sums g / (sqrt(v) + eps) in a buffer first. With `tensorflow` v starts at 1 and
/// the root is sqrt(v + eps), as A2C was published and tuned with.
class RMSprop final : public Algorithm<RMSpropOptions, RMSpropParamState> {
 public:
  using Algorithm::Algorithm;

 private:
  void apply(const Tensor& parameter, const RMSpropOptions& options, RMSpropParamState& state) override;
};

}  // namespace ember::optim
