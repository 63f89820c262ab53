#include "programs.hpp"

#include <algorithm>
#include <array>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/generator.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/nn/linear.hpp>
#include <ember/optim/adam.hpp>
#include <random>

#define LIBRARY ember
#define FUNCTIONAL ember::nn::functional

namespace ember::bench {
namespace {

using ember::Tensor;
#include "programs.inl"

}  // namespace

Programs ember_programs() { return all_programs(); }

}  // namespace ember::bench
