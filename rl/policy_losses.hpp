// The losses of policy-gradient methods. All are means over the batch, [] from tensors [batch], and recorded.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember::rl {

/// -mean(log pi(a|s) A): its gradient is that of the return, Sutton et al. (2000), negated.
Tensor policy_gradient_loss(const Tensor& log_probs, const Tensor& advantages);

/// mean (V - R)^2 / 2
Tensor value_loss(const Tensor& values, const Tensor& returns);

/// L^CLIP of Schulman et al. (2017), equation 7, negated:
/// -mean min(rho A, clip(rho, 1 - epsilon, 1 + epsilon) A) with rho = e^(log_ratio).
Tensor clipped_surrogate(const Tensor& log_ratio, const Tensor& advantages, double epsilon);

/// mean max((V - R)^2, (V_old + clip(V - V_old, -epsilon, epsilon) - R)^2) / 2
/// (Huang et al. 2022, detail 9).
Tensor clipped_value_loss(const Tensor& values, const Tensor& old_values, const Tensor& returns,
                          double epsilon);

/// Estimates of KL(old || new) from samples of old (Schulman 2020, "Approximating KL divergence"), outside
/// the graph: mean(rho - 1 - log rho), never negative, and mean(-log rho).
Tensor approximate_kl(const Tensor& log_ratio);
Tensor approximate_kl_k1(const Tensor& log_ratio);

/// Share of the ratios that are farther from 1 than epsilon, outside the graph.
Tensor clip_fraction(const Tensor& log_ratio, double epsilon);

}  // namespace ember::rl
