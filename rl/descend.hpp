// One step of an optimizer, with the checks that every agent needs.
#pragma once

#include <ember/optim/optimizer.hpp>
#include <memory>
#include <string>

namespace ember::rl {

/// theta <- theta - step(grad loss): drops old gradients, backward, clips the gradient of `parameters` to the
/// norm `max_grad_norm` (0: not), steps. Returns the norm before clipping. Throws NonFiniteError for a loss
/// or gradient that is not finite, with the weights unchanged; `op` begins its message.
double descend(const char* op, const Tensor& loss, optim::Optimizer& optimizer, TensorList parameters,
               double max_grad_norm = 0);

/// The second half alone: clips the gradients that are there, checks them, steps.
double apply_gradients(const char* op, optim::Optimizer& optimizer, TensorList parameters,
                       double max_grad_norm = 0);

/// `adam`, `rmsprop` (PyTorch's form) or `rmsprop_tensorflow` (epsilon inside the root).
std::unique_ptr<optim::Optimizer> make_optimizer(const std::string& name, std::vector<Tensor> parameters,
                                                 double lr, double eps);

/// Sets the learning rate of all parameters.
void set_lr(optim::Optimizer& optimizer, double lr);

}  // namespace ember::rl
