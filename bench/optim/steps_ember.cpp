#include <ember/autograd/create.hpp>
#include <ember/autograd/random.hpp>
#include <ember/optim/adam.hpp>
#include <ember/optim/adamw.hpp>
#include <ember/optim/rmsprop.hpp>
#include <ember/optim/sgd.hpp>
#include <memory>

#include "steps.hpp"

#define LIBRARY ember
#define CLIPPED_STEP optimizer->clip_and_step(0.5)

namespace ember::bench {
namespace {

using ember::Tensor;
#include "steps.inl"

}  // namespace

std::vector<Step> ember_steps() { return all_steps(); }

}  // namespace ember::bench
