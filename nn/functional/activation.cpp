#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/activation.hpp>
#include <ember/nn/functional/piecewise.hpp>

namespace ember::nn::functional {
namespace {

void check_floating(const char* op, const Tensor& input) {
  require<TypeError>(input.is_floating_point(), op, ": needs a floating dtype: got ", input.dtype());
}

Tensor written(const char* op, Tensor& input, const Tensor& result, bool inplace) {
  return inplace ? assign_in_place(op, input, result) : result;
}
Tensor written_flat(const char* op, Tensor& input, const Tensor& result, bool inplace) {
  return inplace ? assign_in_place(op, input, result) : piecewise(result, input);
}

/// positive x for x > 0, else negative (e^(rate x) - 1); the exponent is limited so that the side that is not
/// taken has a finite derivative. At 0 the slope is that of the side below, and the second derivative 0.
Tensor exponential_unit(const Tensor& x, double positive, double negative, double rate) {
  const double slope = negative * rate;
  const Tensor line = slope == positive
                          ? x * positive
                          : x * where(x.detach() == 0, scalar_tensor(slope, x.dtype()), positive);
  return where(x < 0, expm1(clamp_max(x, 0) * rate) * negative, line);
}

}  // namespace

Tensor relu(Tensor input, const ReLUFuncOptions& options) {
  return written("relu_", input, ember::relu(input), options.inplace());
}
Tensor relu6(Tensor input, const ReLU6FuncOptions& options) {
  return hardtanh(std::move(input), HardtanhFuncOptions().min_val(0).max_val(6).inplace(options.inplace()));
}
Tensor leaky_relu(Tensor input, const LeakyReLUFuncOptions& options) {
  return written("leaky_relu_", input, ember::leaky_relu(input, options.negative_slope()), options.inplace());
}
Tensor prelu(const Tensor& input, const Tensor& weight) {
  const int64_t slopes = weight.numel();
  require<ShapeError>(slopes == 1 || (input.dim() > 1 && input.size(1) == slopes), "prelu: ", slopes,
                      " slopes do not fit the channels of ", input.sizes());
  Tensor slope = input.dim() == 0 ? reshape(weight, {}) : reshape(weight, {slopes});
  for (int64_t d = 2; d < input.dim() && slopes != 1; ++d) slope = unsqueeze(slope, -1);
  return piecewise(piecewise(where(input > 0, input, input * slope), input), weight);
}
Tensor elu(Tensor input, const ELUFuncOptions& options) {
  check_floating("elu", input);
  return written("elu_", input, exponential_unit(input, 1, options.alpha(), 1), options.inplace());
}
Tensor selu(Tensor input, const SELUFuncOptions& options) {
  check_floating("selu", input);
  constexpr double alpha = 1.6732632423543772848170429916717, scale = 1.0507009873554804934193349852946;
  return written("selu_", input, exponential_unit(input, scale, alpha * scale, 1), options.inplace());
}
Tensor celu(Tensor input, const CELUFuncOptions& options) {
  check_floating("celu", input);
  require<ValueError>(options.alpha() != 0, "celu: alpha must not be 0");
  const double alpha = options.alpha();
  return written("celu_", input, exponential_unit(input, 1, alpha, 1 / alpha), options.inplace());
}
Tensor gelu(const Tensor& input, const GELUFuncOptions& options) {
  check_floating("gelu", input);
  if (options.approximate() == "tanh") {
    const Tensor inner = (input + input * input * input * 0.044715) * std::sqrt(2 / M_PI);
    return input * (ember::tanh(inner) + 1) * 0.5;
  }
  require<ValueError>(options.approximate() == "none",
                      "gelu: approximate must be 'none' or 'tanh': ", options.approximate());
  return input * (ember::erf(input * M_SQRT1_2) + 1) * 0.5;
}
Tensor silu(const Tensor& input) {
  check_floating("silu", input);
  return input * ember::sigmoid(input);
}
Tensor mish(const Tensor& input) {
  check_floating("mish", input);
  return input * ember::tanh(ember::softplus(input));
}
Tensor hardtanh(Tensor input, const HardtanhFuncOptions& options) {
  const double low = options.min_val(), high = options.max_val();
  // Unlike clamp, the derivative on the bounds is 0.
  const Tensor result = where(input > low, where(input < high, input, high), low);
  return written_flat("hardtanh_", input, where(input != input, input, result), options.inplace());
}
Tensor softplus(const Tensor& input, const SoftplusFuncOptions& options) {
  check_floating("softplus", input);
  return ember::softplus(input, options.beta(), options.threshold());
}
Tensor logsigmoid(const Tensor& input) {
  check_floating("logsigmoid", input);
  return -ember::softplus(-input, 1, 40);
}
Tensor softsign(const Tensor& input) { return input / (abs(input) + 1); }
Tensor tanhshrink(const Tensor& input) { return input - ember::tanh(input); }
Tensor hardshrink(const Tensor& input, const HardshrinkFuncOptions& options) {
  return piecewise(where(abs(input) <= options.lambda(), 0, input), input);
}
Tensor softshrink(const Tensor& input, const SoftshrinkFuncOptions& options) {
  const double lambda = options.lambda();
  require<ValueError>(lambda >= 0, "softshrink: lambda must not be negative: ", lambda);
  return piecewise(where(input > lambda, input - lambda, where(input < -lambda, input + lambda, input * 0)),
                   input);
}
Tensor threshold(Tensor input, const ThresholdFuncOptions& options) {
  return written_flat("threshold_", input, where(input <= options.threshold(), options.value(), input),
                      options.inplace());
}
Tensor threshold(Tensor input, double threshold_value, double value) {
  return threshold(std::move(input), ThresholdFuncOptions(threshold_value, value));
}
Tensor glu(const Tensor& input, const GLUFuncOptions& options) {
  require<ShapeError>(input.size(options.dim()) % 2 == 0, "glu: dimension ", options.dim(),
                      " must have an even size: ", input.sizes());
  const int64_t half = input.size(options.dim()) / 2;
  return narrow(input, options.dim(), 0, half) * ember::sigmoid(narrow(input, options.dim(), half, half));
}
Tensor softmax(const Tensor& input, const SoftmaxFuncOptions& options) {
  return ember::softmax(input, options.dim(), options.dtype());
}
Tensor softmax2d(const Tensor& input) {
  require<ShapeError>(input.dim() == 3 || input.dim() == 4,
                      "softmax2d: needs [batch, channels, height, width]: ", input.sizes());
  return ember::softmax(input, -3);
}
Tensor softmin(const Tensor& input, const SoftminFuncOptions& options) {
  return ember::softmax(-input, options.dim(), options.dtype());
}
Tensor log_softmax(const Tensor& input, const LogSoftmaxFuncOptions& options) {
  return ember::log_softmax(input, options.dim(), options.dtype());
}

}  // namespace ember::nn::functional
