// The network of DQN: observation in, one value per action out.
#pragma once

#include <ember/nn/linear.hpp>
#include <ember/nn/module.hpp>
#include <vector>

namespace ember::rl {

/// Linear layers fc1, fc2, ... with ReLU between them: [batch, observation_size] -> [batch, actions].
/// The names, and the order in which weights are drawn, are those of the notebook's network.
class QNetworkImpl : public nn::Module {
 public:
  /// Throws ValueError for a size below 1.
  QNetworkImpl(int64_t observation_size, int64_t actions, const std::vector<int64_t>& hidden);
  Tensor forward(Tensor x);

  std::vector<nn::Linear> layers;
};
using QNetwork = nn::ModuleHolder<QNetworkImpl>;

}  // namespace ember::rl
