// The network of DQN and its relatives: observation in, one value (or one distribution) per action out.
#pragma once

#include <ember/nn/linear.hpp>
#include <ember/rl/convolutions.hpp>
#include <ember/rl/noisy_linear.hpp>
#include <vector>

namespace ember::rl {

struct QNetworkOptions {
  std::vector<int64_t> hidden = {128, 128};  ///< widths of the hidden layers
  bool dueling = false;                      ///< a stream for the state's value and one for the advantages
  bool noisy = false;                        ///< learned noise in the weights of the linear layers
  int64_t atoms = 1;                         ///< numbers per action: 1 for its value, more for a distribution
  double pixel = 1;                          ///< the largest value of a pixel; images are divided by it
  double noise = 0.5;                        ///< sigma_0 of the noise at the start
};

/// v + a - mean of a: the values of the actions from that of the state [batch, 1, ...] and their advantages
/// [batch, actions, ...]. Wang et al. (2016), "Dueling network architectures", equation 9.
Tensor dueling_value(const Tensor& v, const Tensor& a);

/// Linear layers fc1, fc2, ... with ReLU between them, for images after Convolutions. With `dueling` the last
/// hidden layer is there twice, in the streams value1, value2 and advantage1, advantage2. The names, and the
/// order in which weights are drawn, are those of the notebook's network.
class QNetworkImpl : public nn::Module {
 public:
  /// `observation` is the shape of one observation; other than images they are rows. Throws ValueError for a
  /// size below 1 or an image that is too small.
  QNetworkImpl(const std::vector<int64_t>& observation, int64_t actions, const QNetworkOptions& options);

  /// [batch, observation_size] -> [batch, actions], or logits [batch, actions, atoms].
  Tensor forward(Tensor x);

  /// Draws new noise for the weights, if they have any.
  void reset_noise(Generator& random);

 private:
  /// nn::Linear, or the same with noise.
  struct Layer {
    nn::Linear plain{nullptr};
    NoisyLinear noisy{nullptr};
    Tensor forward(const Tensor& x, Activation activation);
  };

  Layer layer(const std::string& name, int64_t in, int64_t out);
  std::vector<Layer> layers(const std::string& name, int64_t in, const std::vector<int64_t>& widths);

  QNetworkOptions options_;
  Convolutions convolutions_;
  std::vector<Layer> body_, value_, advantage_;
};
using QNetwork = nn::ModuleHolder<QNetworkImpl>;

}  // namespace ember::rl
