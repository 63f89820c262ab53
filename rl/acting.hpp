// Between environments, which know floats and choices, and networks, which know tensors.
#pragma once

#include <ember/autograd/tensor.hpp>
#include <ember/envs/action.hpp>
#include <ember/rl/action_space.hpp>
#include <span>
#include <vector>

namespace ember::rl {

/// Rows of `width` floats as a batch [rows, width]. Throws ShapeError when they are not whole rows.
Tensor as_batch(std::span<const float> rows, int64_t width, ScalarType dtype);

/// A batch of one action as environments take it: a choice, or the row in `row`, moved into the bounds.
envs::Action action_of(const Tensor& action, const ActionSpace& space, std::vector<float>& row);

/// `values`, moved into the bounds of the space in place.
void clip_to_bounds(std::span<float> rows, const ActionSpace& space);

}  // namespace ember::rl
