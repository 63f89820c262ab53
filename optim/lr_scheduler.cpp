#include <cmath>
#include <ember/optim/lr_scheduler.hpp>
#include <limits>

namespace ember::optim {
namespace {

struct Collect final : FieldVisitor {
  OrderedDict<std::string, double>& to;
  explicit Collect(OrderedDict<std::string, double>& state) : to(state) {}
  void number(const std::string& name, double& value) override { to.insert(name, value); }
  void tensor(const std::string&, Tensor&) override {}
};
struct Restore final : FieldVisitor {
  const OrderedDict<std::string, double>& from;
  explicit Restore(const OrderedDict<std::string, double>& state) : from(state) {}
  void number(const std::string& name, double& value) override { value = from[name]; }
  void tensor(const std::string&, Tensor&) override {}
};

/// Sets the option that an algorithm calls its momentum.
struct SetMomentum final : FieldVisitor {
  double momentum;
  bool found = false;
  explicit SetMomentum(double value) : momentum(value) {}
  void number(const std::string& name, double& value) override {
    if (name != "momentum" && name != "beta1") return;
    value = momentum;
    found = true;
  }
  void tensor(const std::string&, Tensor&) override {}
};
void set_momentum(Optimizer& optimizer, double momentum) {
  for (OptimizerParamGroup& group : optimizer.param_groups()) {
    SetMomentum setter(momentum);
    group.options().visit(setter);
    require<ValueError>(setter.found,
                        "LRScheduler: cycle_momentum needs an optimizer with momentum or beta1");
  }
}

}  // namespace

LRScheduler::LRScheduler(Optimizer& optimizer) : optimizer_(optimizer) {
  for (OptimizerParamGroup& group : optimizer_.param_groups()) {
    if (!group.initial_lr) group.initial_lr = group.options().get_lr();
    base_lrs_.push_back(*group.initial_lr);
  }
}

std::vector<double> LRScheduler::get_current_lrs() const {
  return each([](double, double current) { return current; });
}
void LRScheduler::set_optimizer_lrs(const std::vector<double>& lrs) {
  std::vector<OptimizerParamGroup>& groups = optimizer_.param_groups();
  require<ValueError>(lrs.size() == groups.size(), "LRScheduler: ", lrs.size(), " rates for ", groups.size(),
                      " parameter groups");
  for (size_t g = 0; g < lrs.size(); ++g) groups[g].options().set_lr(lrs[g]);
  last_lr_ = lrs;
}

void LRScheduler::step() {
  ++last_epoch_;
  set_optimizer_lrs(get_lrs());
}
void LRScheduler::restart() {
  set_optimizer_lrs(base_lrs_);
  last_epoch_ = -1;
  LRScheduler::step();
}

void LRScheduler::visit(FieldVisitor& visitor) {
  visitor("last_epoch", last_epoch_);
  for (size_t g = 0; g < base_lrs_.size(); ++g) {
    visitor("base_lrs." + std::to_string(g), base_lrs_[g]);
    visitor("last_lr." + std::to_string(g), last_lr_[g]);
  }
}
OrderedDict<std::string, double> LRScheduler::state_dict() const {
  OrderedDict<std::string, double> state;
  Collect collect(state);
  const_cast<LRScheduler*>(this)->visit(collect);
  return state;
}
void LRScheduler::load_state_dict(const OrderedDict<std::string, double>& state) {
  for (const auto& item : state_dict()) static_cast<void>(state[item.key()]);
  Restore restore(state);
  visit(restore);
  set_optimizer_lrs(std::vector<double>(last_lr_));
}

LambdaLR::LambdaLR(Optimizer& optimizer, EpochFunction lambda)
    : LambdaLR(optimizer, std::vector<EpochFunction>(optimizer.param_groups().size(), std::move(lambda))) {}
LambdaLR::LambdaLR(Optimizer& optimizer, std::vector<EpochFunction> lambdas)
    : LRScheduler(optimizer), lambdas_(std::move(lambdas)) {
  require<ValueError>(lambdas_.size() == base_lrs_.size(), "LambdaLR: ", lambdas_.size(), " functions for ",
                      base_lrs_.size(), " parameter groups");
  start();
}
std::vector<double> LambdaLR::get_lrs() {
  std::vector<double> rates;
  for (size_t g = 0; g < base_lrs_.size(); ++g) rates.push_back(base_lrs_[g] * lambdas_[g](last_epoch_));
  return rates;
}

MultiplicativeLR::MultiplicativeLR(Optimizer& optimizer, EpochFunction factor)
    : LRScheduler(optimizer), factor_(std::move(factor)), from_start_(false) {
  start();
}
MultiplicativeLR::MultiplicativeLR(Optimizer& optimizer, FromStart factor)
    : LRScheduler(optimizer), factor_(std::move(factor.factor)), from_start_(true) {
  start();
}
std::vector<double> MultiplicativeLR::get_lrs() {
  const double factor = last_epoch_ > 0 || from_start_ ? factor_(last_epoch_) : 1;
  return each([=](double, double lr) { return lr * factor; });
}
void MultiplicativeLR::restart() {
  if (from_start_)
    LRScheduler::restart();
  else
    last_epoch_ = 0;
}

StepLR::StepLR(Optimizer& optimizer, int64_t step_size, double gamma)
    : MultiplicativeLR(optimizer, FromStart{[=](int64_t t) {
                         require<ValueError>(step_size > 0,
                                             "StepLR: step_size must be positive: ", step_size);
                         return t != 0 && t % step_size == 0 ? gamma : 1;
                       }}) {}

MultiStepLR::MultiStepLR(Optimizer& optimizer, std::vector<int64_t> milestones, double gamma)
    : MultiplicativeLR(optimizer, FromStart{[milestones = std::move(milestones), gamma](int64_t t) {
                         return std::pow(
                             gamma, static_cast<double>(std::count(milestones.begin(), milestones.end(), t)));
                       }}) {}

ConstantLR::ConstantLR(Optimizer& optimizer, double factor, int64_t total_iters)
    : MultiplicativeLR(optimizer, FromStart{[=](int64_t t) {
                         require<ValueError>(factor >= 0 && factor <= 1,
                                             "ConstantLR: factor must be in [0, 1]: ", factor);
                         return t == 0 ? factor : t == total_iters ? 1 / factor : 1;
                       }}) {}

LinearLR::LinearLR(Optimizer& optimizer, double start_factor, double end_factor, int64_t total_iters)
    : MultiplicativeLR(optimizer, FromStart{[=](int64_t t) {
                         require<ValueError>(start_factor > 0 && start_factor <= 1,
                                             "LinearLR: start_factor must be in (0, 1]: ", start_factor);
                         require<ValueError>(end_factor >= 0 && end_factor <= 1,
                                             "LinearLR: end_factor must be in [0, 1]: ", end_factor);
                         if (t == 0) return start_factor;
                         if (t > total_iters) return 1.0;
                         // The factor of this step by that of the step before.
                         const double rise = end_factor - start_factor;
                         return 1 + rise / (static_cast<double>(total_iters) * start_factor +
                                            static_cast<double>(t - 1) * rise);
                       }}) {}

ExponentialLR::ExponentialLR(Optimizer& optimizer, double gamma)
    : MultiplicativeLR(optimizer, FromStart{[=](int64_t t) { return t == 0 ? 1 : gamma; }}) {}

PolynomialLR::PolynomialLR(Optimizer& optimizer, int64_t total_iters, double power)
    : MultiplicativeLR(optimizer, FromStart{[=](int64_t t) {
                         if (t == 0 || t > total_iters) return 1.0;
                         const auto now = static_cast<double>(t), total = static_cast<double>(total_iters);
                         return std::pow((1 - now / total) / (1 - (now - 1) / total), power);
                       }}) {}

CosineAnnealingLR::CosineAnnealingLR(Optimizer& optimizer, int64_t T_max, double eta_min)
    : LRScheduler(optimizer), t_max_(T_max), eta_min_(eta_min) {
  require<ValueError>(T_max > 0, "CosineAnnealingLR: T_max must be positive: ", T_max);
  start();
}
std::vector<double> CosineAnnealingLR::get_lrs() {
  const auto t = static_cast<double>(last_epoch_), total = static_cast<double>(t_max_);
  if (last_epoch_ == 0) return get_current_lrs();
  if ((last_epoch_ - 1 - t_max_) % (2 * t_max_) == 0)  // at the bottom: the ratio below would be 0 / 0
    return each([=, this](double base, double lr) {
      return lr + (base - eta_min_) * (1 - std::cos(M_PI / total)) / 2;
    });
  const double ratio = (1 + std::cos(M_PI * t / total)) / (1 + std::cos(M_PI * (t - 1) / total));
  return each([=, this](double, double lr) { return ratio * (lr - eta_min_) + eta_min_; });
}

CosineAnnealingWarmRestarts::CosineAnnealingWarmRestarts(Optimizer& optimizer, int64_t T_0, int64_t T_mult,
                                                         double eta_min)
    : LRScheduler(optimizer), t_0_(T_0), t_mult_(T_mult), t_i_(T_0), eta_min_(eta_min) {
  require<ValueError>(T_0 > 0, "CosineAnnealingWarmRestarts: T_0 must be positive: ", T_0);
  require<ValueError>(T_mult >= 1, "CosineAnnealingWarmRestarts: T_mult must be at least 1: ", T_mult);
  start();
}
std::vector<double> CosineAnnealingWarmRestarts::get_lrs() {
  const double share = static_cast<double>(t_cur_) / static_cast<double>(t_i_);
  return each([=, this](double base, double) {
    return eta_min_ + (base - eta_min_) * (1 + std::cos(M_PI * share)) / 2;
  });
}
void CosineAnnealingWarmRestarts::step() {
  if (last_epoch_ >= 0 && ++t_cur_ >= t_i_) {
    t_cur_ -= t_i_;
    t_i_ *= t_mult_;
  }
  LRScheduler::step();
}
void CosineAnnealingWarmRestarts::restart() {
  t_cur_ = 0;
  t_i_ = t_0_;
  LRScheduler::restart();
}
void CosineAnnealingWarmRestarts::visit(FieldVisitor& visitor) {
  LRScheduler::visit(visitor);
  visitor("T_i", t_i_);
  visitor("T_cur", t_cur_);
}

CyclicLR::CyclicLR(Optimizer& optimizer, double base_lr, double max_lr, CyclicLROptions options)
    : LRScheduler(optimizer), max_lr_(max_lr), options_(std::move(options)) {
  if (options_.step_size_down() == 0) options_.step_size_down(options_.step_size_up());
  const std::string& mode = options_.mode();
  require<ValueError>(mode == "triangular" || mode == "triangular2" || mode == "exp_range",
                      "CyclicLR: mode must be triangular, triangular2 or exp_range: ", mode);
  for (size_t g = 0; g < base_lrs_.size(); ++g) {
    base_lrs_[g] = base_lr;
    optimizer_.param_groups()[g].initial_lr = base_lr;
  }
  start();
}
std::vector<double> CyclicLR::get_lrs() {
  const auto up = static_cast<double>(options_.step_size_up()),
             total = up + static_cast<double>(options_.step_size_down()),
             t = static_cast<double>(last_epoch_);
  const double cycle = std::floor(1 + t / total), x = 1 + t / total - cycle, turn = up / total;
  const double height = x <= turn ? x / turn : (x - 1) / (turn - 1);
  const double scale = options_.mode() == "triangular"    ? 1
                       : options_.mode() == "triangular2" ? 1 / std::pow(2, cycle - 1)
                                                          : std::pow(options_.gamma(), t);
  if (options_.cycle_momentum())
    set_momentum(optimizer_, options_.max_momentum() -
                                 (options_.max_momentum() - options_.base_momentum()) * height * scale);
  return each([=, this](double base, double) { return base + (max_lr_ - base) * height * scale; });
}

OneCycleLR::OneCycleLR(Optimizer& optimizer, double max_lr, int64_t total_steps, OneCycleLROptions options)
    : LRScheduler(optimizer), max_lr_(max_lr), total_steps_(total_steps), options_(std::move(options)) {
  require<ValueError>(total_steps > 0, "OneCycleLR: total_steps must be positive: ", total_steps);
  require<ValueError>(options_.pct_start() >= 0 && options_.pct_start() <= 1,
                      "OneCycleLR: pct_start must be in [0, 1]: ", options_.pct_start());
  require<ValueError>(options_.anneal_strategy() == "cos" || options_.anneal_strategy() == "linear",
                      "OneCycleLR: anneal_strategy must be cos or linear: ", options_.anneal_strategy());
  for (double& base : base_lrs_) base = max_lr / options_.div_factor();
  start();
}
std::vector<double> OneCycleLR::get_lrs() {
  require<StateError>(last_epoch_ <= total_steps_, "OneCycleLR: step ", last_epoch_, " of ", total_steps_);
  const double initial = max_lr_ / options_.div_factor(), last = initial / options_.final_div_factor();
  const double low = options_.base_momentum(), high = options_.max_momentum();
  const auto total = static_cast<double>(total_steps_), t = static_cast<double>(last_epoch_);
  struct Phase {
    double end, from, to, momentum_from, momentum_to;
  };
  const double peak = options_.pct_start() * total - 1;
  std::vector<Phase> phases{{peak, initial, max_lr_, high, low}};
  if (options_.three_phase()) {
    phases.push_back({2 * options_.pct_start() * total - 2, max_lr_, initial, low, high});
    phases.push_back({total - 1, initial, last, high, high});
  } else {
    phases.push_back({total - 1, max_lr_, last, low, high});
  }
  double begin = 0;
  size_t i = 0;
  for (; i + 1 < phases.size() && t > phases[i].end; ++i) begin = phases[i].end;
  const Phase& phase = phases[i];
  const double share = (t - begin) / (phase.end - begin);
  const auto between = [&](double from, double to) {
    if (options_.anneal_strategy() == "linear") return (to - from) * share + from;
    return to + (from - to) / 2 * (1 + std::cos(M_PI * share));
  };
  if (options_.cycle_momentum()) set_momentum(optimizer_, between(phase.momentum_from, phase.momentum_to));
  const double rate = between(phase.from, phase.to);
  return each([=](double, double) { return rate; });
}

ReduceLROnPlateau::ReduceLROnPlateau(Optimizer& optimizer, ReduceLROnPlateauOptions options)
    : LRScheduler(optimizer), options_(std::move(options)) {
  require<ValueError>(options_.factor() < 1,
                      "ReduceLROnPlateau: factor must be below 1: ", options_.factor());
  require<ValueError>(options_.mode() == "min" || options_.mode() == "max",
                      "ReduceLROnPlateau: mode must be min or max: ", options_.mode());
  require<ValueError>(options_.threshold_mode() == "rel" || options_.threshold_mode() == "abs",
                      "ReduceLROnPlateau: threshold_mode must be rel or abs: ", options_.threshold_mode());
  best_ = std::numeric_limits<double>::infinity() * (options_.mode() == "min" ? 1 : -1);
  last_epoch_ = 0;
  last_lr_ = get_current_lrs();
}
bool ReduceLROnPlateau::better(double metric) const {
  const double sign = options_.mode() == "min" ? -1 : 1;
  if (options_.threshold_mode() == "abs") return sign * metric > sign * best_ + options_.threshold();
  return sign * (metric - best_ * (1 + sign * options_.threshold())) > 0;
}
void ReduceLROnPlateau::step(double metric) {
  ++last_epoch_;
  if (better(metric)) {
    best_ = metric;
    bad_steps_ = 0;
  } else {
    ++bad_steps_;
  }
  if (cooldown_left_ > 0) {
    --cooldown_left_;
    bad_steps_ = 0;
  }
  if (bad_steps_ > options_.patience()) {
    set_optimizer_lrs(each([this](double, double lr) {
      const double cut = std::max(lr * options_.factor(), options_.min_lr());
      return lr - cut > options_.eps() ? cut : lr;
    }));
    cooldown_left_ = options_.cooldown();
    bad_steps_ = 0;
  }
  last_lr_ = get_current_lrs();
}
void ReduceLROnPlateau::step() { raise<StateError>("ReduceLROnPlateau: step() needs a metric"); }
void ReduceLROnPlateau::visit(FieldVisitor& visitor) {
  LRScheduler::visit(visitor);
  visitor("best", best_);
  visitor("bad_steps", bad_steps_);
  visitor("cooldown_left", cooldown_left_);
}

SequentialLR::SequentialLR(Optimizer& optimizer, std::vector<std::shared_ptr<LRScheduler>> schedulers,
                           std::vector<int64_t> milestones)
    : LRScheduler(optimizer), schedulers_(std::move(schedulers)), milestones_(std::move(milestones)) {
  require<ValueError>(!schedulers_.empty() && schedulers_.size() == milestones_.size() + 1,
                      "SequentialLR: ", schedulers_.size(), " schedulers for ", milestones_.size(),
                      " milestones");
  last_epoch_ = 0;
  for (const auto& scheduler : schedulers_) scheduler->undo_step();
  schedulers_.front()->restart();
  last_lr_ = get_current_lrs();
}
void SequentialLR::step() {
  ++last_epoch_;
  const auto at = std::upper_bound(milestones_.begin(), milestones_.end(), last_epoch_);
  LRScheduler& active = *schedulers_[static_cast<size_t>(at - milestones_.begin())];
  if (at != milestones_.begin() && *(at - 1) == last_epoch_)
    active.restart();
  else
    active.step();
  last_lr_ = get_current_lrs();
}

ChainedScheduler::ChainedScheduler(Optimizer& optimizer, std::vector<std::shared_ptr<LRScheduler>> schedulers)
    : LRScheduler(optimizer), schedulers_(std::move(schedulers)) {
  require<ValueError>(!schedulers_.empty(), "ChainedScheduler: no schedulers");
  last_epoch_ = 0;
  last_lr_ = get_current_lrs();
}
void ChainedScheduler::step() {
  ++last_epoch_;
  for (const auto& scheduler : schedulers_) scheduler->step();
  last_lr_ = get_current_lrs();
}

namespace {
/// The fields of inner schedulers under "0.", "1.", ...
struct Nested final : FieldVisitor {
  FieldVisitor& outer;
  std::string prefix;
  Nested(FieldVisitor& visitor, size_t i) : outer(visitor), prefix(std::to_string(i) + ".") {}
  void number(const std::string& name, double& value) override { outer.number(prefix + name, value); }
  void tensor(const std::string& name, Tensor& value) override { outer.tensor(prefix + name, value); }
};
void visit_all(FieldVisitor& visitor, const std::vector<std::shared_ptr<LRScheduler>>& schedulers) {
  for (size_t i = 0; i < schedulers.size(); ++i) {
    Nested nested(visitor, i);
    schedulers[i]->visit(nested);
  }
}
}  // namespace
void SequentialLR::visit(FieldVisitor& visitor) {
  LRScheduler::visit(visitor);
  visit_all(visitor, schedulers_);
}
void ChainedScheduler::visit(FieldVisitor& visitor) {
  LRScheduler::visit(visitor);
  visit_all(visitor, schedulers_);
}

}  // namespace ember::optim
