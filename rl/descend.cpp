#include <cmath>
#include <ember/autograd/backward.hpp>
#include <ember/nn/utils/clip_grad.hpp>
#include <ember/optim/adam.hpp>
#include <ember/optim/rmsprop.hpp>
#include <ember/rl/descend.hpp>
#include <limits>

namespace ember::rl {

double descend(const char* op, const Tensor& loss, optim::Optimizer& optimizer, TensorList parameters,
               double max_grad_norm) {
  const double value = loss.item().toDouble();
  require<NonFiniteError>(std::isfinite(value), op, ": the loss is not finite: ", value);
  optimizer.zero_grad();
  loss.backward();
  return apply_gradients(op, optimizer, parameters, max_grad_norm);
}

double apply_gradients(const char* op, optim::Optimizer& optimizer, TensorList parameters,
                       double max_grad_norm) {
  const double limit = max_grad_norm > 0 ? max_grad_norm : std::numeric_limits<double>::infinity();
  const double norm = nn::utils::clip_grad_norm_(parameters, limit);
  require<NonFiniteError>(std::isfinite(norm), op, ": the gradient is not finite: norm ", norm);
  optimizer.step();
  return norm;
}

std::unique_ptr<optim::Optimizer> make_optimizer(const std::string& name, std::vector<Tensor> parameters,
                                                 double lr, double eps) {
  if (name == "adam")
    return std::make_unique<optim::Adam>(std::move(parameters), optim::AdamOptions(lr).eps(eps));
  require<ValueError>(name == "rmsprop" || name == "rmsprop_tensorflow",
                      "make_optimizer: neither adam, rmsprop nor rmsprop_tensorflow: ", name);
  return std::make_unique<optim::RMSprop>(
      std::move(parameters),
      optim::RMSpropOptions(lr).alpha(0.99).eps(eps).tensorflow(name == "rmsprop_tensorflow"));
}

void set_lr(optim::Optimizer& optimizer, double lr) {
  for (optim::OptimizerParamGroup& group : optimizer.param_groups()) group.options().set_lr(lr);
}

}  // namespace ember::rl
