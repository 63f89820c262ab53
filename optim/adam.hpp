// Adam: adaptive moments, Kingma and Ba (2015)
// (https://pytorch.org/docs/stable/generated/torch.optim.Adam.html).
#pragma once

#include <ember/optim/algorithm.hpp>

namespace ember::optim {

struct AdamOptions : OptimizerCloneableOptions<AdamOptions> {
  AdamOptions(double lr = 1e-3) : lr_(lr) {}
  void visit(FieldVisitor& visitor) override;
  void check() const override;
  EMBER_ARG(double, lr);
  EMBER_ARG(Betas, betas) = {0.9, 0.999};
  EMBER_ARG(double, eps) = 1e-8;
  EMBER_ARG(double, weight_decay) = 0;  ///< L2: added to the gradient, times the parameter
  EMBER_ARG(bool, amsgrad) = false;     ///< use the largest second moment so far
  EMBER_ARG(bool, maximize) = false;    ///< ascend instead of descend
};

struct AdamParamState : OptimizerCloneableParamState<AdamParamState> {
  AdamParamState() = default;
  AdamParamState(const Tensor& parameter, const AdamOptions& options);
  void visit(FieldVisitor& visitor) override;
  EMBER_ARG(int64_t, step) = 0;
  EMBER_ARG(Tensor, exp_avg);
  EMBER_ARG(Tensor, exp_avg_sq);
  EMBER_ARG(Tensor, max_exp_avg_sq);
};

/// m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
/// p -= lr / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + eps), with the largest v so far under amsgrad.
class Adam final : public Algorithm<AdamOptions, AdamParamState> {
 public:
  using Algorithm::Algorithm;

 private:
  void apply(const Tensor& parameter, const AdamOptions& options, AdamParamState& state) override;
};

}  // namespace ember::optim
