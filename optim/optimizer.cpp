#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/optim/optimizer.hpp>
#include <limits>
#include <unordered_set>

namespace ember::optim {
namespace {

using Numbers = OrderedDict<std::string, double>;
using Tensors = OrderedDict<std::string, Tensor>;

struct Writer final : FieldVisitor {
  OptimizerStateDict& to;
  std::string prefix;
  Writer(OptimizerStateDict& state, std::string name) : to(state), prefix(std::move(name)) {}
  void number(const std::string& name, double& value) override { to.numbers.insert(prefix + name, value); }
  void tensor(const std::string& name, Tensor& value) override {
    if (value.defined()) to.tensors.insert(prefix + name, ember::clone(value.detach()));
  }
};

struct Reader final : FieldVisitor {
  const OptimizerStateDict& from;
  std::string prefix;
  const Tensor* like;  ///< null while reading options
  size_t read = 0;
  Reader(const OptimizerStateDict& state, std::string name, const Tensor* parameter)
      : from(state), prefix(std::move(name)), like(parameter) {}
  void number(const std::string& name, double& value) override {
    const double* found = from.numbers.find(prefix + name);
    require<StateError>(found != nullptr, "load_state_dict: number is missing: '", prefix, name, "'");
    value = *found;
    ++read;
  }
  void tensor(const std::string& name, Tensor& value) override {
    const Tensor* found = from.tensors.find(prefix + name);
    require<StateError>(found != nullptr || !value.defined(), "load_state_dict: tensor is missing: '", prefix,
                        name, "'");
    if (found == nullptr) return;
    require<StateError>(found->sizes() == like->sizes(), "load_state_dict: wrong shape: '", prefix, name,
                        "' has ", found->sizes(), ", needs ", like->sizes());
    value = ember::clone(found->detach().to(like->dtype()));
    ++read;
  }
};

struct Lister final : FieldVisitor {
  std::vector<double> numbers;
  std::vector<Tensor> tensors;
  void number(const std::string&, double& value) override { numbers.push_back(value); }
  void tensor(const std::string&, Tensor& value) override { tensors.push_back(value); }
};

struct Checker final : FieldVisitor {
  void number(const std::string& name, double& value) override {
    require<ValueError>(std::isfinite(value) && value >= 0, "Optimizer: ", name,
                        " must be finite and not negative: ", value);
    require<ValueError>(value < 1 || (name != "beta1" && name != "beta2"), "Optimizer: ", name,
                        " must be in [0, 1): ", value);
  }
  void tensor(const std::string&, Tensor&) override {}
};

template <class Fields> bool equal_fields(const Fields& a, const Fields& b) {
  Lister x, y;
  const_cast<Fields&>(a).visit(x);
  const_cast<Fields&>(b).visit(y);
  if (x.numbers != y.numbers || x.tensors.size() != y.tensors.size()) return false;
  for (size_t i = 0; i < x.tensors.size(); ++i) {
    const Tensor &s = x.tensors[i], &t = y.tensors[i];
    if (s.defined() != t.defined()) return false;
    if (!s.defined()) continue;
    if (s.sizes() != t.sizes() || s.dtype() != t.dtype() || !s.eq(t).all().item<bool>()) return false;
  }
  return true;
}

std::string group_name(size_t g) { return "param_groups." + std::to_string(g) + "."; }
std::string state_name(size_t i) { return "state." + std::to_string(i) + "."; }

}  // namespace

FieldVisitor& FieldVisitor::operator()(const std::string& name, double& value) {
  number(name, value);
  return *this;
}
FieldVisitor& FieldVisitor::operator()(const std::string& name, int64_t& value) {
  auto real = static_cast<double>(value);
  number(name, real);
  value = static_cast<int64_t>(real);
  return *this;
}
FieldVisitor& FieldVisitor::operator()(const std::string& name, bool& value) {
  double real = value ? 1 : 0;
  number(name, real);
  value = real != 0;
  return *this;
}
FieldVisitor& FieldVisitor::operator()(const std::string& name, Tensor& value) {
  tensor(name, value);
  return *this;
}
FieldVisitor& FieldVisitor::operator()(const std::string&, Betas& value) {
  return (*this)("beta1", std::get<0>(value))("beta2", std::get<1>(value));
}

void OptimizerOptions::check() const {
  Checker checker;
  const_cast<OptimizerOptions*>(this)->visit(checker);
}

bool operator==(const OptimizerOptions& a, const OptimizerOptions& b) {
  return typeid(a) == typeid(b) && equal_fields(a, b);
}
bool operator==(const OptimizerParamState& a, const OptimizerParamState& b) {
  return typeid(a) == typeid(b) && equal_fields(a, b);
}

OptimizerOptions& OptimizerParamGroup::options() {
  require<StateError>(has_options(), "OptimizerParamGroup: has no options of its own yet");
  return *options_;
}
const OptimizerOptions& OptimizerParamGroup::options() const {
  require<StateError>(has_options(), "OptimizerParamGroup: has no options of its own yet");
  return *options_;
}

OptimizerParamGroup::OptimizerParamGroup(std::vector<Tensor> params) : params_(std::move(params)) {}
OptimizerParamGroup::OptimizerParamGroup(std::vector<Tensor> params,
                                         std::unique_ptr<OptimizerOptions> options)
    : params_(std::move(params)), options_(std::move(options)) {}
OptimizerParamGroup::OptimizerParamGroup(const OptimizerParamGroup& other)
    : initial_lr(other.initial_lr),
      params_(other.params_),
      options_(other.has_options() ? other.options_->clone() : nullptr) {}
OptimizerParamGroup::OptimizerParamGroup(OptimizerParamGroup&&) noexcept = default;
OptimizerParamGroup& OptimizerParamGroup::operator=(OptimizerParamGroup other) noexcept {
  initial_lr = other.initial_lr;
  params_.swap(other.params_);
  options_.swap(other.options_);
  return *this;
}
OptimizerParamGroup::~OptimizerParamGroup() = default;

Optimizer::Optimizer(std::vector<Tensor> parameters, std::unique_ptr<OptimizerOptions> defaults)
    : Optimizer(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(parameters))},
                std::move(defaults)) {}
Optimizer::Optimizer(Optimizer&&) = default;
Optimizer::~Optimizer() = default;

Optimizer::Optimizer(std::vector<OptimizerParamGroup> groups, std::unique_ptr<OptimizerOptions> defaults)
    : defaults_(std::move(defaults)) {
  require<ValueError>(!groups.empty(), "Optimizer: no parameter groups");
  defaults_->check();
  for (const OptimizerParamGroup& group : groups) add_param_group(group);
}

void Optimizer::add_param_group(const OptimizerParamGroup& group) {
  require<ValueError>(!group.params().empty(), "Optimizer: an empty list of parameters");
  std::unordered_set<const void*> seen;
  for (const OptimizerParamGroup& other : groups_) {
    for (const Tensor& p : other.params()) seen.insert(p.unsafeGetTensorImpl());
  }
  for (const Tensor& p : group.params()) {
    require<ValueError>(p.defined(), "Optimizer: a parameter is undefined");
    require<ValueError>(p.is_leaf(), "Optimizer: not a leaf of the graph: a parameter of shape ", p.sizes());
    require<ValueError>(seen.insert(p.unsafeGetTensorImpl()).second,
                        "Optimizer: a parameter stands twice: shape ", p.sizes());
  }
  OptimizerParamGroup added(group);
  if (!added.has_options()) added.set_options(defaults_->clone());
  added.options().check();
  groups_.push_back(std::move(added));
}

void Optimizer::add_parameters(const std::vector<Tensor>& parameters) {
  std::vector<Tensor>& first = groups_[0].params();
  first.insert(first.end(), parameters.begin(), parameters.end());
}

size_t Optimizer::size() const noexcept {
  size_t count = 0;
  for (const OptimizerParamGroup& group : groups_) count += group.params().size();
  return count;
}

void Optimizer::zero_grad(bool set_to_none) {
  for (OptimizerParamGroup& group : groups_) {
    for (const Tensor& p : group.params()) {
      if (!p.grad().defined()) continue;
      if (set_to_none) {
        p.mutable_grad().reset();
      } else {
        p.mutable_grad() = p.grad().detach();
        p.mutable_grad().zero_();
      }
    }
  }
}

void Optimizer::update(const Tensor&, OptimizerOptions&) {
  raise<StateError>("Optimizer: neither step() nor update() is defined");
}
std::unique_ptr<OptimizerParamState> Optimizer::new_state(const Tensor&, const OptimizerOptions&) const {
  raise<StateError>("Optimizer: new_state() is not defined");
}

void Optimizer::update_all() {
  const NoGradGuard guard;
  for (OptimizerParamGroup& group : groups_) {
    for (const Tensor& p : group.params()) {
      if (p.grad().defined()) update(p, group.options());
    }
  }
}

Tensor Optimizer::step(LossClosure closure) {
  Tensor loss;
  if (closure) {
    const AutoGradMode recording(true);
    loss = closure();
  }
  update_all();
  return loss;
}

double Optimizer::clip_and_step(double max_norm) {
  double squares = 0;
  bool single = true;
  for (const OptimizerParamGroup& group : groups_) {
    for (const Tensor& p : group.params()) {
      if (!p.grad().defined()) continue;
      const Tensor dense = detail::contiguous_copy(p.grad());
      single &= dense.dtype() == kFloat;
      squares += dispatch_floating("clip_and_step", dense.dtype(), [&](auto zero) {
        using T = decltype(zero);
        return kernels::kernels_for<T>().sum_of_squares(dense.data_ptr<T>(), dense.numel());
      });
    }
  }
  double norm = std::sqrt(squares);
  if (single) norm = static_cast<float>(norm);
  const double factor = max_norm / (norm + 1e-6);
  grad_scale_ = factor >= 1 ? 1 : factor;
  update_all();
  grad_scale_ = 1;
  return norm;
}

// ---------------------------------------------------------------------------------------------- state dict

OptimizerStateDict Optimizer::state_dict() const {
  OptimizerStateDict result;
  size_t index = 0;
  for (size_t g = 0; g < groups_.size(); ++g) {
    Writer options(result, group_name(g));
    groups_[g].options().clone()->visit(options);
    auto count = static_cast<double>(groups_[g].params().size());
    options.number("params", count);
    for (const Tensor& p : groups_[g].params()) {
      const auto held = state_.find(p.unsafeGetTensorImpl());
      if (held != state_.end()) {
        Writer fields(result, state_name(index));
        held->second->visit(fields);
      }
      ++index;
    }
  }
  return result;
}

void Optimizer::load_state_dict(const OptimizerStateDict& state) {
  std::vector<std::unique_ptr<OptimizerOptions>> options;
  std::unordered_map<void*, std::unique_ptr<OptimizerParamState>> states;
  size_t index = 0, read = 0;
  for (size_t g = 0; g < groups_.size(); ++g) {
    Reader fields(state, group_name(g), nullptr);
    options.push_back(groups_[g].options().clone());
    options[g]->visit(fields);
    options[g]->check();
    double count = 0;
    fields.number("params", count);
    require<StateError>(count == static_cast<double>(groups_[g].params().size()), "load_state_dict: group ",
                        g, " has ", groups_[g].params().size(), " parameters: the state has ", count);
    read += fields.read;
    for (const Tensor& p : groups_[g].params()) {
      const std::string name = state_name(index++);
      const auto named = [&](const auto& item) { return item.key().rfind(name, 0) == 0; };
      if (std::none_of(state.tensors.begin(), state.tensors.end(), named) &&
          std::none_of(state.numbers.begin(), state.numbers.end(), named))
        continue;
      std::unique_ptr<OptimizerParamState> held = new_state(p, *options[g]);
      Reader parts(state, name, &p);
      held->visit(parts);
      read += parts.read;
      states[p.unsafeGetTensorImpl()] = std::move(held);
    }
  }
  const size_t given = state.tensors.size() + state.numbers.size();
  require<StateError>(read == given, "load_state_dict: the state has ", given,
                      " entries: the optimizer knows ", read,
                      " of them (other groups, parameters or algorithm)");
  for (size_t g = 0; g < groups_.size(); ++g) groups_[g].set_options(std::move(options[g]));
  state_ = std::move(states);
}

}  // namespace ember::optim
