#include <torch/torch.h>

#include <array>

#include "chains.hpp"

#define LIBRARY torch
#define FUNCTIONAL torch::nn::functional

namespace ember::bench {
namespace {

using torch::Tensor;
#include "chains.inl"

}  // namespace

std::vector<Chain> libtorch_chains() {
  at::set_num_threads(1);
  return all_chains();
}

}  // namespace ember::bench
