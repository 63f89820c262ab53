#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/distributions/distribution.hpp>

namespace ember::distributions {

Tensor Distribution::stddev() const { return sqrt(variance()); }

Tensor Distribution::mode() const { raise<StateError>(name_, ": the mode has no formula"); }

Tensor Distribution::entropy() const { raise<StateError>(name_, ": the entropy has no formula"); }

Tensor Distribution::sample(IntArrayRef sample_shape, RandomSource source) const {
  const NoGradGuard no_grad;
  return rsample(sample_shape, source);
}

Tensor Distribution::rsample(IntArrayRef, RandomSource) const {
  raise<StateError>(name_, ": samples are not differentiable in the parameters: use sample()");
}

Dims Distribution::extended_shape(IntArrayRef sample_shape) const {
  Dims shape(sample_shape);
  for (const int64_t size : batch_shape_) shape.push_back(size);
  for (const int64_t size : event_shape_) shape.push_back(size);
  return shape;
}

void Distribution::require_each(const char* rule, const Tensor& tensor, bool (*holds)(double)) const {
  const auto check = [&](const auto* data, int64_t count) {
    for (int64_t i = 0; i < count; ++i)
      require<ValueError>(holds(static_cast<double>(data[i])), name_, ": ", rule, ": ",
                          static_cast<double>(data[i]), " in shape ", tensor.sizes());
  };
  const Tensor values = tensor.dtype() == kFloat
                            ? detail::contiguous_copy(tensor)
                            : detail::converted(detail::contiguous_copy(tensor), kDouble);
  if (values.dtype() == kFloat)
    check(values.data_ptr<float>(), values.numel());
  else
    check(values.data_ptr<double>(), values.numel());
}

void Distribution::require_fits(const Tensor& value) const {
  const auto events = static_cast<int64_t>(event_shape_.size());
  require<ShapeError>(value.dim() >= events, name_, ": value ", value.sizes(), " lacks the event shape ",
                      event_shape_);
  for (int64_t i = 0; i < events; ++i)
    require<ShapeError>(value.size(i - events) == event_shape_[static_cast<size_t>(i)], name_, ": value ",
                        value.sizes(), " does not end in the event shape ", event_shape_);
  broadcast_shapes(name_, value.sizes(), extended_shape({}));
}

Parameter::Parameter(double number)
    : tensor_(scalar_tensor(number)), weak_(ember::detail::wrap_number(number, kDouble)) {}

std::pair<Tensor, Tensor> broadcast_all(const char* op, const Tensor& a, const Tensor& b) {
  if (a.sizes() == b.sizes()) return {a, b};
  const Dims shape = broadcast_shapes(op, a.sizes(), b.sizes());
  return {expanded(a, shape), expanded(b, shape)};
}

Tensor expanded(const Tensor& tensor, IntArrayRef shape) {
  return tensor.sizes() == shape ? tensor : expand(tensor, shape);
}

Tensor sum_rightmost(const Tensor& value, int64_t count) {
  if (count == 0) return value;
  Dims dims;
  for (int64_t i = 1; i <= count; ++i) dims.push_back(-i);
  return sum(value, dims);
}

}  // namespace ember::distributions
