// Optimizer: parameters in groups, each with options and each parameter with a state
// (https://pytorch.org/docs/stable/optim.html).
#pragma once

#include <ember/autograd/arg.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/ordered_dict.hpp>
#include <ember/autograd/tensor.hpp>
#include <functional>
#include <memory>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace ember::optim {

/// Decay rates of the first and the second moment.
using Betas = std::tuple<double, double>;

/// Visits the fields of options and states by name, `visitor("lr", lr_)("eps", eps_)`: from this follow
/// checks, comparison, state_dict() and load_state_dict().
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;
  virtual void number(const std::string& name, double& value) = 0;
  virtual void tensor(const std::string& name, Tensor& value) = 0;

  FieldVisitor& operator()(const std::string& name, double& value);
  FieldVisitor& operator()(const std::string& name, int64_t& value);
  FieldVisitor& operator()(const std::string& name, bool& value);
  FieldVisitor& operator()(const std::string& name, Tensor& value);
  /// As "beta1" and "beta2".
  FieldVisitor& operator()(const std::string& name, Betas& value);
};

/// Base of the options of an algorithm.
class OptimizerOptions {
 public:
  virtual ~OptimizerOptions() = default;
  virtual std::unique_ptr<OptimizerOptions> clone() const = 0;
  virtual double get_lr() const = 0;
  virtual void set_lr(double lr) = 0;
  virtual void visit(FieldVisitor&) {}
  /// Throws ValueError for a number that is negative or not finite, and for betas outside [0, 1).
  virtual void check() const;
};

/// Base of what an algorithm keeps for one parameter.
class OptimizerParamState {
 public:
  virtual ~OptimizerParamState() = default;
  virtual std::unique_ptr<OptimizerParamState> clone() const = 0;
  virtual void visit(FieldVisitor&) {}
};

/// The functions of OptimizerOptions for a class with an option lr(), also without: StateError.
template <class Derived> class OptimizerCloneableOptions : public OptimizerOptions {
 public:
  std::unique_ptr<OptimizerOptions> clone() const override { return std::make_unique<Derived>(self()); }
  double get_lr() const override {
    if constexpr (requires(const Derived& options) { options.lr(); }) return self().lr();
    raise<StateError>("optimizer: the options have no lr");
  }
  void set_lr([[maybe_unused]] double lr) override {
    if constexpr (requires(Derived & options) { options.lr(lr); })
      static_cast<Derived&>(*this).lr(lr);
    else
      raise<StateError>("optimizer: the options have no lr");
  }

 private:
  const Derived& self() const { return static_cast<const Derived&>(*this); }
};

template <class Derived> class OptimizerCloneableParamState : public OptimizerParamState {
 public:
  std::unique_ptr<OptimizerParamState> clone() const override {
    return std::make_unique<Derived>(static_cast<const Derived&>(*this));
  }
};

/// Whether all fields are equal.
bool operator==(const OptimizerOptions& a, const OptimizerOptions& b);
bool operator==(const OptimizerParamState& a, const OptimizerParamState& b);

/// Parameters that share options; without options of its own a group takes the optimizer's defaults.
class OptimizerParamGroup {
 public:
  OptimizerParamGroup(std::vector<Tensor> params);
  OptimizerParamGroup(std::vector<Tensor> params, std::unique_ptr<OptimizerOptions> options);
  OptimizerParamGroup(const OptimizerParamGroup& other);
  OptimizerParamGroup(OptimizerParamGroup&&) noexcept;
  OptimizerParamGroup& operator=(OptimizerParamGroup other) noexcept;
  ~OptimizerParamGroup();

  bool has_options() const { return options_ != nullptr; }
  /// Throw StateError without options.
  OptimizerOptions& options();
  const OptimizerOptions& options() const;
  void set_options(std::unique_ptr<OptimizerOptions> options) { options_ = std::move(options); }
  std::vector<Tensor>& params() { return params_; }
  const std::vector<Tensor>& params() const { return params_; }

  std::optional<double> initial_lr;  ///< the lr that schedulers start from, set by the first of them

 private:
  std::vector<Tensor> params_;
  std::unique_ptr<OptimizerOptions> options_;
};

/// What an optimizer knows beside the parameters, by name: "state.3.exp_avg" is that of the fourth parameter
/// over all groups, "param_groups.0.lr" an option.
struct OptimizerStateDict {
  OrderedDict<std::string, Tensor> tensors{"Tensor"};
  OrderedDict<std::string, double> numbers{"Number"};
};

class Optimizer {
 public:
  using LossClosure = std::function<Tensor()>;

  /// Throws ValueError for an empty list, a tensor that an op made, a parameter twice, options out of range.
  Optimizer(std::vector<OptimizerParamGroup> groups, std::unique_ptr<OptimizerOptions> defaults);
  Optimizer(std::vector<Tensor> parameters, std::unique_ptr<OptimizerOptions> defaults);
  Optimizer(const Optimizer&) = delete;
  Optimizer(Optimizer&&);
  virtual ~Optimizer();

  /// One update of every parameter with a gradient, after calling `closure`, if given, which computes the
  /// gradients and returns the loss. Returns the loss, or an undefined tensor.
  virtual Tensor step(LossClosure closure = nullptr);
  /// step() with all gradients multiplied by min(1, max_norm / (norm + 1e-6)), where norm is the 2-norm of
  /// all of them together, in one pass: the parameters of nn::utils::clip_grad_norm_ and step(), but .grad()
  /// stays as it was. Returns norm. Not for optimizers that override step().
  double clip_and_step(double max_norm);
  /// Drops all gradients, or fills them with 0.
  void zero_grad(bool set_to_none = zero_grad_drops());

  /// Checked as in the constructor.
  void add_param_group(const OptimizerParamGroup& group);
  /// Adds parameters to the first group.
  void add_parameters(const std::vector<Tensor>& parameters);
  std::vector<OptimizerParamGroup>& param_groups() noexcept { return groups_; }
  const std::vector<OptimizerParamGroup>& param_groups() const noexcept { return groups_; }
  OptimizerOptions& defaults() noexcept { return *defaults_; }
  const OptimizerOptions& defaults() const noexcept { return *defaults_; }
  /// The parameters of the first group.
  const std::vector<Tensor>& parameters() const { return groups_[0].params(); }
  std::vector<Tensor>& parameters() { return groups_[0].params(); }
  /// Number of parameters in all groups.
  size_t size() const noexcept;

  /// States by the address of their parameter, `parameter.unsafeGetTensorImpl()`; made with the first update.
  std::unordered_map<void*, std::unique_ptr<OptimizerParamState>>& state() noexcept { return state_; }
  const std::unordered_map<void*, std::unique_ptr<OptimizerParamState>>& state() const noexcept {
    return state_;
  }

  /// A copy of all states and options.
  OptimizerStateDict state_dict() const;
  /// Throws StateError, with nothing changed, when groups, parameters, shapes or names differ.
  void load_state_dict(const OptimizerStateDict& state);

 protected:
  /// Updates one parameter that has a gradient. Multiply the gradient by grad_scale_ first.
  virtual void update(const Tensor& parameter, OptimizerOptions& options);
  /// A state as the first update would make it.
  virtual std::unique_ptr<OptimizerParamState> new_state(const Tensor& parameter,
                                                         const OptimizerOptions& options) const;
  /// The state of a parameter, made when there is none.
  template <class State> State& state_of(const Tensor& parameter, const OptimizerOptions& options) {
    std::unique_ptr<OptimizerParamState>& held = state_[parameter.unsafeGetTensorImpl()];
    if (!held) [[unlikely]]
      held = new_state(parameter, options);
    return static_cast<State&>(*held);
  }

  double grad_scale_ = 1;

 private:
  void update_all();

  std::vector<OptimizerParamGroup> groups_;
  std::unordered_map<void*, std::unique_ptr<OptimizerParamState>> state_;
  std::unique_ptr<OptimizerOptions> defaults_;
};

}  // namespace ember::optim
