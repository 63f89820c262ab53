#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/view.hpp>
#include <ember/rl/convolutions.hpp>
#include <functional>
#include <numeric>

namespace ember::rl {

int64_t size_of(const std::vector<int64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

Convolutions::Convolutions(nn::Module& network, const std::vector<int64_t>& observation, double pixel)
    : size(size_of(observation)), pixel_(pixel) {
  if (observation.size() < 2) return;
  image_ = observation;
  if (image_.size() == 2) image_.insert(image_.begin(), 1);
  require<ValueError>(image_.size() == 3,
                      "Convolutions: an image has 2 or 3 dimensions: ", IntArrayRef(image_));
  struct Shape {
    int64_t kernels, size, stride;
  };
  const bool small = std::min(image_[1], image_[2]) < 20;
  const std::vector<Shape> shapes =
      small ? std::vector<Shape>{{16, 3, 1}} : std::vector<Shape>{{16, 8, 4}, {32, 4, 2}};
  int64_t channels = image_[0], height = image_[1], width = image_[2];
  for (const auto& [kernels, side, stride] : shapes) {
    require<ValueError>(height >= side && width >= side,
                        "Convolutions: the image is too small: ", IntArrayRef(image_));
    layers.push_back(
        network.register_module("conv" + std::to_string(layers.size() + 1),
                                nn::Conv2d(nn::Conv2dOptions(channels, kernels, side).stride(stride))));
    channels = kernels;
    height = (height - side) / stride + 1;
    width = (width - side) / stride + 1;
  }
  size = channels * height * width;
}

Tensor Convolutions::forward(Tensor x) {
  if (layers.empty()) return x;
  x = view(x, {-1, image_[0], image_[1], image_[2]});
  if (pixel_ != 1) x = x / pixel_;
  for (nn::Conv2d& convolution : layers) x = relu(convolution->forward(x));
  return flatten(x, 1);
}

}  // namespace ember::rl
