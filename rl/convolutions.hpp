// The first layers of a network that sees images.
#pragma once

#include <ember/nn/conv.hpp>
#include <vector>

namespace ember::rl {

/// The numbers in an observation of this shape.
int64_t size_of(const std::vector<int64_t>& shape);

/// Convolutions conv1, ... with ReLU, for an observation [height, width] or [channels, height, width]: below
/// 20 pixels a side one with 16 kernels of 3 x 3 (Young and Tian 2019, MinAtar), else 16 of 8 x 8 by 4 steps
/// and 32 of 4 x 4 by 2 (Mnih et al. 2013). None for rows of numbers.
class Convolutions {
 public:
  /// Registers them in `network`, which owns them. `observation` is the shape of one observation; images are
  /// divided by `pixel`, their largest value. Throws ValueError for an image that is too small.
  Convolutions(nn::Module& network, const std::vector<int64_t>& observation, double pixel = 1);

  /// [batch, numbers of an observation] -> [batch, size]; rows stay as they are.
  Tensor forward(Tensor x);

  int64_t size;  ///< numbers that the next layer sees
  std::vector<nn::Conv2d> layers;

 private:
  std::vector<int64_t> image_;  // [channels, height, width], or empty
  double pixel_;
};

}  // namespace ember::rl
