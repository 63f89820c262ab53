// Distributions of the return on a fixed grid (Bellemare, Dabney and Munos 2017, "A distributional
// perspective on reinforcement learning"). z is the grid, [atoms], evenly spaced; p are probabilities on it.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember::rl {

/// Q(s, a) = sum_i z_i p_i(s, a): [batch, actions, atoms] -> [batch, actions].
Tensor expected_value(const Tensor& p, const Tensor& z);

/// The distribution of the actions taken: [batch, actions, atoms] and int64 [batch] -> [batch, atoms].
/// Recorded.
Tensor distribution_of(const Tensor& p, const Tensor& actions);

/// m, the distribution of r + discount (1 - terminated) z under p, with each atom's probability shared
/// between its two neighbours on the grid (Algorithm 1): p [batch, atoms], the others [batch] -> [batch,
/// atoms]. Not recorded. Throws ShapeError when these do not fit, ValueError for fewer than 2 atoms.
Tensor categorical_projection(const Tensor& p, const Tensor& rewards, const Tensor& terminated,
                              const Tensor& discount, const Tensor& z);

}  // namespace ember::rl
