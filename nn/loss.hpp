// Losses as modules (https://pytorch.org/docs/stable/nn.html#loss-functions).
#pragma once

#include <ember/autograd/copy.hpp>
#include <ember/nn/activation.hpp>
#include <ember/nn/functional/loss.hpp>

namespace ember::nn {

/// A module without parameters that compares an input with a target by one function of nn::functional.
/// Weights among its options are buffers.
template <Text title, class Options_, auto function>
class LossImpl : public Cloneable<LossImpl<title, Options_, function>> {
 public:
  using Options = Options_;
  explicit LossImpl(Options options_ = {}) : Cloneable<LossImpl>(title.value), options(std::move(options_)) {
    LossImpl::reset();
  }
  void reset() override {
    if constexpr (requires { options.weight(); }) keep("weight", options.weight());
    if constexpr (requires { options.pos_weight(); }) keep("pos_weight", options.pos_weight());
  }
  void pretty_print(std::ostream& stream) const override { print_own(stream, title.value); }
  Tensor forward(const Tensor& input, const Tensor& target) { return function(input, target, options); }

  Options options;

 private:
  void keep(const char* name, Tensor& weight) {
    if (weight.defined())
      weight = ember::clone(weight.detach());  // a copy of the module has weights of its own
    this->register_buffer(name, weight);
  }
};

using MSELossImpl = LossImpl<"MSELoss()", MSELossOptions, functional::mse_loss>;
using L1LossImpl = LossImpl<"L1Loss()", L1LossOptions, functional::l1_loss>;
using SmoothL1LossImpl =
    LossImpl<"SmoothL1Loss", SmoothL1LossOptions,
             static_cast<Tensor (*)(const Tensor&, const Tensor&, const SmoothL1LossOptions&)>(
                 functional::smooth_l1_loss)>;
using HuberLossImpl = LossImpl<"HuberLoss", HuberLossOptions, functional::huber_loss>;
using BCELossImpl = LossImpl<"BCELoss()", BCELossOptions, functional::binary_cross_entropy>;
using BCEWithLogitsLossImpl =
    LossImpl<"BCEWithLogitsLoss()", BCEWithLogitsLossOptions, functional::binary_cross_entropy_with_logits>;
using NLLLossImpl = LossImpl<"NLLLoss()", NLLLossOptions, functional::nll_loss>;
using CrossEntropyLossImpl =
    LossImpl<"CrossEntropyLoss()", CrossEntropyLossOptions, functional::cross_entropy>;
using KLDivLossImpl = LossImpl<"KLDivLoss()", KLDivLossOptions, functional::kl_div>;
using PoissonNLLLossImpl = LossImpl<"PoissonNLLLoss()", PoissonNLLLossOptions, functional::poisson_nll_loss>;

using MSELoss = ModuleHolder<MSELossImpl>;
using L1Loss = ModuleHolder<L1LossImpl>;
using SmoothL1Loss = ModuleHolder<SmoothL1LossImpl>;
using HuberLoss = ModuleHolder<HuberLossImpl>;
using BCELoss = ModuleHolder<BCELossImpl>;
using BCEWithLogitsLoss = ModuleHolder<BCEWithLogitsLossImpl>;
using NLLLoss = ModuleHolder<NLLLossImpl>;
using CrossEntropyLoss = ModuleHolder<CrossEntropyLossImpl>;
using KLDivLoss = ModuleHolder<KLDivLossImpl>;
using PoissonNLLLoss = ModuleHolder<PoissonNLLLossImpl>;

}  // namespace ember::nn
