#include <torch/torch.h>

#include "steps.hpp"

#define LIBRARY torch
#define CLIPPED_STEP torch::nn::utils::clip_grad_norm_(parameters, 0.5), optimizer->step()

namespace ember::bench {
namespace {

using torch::Tensor;
#include "steps.inl"

}  // namespace

std::vector<Step> libtorch_steps() {
  at::set_num_threads(1);
  return all_steps();
}

}  // namespace ember::bench
