#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/policy.hpp>
#include <ember/rl/finite.hpp>
#include <ember/rl/squashed_gaussian.hpp>

namespace ember::rl {

Tensor squashed_log_prob(const Tensor& u, const Tensor& mean, const Tensor& log_std, const Tensor& scale) {
  return sum(nn::functional::squashed_gaussian_log_density(u, mean, log_std) - log(scale), {-1});
}

std::pair<Tensor, Tensor> scale_and_shift(const char* op, const ActionSpace& actions) {
  require<ValueError>(!actions.discrete && !actions.low.empty(), op,
                      ": actions must be rows of numbers between bounds");
  const Tensor low = tensor(actions.low), high = tensor(actions.high);
  return {(high - low) / 2, (high + low) / 2};
}

SquashedGaussianImpl::SquashedGaussianImpl(int64_t observation_size, const ActionSpace& space,
                                           const std::vector<int64_t>& hidden, LogStdRange chosen)
    : MLPImpl(observation_size, hidden, 2 * space.count), actions(space), range(chosen) {
  const auto [half, middle] = scale_and_shift("SquashedGaussian", actions);
  scale = register_buffer("scale", half);
  shift = register_buffer("shift", middle);
}

std::pair<Tensor, Tensor> SquashedGaussianImpl::gaussian(const Tensor& observations) {
  const Tensor y = forward(observations);
  require_finite("policy", "an output of the policy network", y);
  const Tensor mean = narrow(y, 1, 0, actions.count), raw = narrow(y, 1, actions.count, actions.count);
  return {mean, range == LogStdRange::clamp ? clamp(raw, -20, 2) : -5 + 3.5 * (tanh(raw) + 1)};
}

std::pair<Tensor, Tensor> SquashedGaussianImpl::sample(const Tensor& observations, const Tensor& noise) {
  const auto [mean, log_std] = gaussian(observations);
  const Tensor u = mean + exp(log_std) * noise;
  return {scale * tanh(u) + shift, squashed_log_prob(u, mean, log_std, scale)};
}

Tensor SquashedGaussianImpl::mode(const Tensor& observations) {
  return scale * tanh(gaussian(observations).first) + shift;
}

}  // namespace ember::rl
