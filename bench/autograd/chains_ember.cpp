#include <array>
#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/nn/functional/policy.hpp>

#include "chains.hpp"

#define LIBRARY ember
#define FUNCTIONAL ember::nn::functional

namespace ember::bench {
namespace {

using ember::Tensor;
#include "chains.inl"

}  // namespace

std::vector<Chain> ember_chains() { return all_chains(); }

std::vector<Chain> ember_fused_chains() {
  std::vector<Chain> all;
  add_loss(all, "cross_entropy", choice_sizes,
           [](const Batch& b) { return nn::functional::cross_entropy(b.x, b.choices); });
  add_loss(all, "gaussian", gaussian_sizes, [](const Batch& b) {
    const auto [log_prob, entropy] =
        nn::functional::gaussian_log_prob_and_entropy(b.actions, b.x, exp(b.log_std).expand(b.x.sizes()));
    return gaussian_loss(log_prob, entropy, b.weights);
  });
  return all;
}

}  // namespace ember::bench
