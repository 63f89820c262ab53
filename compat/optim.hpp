// torch::optim
#pragma once

#include <ember/compat/tensor.hpp>
#include <ember/optim/adadelta.hpp>
#include <ember/optim/adagrad.hpp>
#include <ember/optim/adam.hpp>
#include <ember/optim/adamax.hpp>
#include <ember/optim/lr_scheduler.hpp>
#include <ember/optim/nadam.hpp>
#include <ember/optim/radam.hpp>
#include <ember/optim/rmsprop.hpp>
#include <ember/optim/sgd.hpp>

namespace torch::optim {
using namespace ember::optim;

/// The plateau scheduler as libtorch 2 spells it.
class ReduceLROnPlateauScheduler {
 public:
  enum SchedulerMode { min, max };
  enum ThresholdMode { rel, abs };
  /// `min_lrs` is empty for 0, or one rate for all groups. Throws ValueError for several different ones.
  explicit ReduceLROnPlateauScheduler(Optimizer& optimizer, SchedulerMode mode = min, float factor = 0.1F,
                                      int patience = 10, double threshold = 1e-4,
                                      ThresholdMode threshold_mode = rel, int cooldown = 0,
                                      const std::vector<float>& min_lrs = {}, double eps = 1e-8, bool = false)
      : plateau_(optimizer, ember::optim::ReduceLROnPlateauOptions()
                                .mode(mode == min ? "min" : "max")
                                .factor(static_cast<double>(factor))
                                .patience(patience)
                                .threshold(threshold)
                                .threshold_mode(threshold_mode == rel ? "rel" : "abs")
                                .cooldown(cooldown)
                                .min_lr(one_of(min_lrs))
                                .eps(eps)) {}
  void step(float metric) { plateau_.step(static_cast<double>(metric)); }

 private:
  static double one_of(const std::vector<float>& rates) {
    for (float rate : rates)
      ember::require<ember::ValueError>(rate == rates[0], "ReduceLROnPlateauScheduler: min_lrs differ");
    return rates.empty() ? 0 : static_cast<double>(rates[0]);
  }
  ember::optim::ReduceLROnPlateau plateau_;
};
}  // namespace torch::optim

namespace ska {
/// PyTorch 1.13 keeps the states of an optimizer in this map, under texts; Ember under addresses.
template <class Key, class Value>
using flat_hash_map = std::unordered_map<
    std::conditional_t<std::is_same_v<Value, std::unique_ptr<ember::optim::OptimizerParamState>>, void*, Key>,
    Value>;
}  // namespace ska
