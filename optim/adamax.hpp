// Adamax: Adam with the infinity norm, Kingma and Ba (2015), section 7
// (https://pytorch.org/docs/stable/generated/torch.optim.Adamax.html).
#pragma once

#include <ember/optim/algorithm.hpp>

namespace ember::optim {

struct AdamaxOptions : OptimizerCloneableOptions<AdamaxOptions> {
  AdamaxOptions(double lr = 2e-3) : lr_(lr) {}
  void visit(FieldVisitor& visitor) override {
    visitor("lr", lr_)("betas", betas_)("eps", eps_)("weight_decay", weight_decay_)("maximize", maximize_);
  }
  EMBER_ARG(double, lr);
  EMBER_ARG(Betas, betas) = {0.9, 0.999};
  EMBER_ARG(double, eps) = 1e-8;
  EMBER_ARG(double, weight_decay) = 0;  ///< L2: added to the gradient, times the parameter
  EMBER_ARG(bool, maximize) = false;    ///< ascend instead of descend
};

struct AdamaxParamState : OptimizerCloneableParamState<AdamaxParamState> {
  AdamaxParamState() = default;
  AdamaxParamState(const Tensor& parameter, const AdamaxOptions& options);
  void visit(FieldVisitor& visitor) override {
    visitor("step", step_)("exp_avg", exp_avg_)("exp_inf", exp_inf_);
  }
  EMBER_ARG(int64_t, step) = 0;
  EMBER_ARG(Tensor, exp_avg);
  EMBER_ARG(Tensor, exp_inf);
};

/// m = beta1 m + (1 - beta1) g, u = max(beta2 u, |g| + eps), p -= lr / (1 - beta1^t) m / u
class Adamax final : public Algorithm<AdamaxOptions, AdamaxParamState> {
 public:
  using Algorithm::Algorithm;

 private:
  void apply(const Tensor& parameter, const AdamaxOptions& options, AdamaxParamState& state) override;
};

}  // namespace ember::optim
