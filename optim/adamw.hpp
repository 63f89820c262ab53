// AdamW: Adam with decoupled weight decay, Loshchilov and Hutter (2019)
// (https://pytorch.org/docs/stable/generated/torch.optim.AdamW.html).
#pragma once

#include <ember/optim/algorithm.hpp>

namespace ember::optim {

struct AdamWOptions : OptimizerCloneableOptions<AdamWOptions> {
  AdamWOptions(double lr = 1e-3) : lr_(lr) {}
  void visit(FieldVisitor& visitor) override;
  void check() const override;
  EMBER_ARG(double, lr);
  EMBER_ARG(Betas, betas) = {0.9, 0.999};
  EMBER_ARG(double, eps) = 1e-8;
  EMBER_ARG(double, weight_decay) = 1e-2;  ///< of the parameter itself: p *= 1 - lr weight_decay
  EMBER_ARG(bool, amsgrad) = false;        ///< use the largest second moment so far
  EMBER_ARG(bool, maximize) = false;       ///< ascend instead of descend
};

struct AdamWParamState : OptimizerCloneableParamState<AdamWParamState> {
  AdamWParamState() = default;
  AdamWParamState(const Tensor& parameter, const AdamWOptions& options);
  void visit(FieldVisitor& visitor) override;
  EMBER_ARG(int64_t, step) = 0;
  EMBER_ARG(Tensor, exp_avg);
  EMBER_ARG(Tensor, exp_avg_sq);
  EMBER_ARG(Tensor, max_exp_avg_sq);
};

/// p *= 1 - lr weight_decay, then a step of Adam with the gradient alone.
class AdamW final : public Algorithm<AdamWOptions, AdamWParamState> {
 public:
  using Algorithm::Algorithm;

 private:
  void apply(const Tensor& parameter, const AdamWOptions& options, AdamWParamState& state) override;
};

}  // namespace ember::optim
