// How much better an action was than expected, from rewards and values. Outside the graph.
#pragma once

#include <ember/autograd/tensor.hpp>
#include <span>

namespace ember::rl {

/// G_t = r_t + gamma G_{t+1} of one episode, [T], summed in double precision; `last_value` is what follows
/// the last reward: 0 where the episode ended, an estimate where it was cut off.
/// Williams (1992); Sutton and Barto (2018), equation 3.9.
Tensor returns_to_go(std::span<const double> rewards, double gamma, double last_value = 0,
                     ScalarType dtype = kDouble);

/// (x - mean) / (std + 1e-8) with the unbiased standard deviation; a single number stays as it is.
Tensor standardized(const Tensor& x);

/// Generalised advantage estimates, Schulman et al. (2016), equations 11 and 16, of whole rollouts [T] or
/// [T, environments]:
///   delta_t = r_t + gamma (1 - terminated_t) V(s'_t) - V(s_t)
///   A_t = delta_t + gamma lambda (1 - terminated_t) (1 - truncated_t) A_{t+1}
/// where s'_t is what the step led to, before any reset. All tensors have one shape, else ShapeError;
/// terminated and truncated are 0 or 1 of any dtype; the result has the dtype of `values`.
Tensor gae(const Tensor& rewards, const Tensor& values, const Tensor& next_values, const Tensor& terminated,
           const Tensor& truncated, double gamma, double lambda);

}  // namespace ember::rl
