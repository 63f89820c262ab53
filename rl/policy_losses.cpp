#include <ember/autograd/copy.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/mean_of.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/rl/policy_losses.hpp>

namespace ember::rl {
namespace {

void require_same(const char* op, const Tensor& a, const Tensor& b) {
  require<ShapeError>(a.sizes() == b.sizes(), op, ": shapes differ: ", a.sizes(), " and ", b.sizes());
}

}  // namespace

Tensor policy_gradient_loss(const Tensor& log_probs, const Tensor& advantages) {
  require_same("policy_gradient_loss", log_probs, advantages);
  return -mean_of<rules::Mul>(log_probs, advantages);
}

Tensor value_loss(const Tensor& values, const Tensor& returns) {
  require_same("value_loss", values, returns);
  return 0.5 * mean_of<rules::SquaredError>(values, returns);
}

Tensor clipped_surrogate(const Tensor& log_ratio, const Tensor& advantages, double epsilon) {
  require_same("clipped_surrogate", log_ratio, advantages);
  return -mean_of<rules::ClippedSurrogate>(log_ratio, advantages, {epsilon});
}

Tensor clipped_value_loss(const Tensor& values, const Tensor& old_values, const Tensor& returns,
                          double epsilon) {
  require_same("clipped_value_loss", values, returns);
  require_same("clipped_value_loss", old_values, returns);
  const Tensor clipped = old_values + clamp(values - old_values, -epsilon, epsilon);
  return 0.5 * mean(maximum(square(values - returns), square(clipped - returns)));
}

Tensor approximate_kl(const Tensor& log_ratio) {
  const NoGradGuard no_grad;
  return mean(exp(log_ratio) - 1 - log_ratio);
}

Tensor approximate_kl_k1(const Tensor& log_ratio) {
  const NoGradGuard no_grad;
  return -mean(log_ratio);
}

Tensor clip_fraction(const Tensor& log_ratio, double epsilon) {
  const NoGradGuard no_grad;
  return mean(to(abs(exp(log_ratio) - 1) > epsilon, log_ratio.dtype()));
}

}  // namespace ember::rl
