#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/rl/q_network.hpp>
#include <functional>
#include <numeric>

namespace ember::rl {

Tensor dueling_value(const Tensor& v, const Tensor& a) { return v + a - mean(a, {1}, true); }

Tensor QNetworkImpl::Layer::forward(const Tensor& x, Activation activation) {
  return plain.is_empty() ? noisy->forward(x, activation) : linear(x, plain->weight, plain->bias, activation);
}

QNetworkImpl::QNetworkImpl(const std::vector<int64_t>& observation, int64_t actions,
                           const QNetworkOptions& options)
    : Module("QNetwork"), options_(options) {
  require<ValueError>(actions >= 1, "QNetwork: sizes must be at least 1: ", actions, " actions");
  int64_t in = observation.size() > 1
                   ? add_convolutions(observation)
                   : std::accumulate(observation.begin(), observation.end(), int64_t{1}, std::multiplies<>());
  std::vector<int64_t> widths = options.hidden;
  if (!options.dueling) {
    widths.push_back(actions * options.atoms);
    body_ = layers("fc", in, widths);
    return;
  }
  require<ValueError>(!widths.empty(), "QNetwork: a dueling network needs a hidden layer");
  const int64_t last = widths.back();
  widths.pop_back();
  body_ = layers("fc", in, widths);
  if (!widths.empty()) in = widths.back();
  value_ = layers("value", in, {last, options.atoms});
  advantage_ = layers("advantage", in, {last, actions * options.atoms});
}

int64_t QNetworkImpl::add_convolutions(const std::vector<int64_t>& observation) {
  image_ = observation;
  if (image_.size() == 2) image_.insert(image_.begin(), 1);
  require<ValueError>(image_.size() == 3, "QNetwork: an image has 2 or 3 dimensions: ", IntArrayRef(image_));
  struct Shape {
    int64_t kernels, size, stride;
  };
  const bool small = std::min(image_[1], image_[2]) < 20;
  const std::vector<Shape> shapes =
      small ? std::vector<Shape>{{16, 3, 1}} : std::vector<Shape>{{16, 8, 4}, {32, 4, 2}};
  int64_t channels = image_[0], height = image_[1], width = image_[2];
  for (const auto& [kernels, size, stride] : shapes) {
    require<ValueError>(height >= size && width >= size,
                        "QNetwork: the image is too small: ", IntArrayRef(image_));
    convolutions_.push_back(
        register_module("conv" + std::to_string(convolutions_.size() + 1),
                        nn::Conv2d(nn::Conv2dOptions(channels, kernels, size).stride(stride))));
    channels = kernels;
    height = (height - size) / stride + 1;
    width = (width - size) / stride + 1;
  }
  return channels * height * width;
}

QNetworkImpl::Layer QNetworkImpl::layer(const std::string& name, int64_t in, int64_t out) {
  require<ValueError>(in >= 1 && out >= 1, "QNetwork: sizes must be at least 1: ", in, " to ", out);
  if (options_.noisy) return {nullptr, register_module(name, NoisyLinear(in, out))};
  return {register_module(name, nn::Linear(in, out)), nullptr};
}

std::vector<QNetworkImpl::Layer> QNetworkImpl::layers(const std::string& name, int64_t in,
                                                      const std::vector<int64_t>& widths) {
  std::vector<Layer> made;
  for (const int64_t out : widths) {
    made.push_back(layer(name + std::to_string(made.size() + 1), in, out));
    in = out;
  }
  return made;
}

Tensor QNetworkImpl::forward(Tensor x) {
  if (!image_.empty()) {
    x = view(x, {-1, image_[0], image_[1], image_[2]});
    if (options_.pixel != 1) x = x / options_.pixel;
    for (nn::Conv2d& convolution : convolutions_) x = relu(convolution->forward(x));
    x = flatten(x, 1);
  }
  const auto through = [](std::vector<Layer>& stream, Tensor h, Activation last) {
    for (Layer& layer : stream) h = layer.forward(h, &layer == &stream.back() ? last : Activation::relu);
    return h;
  };
  const auto by_atom = [&](const Tensor& q) {
    return options_.atoms == 1 ? q : view(q, {q.size(0), -1, options_.atoms});
  };
  if (!options_.dueling) return by_atom(through(body_, std::move(x), Activation::none));
  const Tensor h = through(body_, std::move(x), Activation::relu);
  return dueling_value(by_atom(through(value_, h, Activation::none)),
                       by_atom(through(advantage_, h, Activation::none)));
}

void QNetworkImpl::reset_noise(Generator& random) {
  for (auto* stream : {&body_, &value_, &advantage_})
    for (Layer& layer : *stream)
      if (!layer.noisy.is_empty()) layer.noisy->reset_noise(random);
}

}  // namespace ember::rl
