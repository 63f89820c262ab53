// RAdam: rectified Adam, Liu et al. (2020)
// (https://pytorch.org/docs/stable/generated/torch.optim.RAdam.html).
#pragma once

#include <ember/optim/algorithm.hpp>

namespace ember::optim {

struct RAdamOptions : OptimizerCloneableOptions<RAdamOptions> {
  RAdamOptions(double lr = 1e-3) : lr_(lr) {}
  void visit(FieldVisitor& visitor) override {
    visitor("lr", lr_)("betas", betas_)("eps", eps_)("weight_decay", weight_decay_)("maximize", maximize_);
  }
  EMBER_ARG(double, lr);
  EMBER_ARG(Betas, betas) = {0.9, 0.999};
  EMBER_ARG(double, eps) = 1e-8;
  EMBER_ARG(double, weight_decay) = 0;  ///< L2: added to the gradient, times the parameter
  EMBER_ARG(bool, maximize) = false;    ///< ascend instead of descend
};

struct RAdamParamState : OptimizerCloneableParamState<RAdamParamState> {
  RAdamParamState() = default;
  RAdamParamState(const Tensor& parameter, const RAdamOptions& options);
  void visit(FieldVisitor& visitor) override {
    visitor("step", step_)("exp_avg", exp_avg_)("exp_avg_sq", exp_avg_sq_);
  }
  EMBER_ARG(int64_t, step) = 0;
  EMBER_ARG(Tensor, exp_avg);
  EMBER_ARG(Tensor, exp_avg_sq);
};

/// Adam's step times a factor that grows as the variance of v becomes known, and a step of momentum alone
/// before that (while rho_t <= 5).
class RAdam final : public Algorithm<RAdamOptions, RAdamParamState> {
 public:
  using Algorithm::Algorithm;

 private:
  void apply(const Tensor& parameter, const RAdamOptions& options, RAdamParamState& state) override;
};

}  // namespace ember::optim
