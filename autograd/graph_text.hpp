// The graph of derivatives as a picture.
#pragma once

#include <ember/autograd/tensor.hpp>
#include <string>

namespace ember::autograd {

/// The graph that backward of `root` would run, in the DOT language of Graphviz: one box per op with its name
/// and the bytes it keeps, one oval per leaf with its shape, arrows in the direction of gradients.
std::string graph_to_dot(const Tensor& root);

}  // namespace ember::autograd
