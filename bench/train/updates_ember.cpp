#include "updates.hpp"

#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/nn/linear.hpp>
#include <ember/nn/utils/clip_grad.hpp>
#include <ember/optim/adam.hpp>
#include <ember/optim/rmsprop.hpp>
#include <memory>

#define LIBRARY ember
#define FUNCTIONAL ember::nn::functional

namespace ember::bench {
namespace {

using ember::Tensor;
#include "updates.inl"

}  // namespace

std::vector<Update> ember_updates() { return all_updates(); }

}  // namespace ember::bench
