// NAdam: Adam with Nesterov momentum, Dozat (2016)
// (https://pytorch.org/docs/stable/generated/torch.optim.NAdam.html).
#pragma once

#include <ember/optim/algorithm.hpp>

namespace ember::optim {

struct NAdamOptions : OptimizerCloneableOptions<NAdamOptions> {
  NAdamOptions(double lr = 2e-3) : lr_(lr) {}
  void visit(FieldVisitor& visitor) override {
    visitor("lr", lr_)("betas", betas_)("eps", eps_)("weight_decay", weight_decay_)(
        "momentum_decay", momentum_decay_)("maximize", maximize_);
  }
  EMBER_ARG(double, lr);
  EMBER_ARG(Betas, betas) = {0.9, 0.999};
  EMBER_ARG(double, eps) = 1e-8;
  EMBER_ARG(double, weight_decay) = 0;  ///< L2: added to the gradient, times the parameter
  EMBER_ARG(double, momentum_decay) = 4e-3;
  EMBER_ARG(bool, maximize) = false;  ///< ascend instead of descend
};

struct NAdamParamState : OptimizerCloneableParamState<NAdamParamState> {
  NAdamParamState() = default;
  NAdamParamState(const Tensor& parameter, const NAdamOptions& options);
  void visit(FieldVisitor& visitor) override {
    visitor("step", step_)("mu_product", mu_product_)("exp_avg", exp_avg_)("exp_avg_sq", exp_avg_sq_);
  }
  EMBER_ARG(int64_t, step) = 0;
  EMBER_ARG(double, mu_product) = 1;
  EMBER_ARG(Tensor, exp_avg);
  EMBER_ARG(Tensor, exp_avg_sq);
};

/// mu_t = beta1 (1 - 0.96^(t momentum_decay) / 2); moments m and v as Adam;
/// p -= lr ((1 - mu_t) / (1 - P) g + mu_{t+1} / (1 - P mu_t mu_{t+1}) m) / (sqrt(v / (1 - beta2^t)) + eps),
/// where P is the product of mu_1 ... mu_t (mu_t counts twice in the second quotient, as in PyTorch 1.13).
class NAdam final : public Algorithm<NAdamOptions, NAdamParamState> {
 public:
  using Algorithm::Algorithm;

 private:
  void apply(const Tensor& parameter, const NAdamOptions& options, NAdamParamState& state) override;
};

}  // namespace ember::optim
