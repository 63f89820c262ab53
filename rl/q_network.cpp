#include <ember/autograd/matmul.hpp>
#include <ember/rl/q_network.hpp>

namespace ember::rl {

QNetworkImpl::QNetworkImpl(int64_t observation_size, int64_t actions, const std::vector<int64_t>& hidden)
    : Module("QNetwork") {
  int64_t in = observation_size;
  for (size_t i = 0; i <= hidden.size(); ++i) {
    const int64_t out = i < hidden.size() ? hidden[i] : actions;
    require<ValueError>(in >= 1 && out >= 1, "QNetwork: sizes must be at least 1: ", in, " to ", out);
    layers.push_back(register_module("fc" + std::to_string(i + 1), nn::Linear(in, out)));
    in = out;
  }
}

Tensor QNetworkImpl::forward(Tensor x) {
  for (size_t i = 0; i < layers.size(); ++i) {
    const bool last = i + 1 == layers.size();
    x = linear(x, layers[i]->weight, layers[i]->bias, last ? Activation::none : Activation::relu);
  }
  return x;
}

}  // namespace ember::rl
