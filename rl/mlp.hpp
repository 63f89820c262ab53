// The network of every agent with vector observations: linear layers with an activation between them.
#pragma once

#include <ember/autograd/matmul.hpp>
#include <ember/nn/linear.hpp>
#include <string>

namespace ember::rl {

/// Linear layers fc1, fc2, ... : [batch, in] -> [batch, out], with `activation` after all but the last, and
/// after that one too where `activate_output`.
class MLPImpl : public nn::Module {
 public:
  /// Weights are drawn in the order of the layers as nn::Linear draws them. Throws ValueError for a size
  /// below 1.
  MLPImpl(int64_t in, const std::vector<int64_t>& hidden, int64_t out,
          Activation activation = Activation::relu);
  Tensor forward(Tensor x);
  /// Orthogonal weights of gain sqrt(2), in the last layer of gain `output_gain`, and biases of 0 (Saxe et
  /// al. 2013; Huang et al. 2022, "The 37 Implementation Details of PPO", detail 2).
  void orthogonal_init(double output_gain);

  std::vector<nn::Linear> layers;
  Activation activation;
  bool activate_output = false;
};
using MLP = nn::ModuleHolder<MLPImpl>;

/// `relu` or `tanh`; throws ValueError for another word.
Activation activation_of(const std::string& name);

}  // namespace ember::rl
