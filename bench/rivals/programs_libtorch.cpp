#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <random>

#include "programs.hpp"

#define LIBRARY torch
#define FUNCTIONAL torch::nn::functional

namespace ember::bench {
namespace {

using torch::Tensor;
#include "programs.inl"

}  // namespace

Programs libtorch_programs() {
  at::set_num_threads(1);
  return all_programs();
}

}  // namespace ember::bench
