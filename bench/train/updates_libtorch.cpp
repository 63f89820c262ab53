#include <torch/torch.h>

#include "updates.hpp"

#define LIBRARY torch
#define FUNCTIONAL torch::nn::functional

namespace ember::bench {
namespace {

using torch::Tensor;
void say_changed(const Tensor& weight) { weight.unsafeGetTensorImpl()->bump_version(); }
#include "updates.inl"

}  // namespace

std::vector<Update> libtorch_updates() {
  at::set_num_threads(1);
  return all_updates();
}

}  // namespace ember::bench
