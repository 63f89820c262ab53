#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/function.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/nn/distributions/gamma_functions.hpp>

namespace ember::distributions {
namespace {

// Both go up by the recurrence to where 8 terms of the asymptotic series (Abramowitz and Stegun, 6.3.18 and
// 6.4.12) are exact to rounding.
double digamma_of(double x) {
  double sum = 0;
  for (; x < 10; ++x) sum -= 1 / x;
  const double z = 1 / (x * x);
  const double series =
      z * (1.0 / 12 -
           z * (1.0 / 120 -
                z * (1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132 - z * (691.0 / 32760 - z * (1.0 / 12)))))));
  return sum + std::log(x) - 0.5 / x - series;
}

double trigamma_of(double x) {
  double sum = 0;
  for (; x < 10; ++x) sum += 1 / (x * x);
  const double z = 1 / (x * x);
  return sum + 1 / x + z / 2 +
         z / x *
             (1.0 / 6 - z * (1.0 / 30 - z * (1.0 / 42 - z * (1.0 / 30 - z * (5.0 / 66 - z * 691.0 / 2730)))));
}

Tensor each(const Tensor& x, double (*function)(double)) {
  const Tensor in = detail::contiguous_copy(x), out = detail::empty_like(in);
  dispatch_floating("gamma function", in.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (int64_t i = 0; i < in.numel(); ++i)
      out.data_ptr<T>()[i] = static_cast<T>(function(static_cast<double>(in.data_ptr<T>()[i])));
  });
  return out;
}

struct Digamma : autograd::Function<Digamma> {
  static Tensor forward(autograd::AutogradContext* context, const Tensor& x) {
    context->save_for_backward({x});
    return each(x, digamma_of);
  }
  static autograd::variable_list backward(autograd::AutogradContext* context, autograd::variable_list grad) {
    return {grad[0] * trigamma(context->get_saved_variables()[0])};
  }
};

struct Lgamma : autograd::Function<Lgamma> {
  static Tensor forward(autograd::AutogradContext* context, const Tensor& x) {
    context->save_for_backward({x});
    return each(x, [](double value) { return std::lgamma(value); });
  }
  static autograd::variable_list backward(autograd::AutogradContext* context, autograd::variable_list grad) {
    return {grad[0] * digamma(context->get_saved_variables()[0])};
  }
};

}  // namespace

Tensor lgamma(const Tensor& x) { return Lgamma::apply(x); }
Tensor digamma(const Tensor& x) { return Digamma::apply(x); }
Tensor trigamma(const Tensor& x) { return each(x, trigamma_of); }

}  // namespace ember::distributions
