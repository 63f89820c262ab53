// Adam: adaptive moments, Kingma and Ba (2015), and AdamW, with decoupled weight decay, Loshchilov and Hutter
// (2019) (https://pytorch.org/docs/stable/generated/torch.optim.Adam.html).
#pragma once

#include <ember/optim/algorithm.hpp>

namespace ember::optim {

/// Of Adam, and of AdamW, which decays the parameter itself instead of adding to the gradient, by 1e-2 unless
/// told.
template <bool decoupled> struct AdamOptionsOf : OptimizerCloneableOptions<AdamOptionsOf<decoupled>> {
  AdamOptionsOf(double lr = 1e-3) : lr_(lr) {}
  void visit(FieldVisitor& visitor) override {
    visitor("lr", lr_)("betas", betas_)("eps", eps_)("weight_decay", weight_decay_)("amsgrad", amsgrad_)(
        "maximize", maximize_);
  }
  EMBER_ARG(double, lr);
  EMBER_ARG(Betas, betas) = {0.9, 0.999};
  EMBER_ARG(double, eps) = 1e-8;
  EMBER_ARG(double, weight_decay) = decoupled ? 1e-2 : 0;
  EMBER_ARG(bool, amsgrad) = false;   ///< use the largest second moment so far
  EMBER_ARG(bool, maximize) = false;  ///< ascend instead of descend
};
using AdamOptions = AdamOptionsOf<false>;
using AdamWOptions = AdamOptionsOf<true>;

struct AdamParamState : OptimizerCloneableParamState<AdamParamState> {
  AdamParamState() = default;
  template <bool decoupled>
  AdamParamState(const Tensor& parameter, const AdamOptionsOf<decoupled>& options)
      : AdamParamState(parameter, options.amsgrad()) {}
  AdamParamState(const Tensor& parameter, bool amsgrad);
  void visit(FieldVisitor& visitor) override {
    visitor("step", step_)("exp_avg", exp_avg_)("exp_avg_sq", exp_avg_sq_)("max_exp_avg_sq", max_exp_avg_sq_);
  }
  EMBER_ARG(int64_t, step) = 0;
  EMBER_ARG(Tensor, exp_avg);
  EMBER_ARG(Tensor, exp_avg_sq);
  EMBER_ARG(Tensor, max_exp_avg_sq);
};

/// m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
/// p -= lr / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + eps), with the largest v so far under amsgrad.
/// AdamW: p *= 1 - lr weight_decay, then the same with the gradient alone. Every 128th step moments that are
/// denormal become 0, those of the squares only where eps >= 1e-10, which swallows their roots.
template <bool decoupled> class AdamOf final : public Algorithm<AdamOptionsOf<decoupled>, AdamParamState> {
 public:
  using Algorithm<AdamOptionsOf<decoupled>, AdamParamState>::Algorithm;

 private:
  void apply(const Tensor& parameter, const AdamOptionsOf<decoupled>& options,
             AdamParamState& state) override;

  /// The powers of the betas for the parameters that are at one step: usually all of them.
  struct Corrections {
    int64_t step = 0;
    Betas betas;
    double first = 0, second_sqrt = 0;
  };
  Corrections corrections_;
};
using Adam = AdamOf<false>;
using AdamW = AdamOf<true>;
using AdamWParamState = AdamParamState;

}  // namespace ember::optim
