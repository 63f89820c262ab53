// What value-based methods learn towards. Tensors are [batch]; nothing here is recorded in the graph.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember::rl {

/// The temporal-difference target y = r + gamma (1 - terminated) v(s').
/// Mnih et al. (2015), equation in Algorithm 1; `next_value` is max_a' Q(s', a'; theta-).
/// Throws ShapeError unless all three have one shape.
Tensor td_target(const Tensor& rewards, const Tensor& terminated, const Tensor& next_value, double gamma);

/// max_a Q(s, a) of a table of action values [batch, actions].
Tensor greedy_value(const Tensor& action_values);

/// Q(s, a) of the actions taken: [batch, actions] and int64 [batch] -> [batch]. Recorded.
Tensor value_of(const Tensor& action_values, const Tensor& actions);

}  // namespace ember::rl
