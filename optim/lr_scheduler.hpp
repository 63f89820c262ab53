// Learning rates that follow a schedule
// (https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate).
//
// A scheduler keeps a reference to its optimizer, which must live longer. Constructing it sets the rates of
// step 0; step(), called after the optimizer's, sets those of the next. Schedules are those of PyTorch's
// Python side, recursive where those are, so that several of them on one optimizer multiply. Names, order and
// defaults of the arguments are PyTorch's; ValueError for those out of range.
#pragma once

#include <ember/optim/optimizer.hpp>

namespace ember::optim {

class LRScheduler {
 public:
  LRScheduler(const LRScheduler&) = delete;
  virtual ~LRScheduler() = default;

  virtual void step();
  /// Begins anew at step 0 from the initial rates.
  virtual void restart();
  /// The rate of every group, as set last.
  const std::vector<double>& get_last_lr() const { return last_lr_; }
  int64_t last_epoch() const { return last_epoch_; }

  OrderedDict<std::string, double> state_dict() const;
  /// Sets the rates of the optimizer too. Throws IndexError for a missing name.
  void load_state_dict(const OrderedDict<std::string, double>& state);
  /// The numbers that change from step to step.
  virtual void visit(FieldVisitor& visitor);
  /// Steps back by one without a change of rates; for schedulers of schedulers.
  void undo_step() { --last_epoch_; }

 protected:
  explicit LRScheduler(Optimizer& optimizer);
  /// The rates for last_epoch_.
  virtual std::vector<double> get_lrs() = 0;
  /// The first step; the last line of every constructor.
  void start() { LRScheduler::step(); }

  std::vector<double> get_current_lrs() const;
  void set_optimizer_lrs(const std::vector<double>& lrs);
  /// f(initial rate, current rate) of every group.
  template <class F> std::vector<double> each(const F& f) const {
    std::vector<double> rates;
    for (size_t g = 0; g < base_lrs_.size(); ++g)
      rates.push_back(f(base_lrs_[g], optimizer_.param_groups()[g].options().get_lr()));
    return rates;
  }

  Optimizer& optimizer_;
  std::vector<double> base_lrs_, last_lr_;
  int64_t last_epoch_ = -1;
};

using EpochFunction = std::function<double(int64_t epoch)>;

/// initial lr times lambda(epoch); one function for all groups or one for each.
class LambdaLR final : public LRScheduler {
 public:
  LambdaLR(Optimizer& optimizer, EpochFunction lambda);
  LambdaLR(Optimizer& optimizer, std::vector<EpochFunction> lambdas);

 private:
  std::vector<double> get_lrs() override;
  std::vector<EpochFunction> lambdas_;
};

/// lr *= factor(epoch) at every step: the form of the schedulers that follow.
class MultiplicativeLR : public LRScheduler {
 public:
  MultiplicativeLR(Optimizer& optimizer, EpochFunction factor);
  void restart() override;

 protected:
  /// With a factor for step 0 too, applied to the initial rates when another scheduler hands over.
  struct FromStart {
    EpochFunction factor;
  };
  MultiplicativeLR(Optimizer& optimizer, FromStart factor);

 private:
  std::vector<double> get_lrs() override;
  EpochFunction factor_;
  bool from_start_;
};

/// lr *= gamma every step_size steps
struct StepLR final : MultiplicativeLR {
  StepLR(Optimizer& optimizer, int64_t step_size, double gamma = 0.1);
};
/// lr *= gamma at each milestone, as often as it stands in the list
struct MultiStepLR final : MultiplicativeLR {
  MultiStepLR(Optimizer& optimizer, std::vector<int64_t> milestones, double gamma = 0.1);
};
/// lr times factor during total_iters steps
struct ConstantLR final : MultiplicativeLR {
  explicit ConstantLR(Optimizer& optimizer, double factor = 1.0 / 3, int64_t total_iters = 5);
};
/// lr times a factor that goes from start_factor to end_factor in total_iters steps
struct LinearLR final : MultiplicativeLR {
  explicit LinearLR(Optimizer& optimizer, double start_factor = 1.0 / 3, double end_factor = 1,
                    int64_t total_iters = 5);
};
/// lr *= gamma at every step
struct ExponentialLR final : MultiplicativeLR {
  ExponentialLR(Optimizer& optimizer, double gamma);
};
/// lr (1 - t / total_iters)^power
struct PolynomialLR final : MultiplicativeLR {
  explicit PolynomialLR(Optimizer& optimizer, int64_t total_iters = 5, double power = 1);
};

/// Half a cosine from the initial lr to eta_min in T_max steps, and back up after that; Loshchilov and Hutter
/// (2017).
class CosineAnnealingLR final : public LRScheduler {
 public:
  CosineAnnealingLR(Optimizer& optimizer, int64_t T_max, double eta_min = 0);

 private:
  std::vector<double> get_lrs() override;
  int64_t t_max_;
  double eta_min_;
};

/// The same, begun anew after T_0, T_0 T_mult, T_0 T_mult^2, ... steps
class CosineAnnealingWarmRestarts final : public LRScheduler {
 public:
  CosineAnnealingWarmRestarts(Optimizer& optimizer, int64_t T_0, int64_t T_mult = 1, double eta_min = 0);
  void step() override;
  void restart() override;
  void visit(FieldVisitor& visitor) override;

 private:
  std::vector<double> get_lrs() override;
  int64_t t_0_, t_mult_, t_i_, t_cur_ = 0;
  double eta_min_;
};

/// Between base_lr and max_lr and back, again and again; Smith (2017). The momentum (or beta1) goes the other
/// way.
struct CyclicLROptions {
  EMBER_ARG(int64_t, step_size_up) = 2000;
  EMBER_ARG(int64_t, step_size_down) = 0;       ///< 0: as many as up
  EMBER_ARG(std::string, mode) = "triangular";  ///< triangular, triangular2 (halved each cycle), exp_range
  EMBER_ARG(double, gamma) = 1;                 ///< of exp_range: the amplitude times gamma^step
  EMBER_ARG(bool, cycle_momentum) = true;
  EMBER_ARG(double, base_momentum) = 0.8;
  EMBER_ARG(double, max_momentum) = 0.9;
};
class CyclicLR final : public LRScheduler {
 public:
  CyclicLR(Optimizer& optimizer, double base_lr, double max_lr, CyclicLROptions options = {});

 private:
  std::vector<double> get_lrs() override;
  double max_lr_;
  CyclicLROptions options_;
};

/// Up to max_lr and down to almost nothing, once; Smith and Topin (2018). step() throws StateError after
/// total_steps.
struct OneCycleLROptions {
  EMBER_ARG(double, pct_start) = 0.3;
  EMBER_ARG(std::string, anneal_strategy) = "cos";  ///< or linear
  EMBER_ARG(bool, cycle_momentum) = true;
  EMBER_ARG(double, base_momentum) = 0.85;
  EMBER_ARG(double, max_momentum) = 0.95;
  EMBER_ARG(double, div_factor) = 25;
  EMBER_ARG(double, final_div_factor) = 1e4;
  EMBER_ARG(bool, three_phase) = false;
};
class OneCycleLR final : public LRScheduler {
 public:
  OneCycleLR(Optimizer& optimizer, double max_lr, int64_t total_steps, OneCycleLROptions options = {});

 private:
  std::vector<double> get_lrs() override;
  double max_lr_;
  int64_t total_steps_;
  OneCycleLROptions options_;
};

/// lr *= factor when a metric has not improved for more than `patience` steps.
struct ReduceLROnPlateauOptions {
  EMBER_ARG(std::string, mode) = "min";  ///< whether smaller or larger ("max") is better
  EMBER_ARG(double, factor) = 0.1;
  EMBER_ARG(int64_t, patience) = 10;
  EMBER_ARG(double, threshold) = 1e-4;             ///< by how much it must be better
  EMBER_ARG(std::string, threshold_mode) = "rel";  ///< a share of the best, or "abs"
  EMBER_ARG(int64_t, cooldown) = 0;                ///< steps after a cut that do not count
  EMBER_ARG(double, min_lr) = 0;
  EMBER_ARG(double, eps) = 1e-8;  ///< smaller cuts are left out
};
class ReduceLROnPlateau final : public LRScheduler {
 public:
  explicit ReduceLROnPlateau(Optimizer& optimizer, ReduceLROnPlateauOptions options = {});
  void step(double metric);
  /// Throws StateError: it needs a metric.
  void step() override;
  void visit(FieldVisitor& visitor) override;

 private:
  std::vector<double> get_lrs() override { return get_current_lrs(); }
  bool better(double metric) const;
  ReduceLROnPlateauOptions options_;
  double best_;
  int64_t bad_steps_ = 0, cooldown_left_ = 0;
};

/// One scheduler after the other: the next takes over, from the initial rates, at each milestone.
class SequentialLR final : public LRScheduler {
 public:
  SequentialLR(Optimizer& optimizer, std::vector<std::shared_ptr<LRScheduler>> schedulers,
               std::vector<int64_t> milestones);
  void step() override;
  void visit(FieldVisitor& visitor) override;

 private:
  std::vector<double> get_lrs() override { return get_current_lrs(); }
  std::vector<std::shared_ptr<LRScheduler>> schedulers_;
  std::vector<int64_t> milestones_;
};

/// Several schedulers at once: their factors multiply.
class ChainedScheduler final : public LRScheduler {
 public:
  explicit ChainedScheduler(Optimizer& optimizer, std::vector<std::shared_ptr<LRScheduler>> schedulers);
  void step() override;
  void visit(FieldVisitor& visitor) override;

 private:
  std::vector<double> get_lrs() override { return get_current_lrs(); }
  std::vector<std::shared_ptr<LRScheduler>> schedulers_;
};

}  // namespace ember::optim
