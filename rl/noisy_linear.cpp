#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/rl/noisy_linear.hpp>

namespace ember::rl {

NoisyLinearImpl::NoisyLinearImpl(int64_t in, int64_t out, double sigma0) : Module("NoisyLinear") {
  require<ValueError>(in >= 1 && out >= 1, "NoisyLinear: sizes must be at least 1: ", in, " to ", out);
  const double bound = 1 / std::sqrt(static_cast<double>(in));
  weight_mu = register_parameter("weight_mu", empty({out, in}));
  weight_sigma = register_parameter("weight_sigma", full({out, in}, sigma0 * bound));
  bias_mu = register_parameter("bias_mu", empty({out}));
  bias_sigma = register_parameter("bias_sigma", full({out}, sigma0 * bound));
  weight_epsilon = register_buffer("weight_epsilon", zeros({out, in}));
  bias_epsilon = register_buffer("bias_epsilon", zeros({out}));
  const NoGradGuard no_grad;
  weight_mu.uniform_(-bound, bound);
  bias_mu.uniform_(-bound, bound);
  noise_.resize(static_cast<size_t>(in + out));
}

void NoisyLinearImpl::reset_noise(Generator& random) {
  for (double& f : noise_) {
    const double e = random.normal();
    f = std::copysign(std::sqrt(std::abs(e)), e);
  }
  const auto out = static_cast<size_t>(bias_mu.size(0)), in = noise_.size() - out;
  dispatch_floating("NoisyLinear", bias_mu.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* weight = weight_epsilon.data_ptr<T>();
    for (size_t o = 0; o < out; ++o) {
      for (size_t i = 0; i < in; ++i) weight[o * in + i] = static_cast<T>(noise_[in + o] * noise_[i]);
      bias_epsilon.data_ptr<T>()[o] = static_cast<T>(noise_[in + o]);
    }
  });
}

Tensor NoisyLinearImpl::forward(const Tensor& x, Activation activation) {
  if (!is_training()) return linear(x, weight_mu, bias_mu, activation);
  return linear(x, weight_mu + weight_sigma * weight_epsilon, bias_mu + bias_sigma * bias_epsilon,
                activation);
}

}  // namespace ember::rl
