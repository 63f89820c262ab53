#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/rl/advantages.hpp>

namespace ember::rl {

Tensor returns_to_go(std::span<const double> rewards, double gamma, double last_value, ScalarType dtype) {
  const Tensor returns = empty({static_cast<int64_t>(rewards.size())}, kDouble);
  double* g = returns.data_ptr<double>();
  double next = last_value;
  for (size_t t = rewards.size(); t-- > 0;) g[t] = next = rewards[t] + gamma * next;
  return to(returns, dtype);
}

Tensor standardized(const Tensor& x) {
  const NoGradGuard no_grad;
  if (x.numel() == 1) return x;
  return (x - mean(x)) / (std(x) + 1e-8);
}

Tensor gae(const Tensor& rewards, const Tensor& values, const Tensor& next_values, const Tensor& terminated,
           const Tensor& truncated, double gamma, double lambda) {
  for (const Tensor* other : {&values, &next_values, &terminated, &truncated}) {
    require<ShapeError>(other->sizes() == rewards.sizes(), "gae: shapes differ: rewards ", rewards.sizes(),
                        ", values ", values.sizes(), ", next_values ", next_values.sizes(), ", terminated ",
                        terminated.sizes(), ", truncated ", truncated.sizes());
  }
  require<ShapeError>(rewards.dim() >= 1, "gae: needs at least one dimension: ", rewards.sizes());
  const auto doubles = [](const Tensor& t) { return detail::converted(detail::contiguous_copy(t), kDouble); };
  const Tensor r = doubles(rewards), v = doubles(values), next = doubles(next_values),
               ended = doubles(terminated), cut = doubles(truncated), made = empty(rewards.sizes(), kDouble);
  const int64_t steps = rewards.size(0), width = steps == 0 ? 0 : rewards.numel() / steps;
  double* a = made.data_ptr<double>();
  for (int64_t i = steps * width; i-- > 0;) {
    const double alive = 1 - ended.data_ptr<double>()[i], goes_on = alive * (1 - cut.data_ptr<double>()[i]),
                 later = i + width < steps * width ? a[i + width] : 0,
                 delta = r.data_ptr<double>()[i] + gamma * alive * next.data_ptr<double>()[i] -
                         v.data_ptr<double>()[i];
    a[i] = delta + gamma * lambda * goes_on * later;
  }
  return to(made, values.dtype());
}

}  // namespace ember::rl
