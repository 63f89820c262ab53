// Exploration by noise in the weights (Fortunato et al. 2018, "Noisy networks for exploration").
#pragma once

#include <ember/autograd/generator.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/nn/module_holder.hpp>

namespace ember::rl {

/// y = (mu_w + sigma_w * eps_w) x + mu_b + sigma_b * eps_b: [batch, in] -> [batch, out], where mu and sigma
/// are learned and the noise eps is factorised (equations 9 to 11). In evaluation mode the noise is off.
class NoisyLinearImpl : public nn::Module {
 public:
  /// mu starts uniform in (-1, 1) / sqrt(in), sigma at sigma0 / sqrt(in), the noise at 0. Throws ValueError
  /// for a size below 1.
  NoisyLinearImpl(int64_t in, int64_t out, double sigma0 = 0.5);

  /// Draws eps_w = f(e_out) f(e_in)^T and eps_b = f(e_out), with f(x) = sgn(x) sqrt|x| of normal numbers.
  void reset_noise(Generator& random);

  Tensor forward(const Tensor& x, Activation activation = Activation::none);

  Tensor weight_mu, weight_sigma;       ///< [out, in]
  Tensor bias_mu, bias_sigma;           ///< [out]
  Tensor weight_epsilon, bias_epsilon;  ///< buffers of the same shapes

 private:
  std::vector<double> noise_;  // of the inputs, then of the outputs
};
using NoisyLinear = nn::ModuleHolder<NoisyLinearImpl>;

}  // namespace ember::rl
