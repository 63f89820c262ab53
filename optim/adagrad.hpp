// Adagrad: adaptive gradients, Duchi et al. (2011)
// (https://pytorch.org/docs/stable/generated/torch.optim.Adagrad.html).
#pragma once

#include <ember/optim/algorithm.hpp>

namespace ember::optim {

struct AdagradOptions : OptimizerCloneableOptions<AdagradOptions> {
  AdagradOptions(double lr = 1e-2) : lr_(lr) {}
  void visit(FieldVisitor& visitor) override {
    visitor("lr", lr_)("lr_decay", lr_decay_)("weight_decay", weight_decay_)(
        "initial_accumulator_value", initial_accumulator_value_)("eps", eps_)("maximize", maximize_);
  }
  EMBER_ARG(double, lr);
  EMBER_ARG(double, lr_decay) = 0;
  EMBER_ARG(double, weight_decay) = 0;               ///< L2: added to the gradient, times the parameter
  EMBER_ARG(double, initial_accumulator_value) = 0;  ///< the optimizer's own, whatever a group says
  EMBER_ARG(double, eps) = 1e-10;
  EMBER_ARG(bool, maximize) = false;  ///< ascend instead of descend
};

struct AdagradParamState : OptimizerCloneableParamState<AdagradParamState> {
  AdagradParamState() = default;
  AdagradParamState(const Tensor& parameter, const AdagradOptions& options);
  void visit(FieldVisitor& visitor) override { visitor("step", step_)("sum", sum_); }
  EMBER_ARG(int64_t, step) = 0;
  EMBER_ARG(Tensor, sum);
};

/// s += g^2, p -= lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps)
class Adagrad final : public Algorithm<AdagradOptions, AdagradParamState> {
 public:
  // As in PyTorch, states are there from the start.
  explicit Adagrad(std::vector<OptimizerParamGroup> groups, AdagradOptions defaults = {})
      : Algorithm(std::move(groups), std::move(defaults)) {
    make_states();
  }
  explicit Adagrad(std::vector<Tensor> parameters, AdagradOptions defaults = {})
      : Algorithm(std::move(parameters), std::move(defaults)) {
    make_states();
  }

 private:
  void make_states() {
    for (OptimizerParamGroup& group : param_groups()) {
      for (const Tensor& p : group.params()) state_of<AdagradParamState>(p, defaults());
    }
  }
  void apply(const Tensor& parameter, const AdagradOptions& options, AdagradParamState& state) override;
};

}  // namespace ember::optim
