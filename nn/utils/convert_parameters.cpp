#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/utils/convert_parameters.hpp>

namespace ember::nn::utils {

Tensor parameters_to_vector(TensorList parameters) {
  std::vector<Tensor> flat;
  for (const Tensor& p : parameters) flat.push_back(reshape(p, {-1}));
  return cat(flat);
}

void vector_to_parameters(const Tensor& vector, TensorList parameters) {
  int64_t count = 0;
  for (const Tensor& p : parameters) count += p.numel();
  require<ShapeError>(vector.dim() == 1 && vector.numel() == count, "vector_to_parameters: parameters have ",
                      count, " elements: vector has shape ", vector.sizes());
  const NoGradGuard guard;
  int64_t at = 0;
  for (const Tensor& p : parameters) {
    p.copy_(reshape(narrow(vector, 0, at, p.numel()), p.sizes()));
    at += p.numel();
  }
}

}  // namespace ember::nn::utils
