#include <ember/autograd/create.hpp>
#include <ember/optim/elements.hpp>

namespace ember::optim::detail {

Tensor new_buffer(const Tensor& parameter, double value) {
  return full(parameter.sizes(), value, parameter.dtype());
}

}  // namespace ember::optim::detail
