// Functional: a function as a module (https://pytorch.org/cppdocs: torch::nn::Functional).
#pragma once

#include <ember/nn/cloneable.hpp>
#include <ember/nn/module_holder.hpp>

namespace ember::nn {

/// Calls a function of a tensor, with further arguments fixed: `Functional(leaky_relu, 0.1)`,
/// `Functional([](Tensor x) { return x * 2; })`.
class FunctionalImpl : public Cloneable<FunctionalImpl> {
 public:
  using Function = std::function<Tensor(Tensor)>;
  explicit FunctionalImpl(Function function) : function_(std::move(function)) {}
  template <class F, class... Arguments>
  requires(sizeof...(Arguments) > 0) explicit FunctionalImpl(F function, Arguments... arguments)
      : function_([=](Tensor input) { return function(std::move(input), arguments...); }) {}

  void reset() override {}
  void pretty_print(std::ostream& stream) const override { print_own(stream, "Functional()"); }
  Tensor forward(Tensor input) { return function_(std::move(input)); }
  Tensor operator()(Tensor input) { return forward(std::move(input)); }
  bool is_serializable() const { return false; }

 private:
  Function function_;
};
using Functional = ModuleHolder<FunctionalImpl>;

}  // namespace ember::nn
