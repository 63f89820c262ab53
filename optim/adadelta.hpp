// Adadelta: steps in the units of the parameter, Zeiler (2012)
// (https://pytorch.org/docs/stable/generated/torch.optim.Adadelta.html).
#pragma once

#include <ember/optim/algorithm.hpp>

namespace ember::optim {

struct AdadeltaOptions : OptimizerCloneableOptions<AdadeltaOptions> {
  AdadeltaOptions(double lr = 1.0) : lr_(lr) {}
  void visit(FieldVisitor& visitor) override {
    visitor("lr", lr_)("rho", rho_)("eps", eps_)("weight_decay", weight_decay_)("maximize", maximize_);
  }
  void check() const override;
  EMBER_ARG(double, lr);
  EMBER_ARG(double, rho) = 0.9;
  EMBER_ARG(double, eps) = 1e-6;
  EMBER_ARG(double, weight_decay) = 0;  ///< L2: added to the gradient, times the parameter
  EMBER_ARG(bool, maximize) = false;    ///< ascend instead of descend
};

struct AdadeltaParamState : OptimizerCloneableParamState<AdadeltaParamState> {
  AdadeltaParamState() = default;
  AdadeltaParamState(const Tensor& parameter, const AdadeltaOptions& options);
  void visit(FieldVisitor& visitor) override {
    visitor("step", step_)("square_avg", square_avg_)("acc_delta", acc_delta_);
  }
  EMBER_ARG(int64_t, step) = 0;
  EMBER_ARG(Tensor, square_avg);
  EMBER_ARG(Tensor, acc_delta);
};

/// v = rho v + (1 - rho) g^2, d = sqrt(u + eps) / sqrt(v + eps) g, u = rho u + (1 - rho) d^2, p -= lr d
class Adadelta final : public Algorithm<AdadeltaOptions, AdadeltaParamState> {
 public:
  using Algorithm::Algorithm;

 private:
  void apply(const Tensor& parameter, const AdadeltaOptions& options, AdadeltaParamState& state) override;
};

}  // namespace ember::optim
