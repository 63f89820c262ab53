// What the types of all algorithms share.
#pragma once

#include <ember/optim/optimizer.hpp>

namespace ember::optim {

/// An optimizer with options of one class and, for each parameter, a State(parameter, options).
template <class Options, class State> class Algorithm : public Optimizer {
 public:
  explicit Algorithm(std::vector<OptimizerParamGroup> groups, Options defaults = {})
      : Optimizer(std::move(groups), std::make_unique<Options>(std::move(defaults))) {}
  explicit Algorithm(std::vector<Tensor> parameters, Options defaults = {})
      : Optimizer(std::move(parameters), std::make_unique<Options>(std::move(defaults))) {}

 protected:
  std::unique_ptr<OptimizerParamState> new_state(const Tensor& parameter,
                                                 const OptimizerOptions& options) const override {
    return std::make_unique<State>(parameter, static_cast<const Options&>(options));
  }
  void update(const Tensor& parameter, OptimizerOptions& options) override {
    auto& chosen = static_cast<Options&>(options);
    apply(parameter, chosen, state_of<State>(parameter, chosen));
  }
  virtual void apply(const Tensor& parameter, const Options& options, State& state) = 0;
};

}  // namespace ember::optim
