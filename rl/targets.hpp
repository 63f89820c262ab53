// What value-based methods learn towards. Tensors are [batch]; nothing here is recorded in the graph.
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember::rl {

/// The temporal-difference target y = r + gamma (1 - terminated) v(s').
/// Mnih et al. (2015), equation in Algorithm 1; `next_value` is max_a' Q(s', a'; theta-).
/// Throws ShapeError unless all three have one shape.
Tensor td_target(const Tensor& rewards, const Tensor& terminated, const Tensor& next_value, double gamma);

/// The same with a discount for each row: gamma^n after n steps (Sutton 1988), [batch].
Tensor td_target(const Tensor& rewards, const Tensor& terminated, const Tensor& next_value,
                 const Tensor& discount);

/// max_a Q(s, a) of a table of action values [batch, actions].
Tensor greedy_value(const Tensor& action_values);

/// Q(s', argmax_a Q(s', a; theta); theta-): the online values choose the action, the target values value it.
/// Both [batch, actions]. van Hasselt et al. (2016), "Deep reinforcement learning with double Q-learning",
/// equation 4.
Tensor double_dqn_value(const Tensor& online_values, const Tensor& target_values);

/// Q(s, a) of the actions taken: [batch, actions] and int64 [batch] -> [batch]. Recorded.
Tensor value_of(const Tensor& action_values, const Tensor& actions);

}  // namespace ember::rl
