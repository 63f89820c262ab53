// All parameters as one vector, and back (https://pytorch.org/docs/stable/nn.html#utilities).
#pragma once

#include <ember/autograd/tensor.hpp>

namespace ember::nn::utils {

/// The elements of all parameters in order: [sum of their counts]. Differentiable.
Tensor parameters_to_vector(TensorList parameters);

/// Gives the parameters, in order, the elements of `vector`, in place. Throws ShapeError when the counts
/// differ.
void vector_to_parameters(const Tensor& vector, TensorList parameters);

}  // namespace ember::nn::utils
