#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

/// What an in-place op reads as its own operand: while recording a copy, so that what the graph saves is not
/// written.
Tensor operand(const char* op, const Tensor& self) {
  check_writable(op, self);
  return GradMode::is_enabled() ? clone(self) : self;
}

int category(ScalarType type) { return type == kBool ? 0 : is_integral(type) ? 1 : 2; }

}  // namespace

Tensor& assign_in_place(const char* op, Tensor& self, const Tensor& result) {
  check_writable(op, self);
  require<ShapeError>(result.sizes() == self.sizes(), op, ": the result has shape ", result.sizes(),
                      ", it cannot be written into ", self.sizes());
  require<TypeError>(category(result.dtype()) <= category(self.dtype()), op, ": the result is ",
                     result.dtype(), ", it cannot be written into ", self.dtype());
  const Tensor values = to(result, self.dtype());
  detail::write(self, values);
  bump_version(self);
  if (GradMode::is_enabled() && (values.requires_grad() || self.requires_grad()))
    rebase_history(self, values);
  return self;
}

Tensor& fill_(Tensor& self, const Scalar& value) {
  detail::check_fits("fill_", value, self.dtype());
  return fill_(self, detail::wrap_number(value, self.dtype()));
}

Tensor& fill_(Tensor& self, const Tensor& value) {
  require<ShapeError>(value.dim() == 0, "fill_: the value must be one number: shape ", value.sizes());
  check_writable("fill_", self, true);
  const Tensor values = expand(to(value, self.dtype()), self.sizes());
  detail::write(self, values);
  bump_version(self);
  if (GradMode::is_enabled() && (value.requires_grad() || self.requires_grad())) {
    // What was there is gone: the history is that of the value, or none.
    rebase_history(self, value.requires_grad() ? clone(values) : values);
  }
  return self;
}

Tensor& zero_(Tensor& self) { return fill_(self, Scalar(0)); }

namespace {

/// self = self OP other: at once where nothing is recorded and the layout allows, else through a result.
template <class Rule, class Other>
Tensor& binary_(const char* op, Tensor& self, const Other& other, const Rule& rule = {}) {
  check_writable(op, self);
  if (detail::binary_in_place(rules::BinaryRules::index_of<Rule>(), &rule, self, other)) return self;
  return assign_in_place(op, self, binary<Rule>(operand(op, self), other, rule));
}

}  // namespace

Tensor& add_(Tensor& self, const Tensor& other, const Scalar& alpha) {
  return binary_<rules::Add>("add_", self, other, {detail::alpha_of(self, other, alpha)});
}
Tensor& add_(Tensor& self, const Scalar& other, const Scalar& alpha) {
  return binary_<rules::Add>("add_", self, other, {detail::alpha_of(self, other, alpha)});
}
Tensor& sub_(Tensor& self, const Tensor& other, const Scalar& alpha) {
  require<TypeError>(self.dtype() != kBool && other.dtype() != kBool,
                     "sub_: not defined for bool; use logical_xor or logical_not");
  return binary_<rules::Add>("sub_", self, other, {-detail::alpha_of(self, other, alpha)});
}
Tensor& sub_(Tensor& self, const Scalar& other, const Scalar& alpha) {
  require<TypeError>(self.dtype() != kBool && !other.isBoolean(),
                     "sub_: not defined for bool; use logical_xor or logical_not");
  return binary_<rules::Add>("sub_", self, other, {-detail::alpha_of(self, other, alpha)});
}
Tensor& mul_(Tensor& self, const Tensor& other) { return binary_<rules::Mul>("mul_", self, other); }
Tensor& mul_(Tensor& self, const Scalar& other) { return binary_<rules::Mul>("mul_", self, other); }
Tensor& div_(Tensor& self, const Tensor& other) { return binary_<rules::Div>("div_", self, other); }
Tensor& div_(Tensor& self, const Scalar& other) { return binary_<rules::Div>("div_", self, other); }

Tensor& lerp_(Tensor& self, const Tensor& end, const Scalar& weight) {
  const bool plain = !is_recorded(self, end) && self.is_contiguous() && end.is_contiguous() &&
                     self.sizes() == end.sizes() && self.dtype() == end.dtype() && self.is_floating_point();
  if (!plain) {
    const Tensor from = operand("lerp_", self);
    return assign_in_place("lerp_", self, from + (end - from) * weight);
  }
  check_writable("lerp_", self);
  dispatch_floating("lerp_", self.dtype(), [&](auto zero) {
    using T = decltype(zero);
    kernels::kernels_for<T>().lerp(static_cast<T*>(self.impl().data), static_cast<const T*>(end.impl().data),
                                   weight.to<T>(), self.numel());
  });
  bump_version(self);
  return self;
}

Tensor& clamp_(Tensor& self, std::optional<Scalar> low, std::optional<Scalar> high) {
  return assign_in_place("clamp_", self, clamp(operand("clamp_", self), low, high));
}
Tensor& masked_fill_(Tensor& self, const Tensor& mask, const Scalar& value) {
  return assign_in_place("masked_fill_", self, masked_fill(operand("masked_fill_", self), mask, value));
}

}  // namespace ember
