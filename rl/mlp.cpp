#include <ember/nn/init.hpp>
#include <ember/rl/mlp.hpp>
#include <numbers>

namespace ember::rl {

MLPImpl::MLPImpl(int64_t in, const std::vector<int64_t>& hidden, int64_t out, Activation chosen)
    : Module("MLP"), activation(chosen) {
  std::vector<int64_t> sizes = hidden;
  sizes.push_back(out);
  for (size_t i = 0; i < sizes.size(); ++i) {
    require<ValueError>(in >= 1 && sizes[i] >= 1, "MLP: sizes must be at least 1: ", in, " to ", sizes[i]);
    layers.push_back(register_module("fc" + std::to_string(i + 1), nn::Linear(in, sizes[i])));
    in = sizes[i];
  }
}

Tensor MLPImpl::forward(Tensor x) {
  for (size_t i = 0; i < layers.size(); ++i) {
    const bool plain = i + 1 == layers.size() && !activate_output;
    x = linear(x, layers[i]->weight, layers[i]->bias, plain ? Activation::none : activation);
  }
  return x;
}

void MLPImpl::orthogonal_init(double output_gain) {
  for (size_t i = 0; i < layers.size(); ++i) {
    nn::init::orthogonal_(layers[i]->weight, i + 1 < layers.size() ? std::numbers::sqrt2 : output_gain);
    nn::init::zeros_(layers[i]->bias);
  }
}

Activation activation_of(const std::string& name) {
  require<ValueError>(name == "relu" || name == "tanh", "activation: neither relu nor tanh: ", name);
  return name == "relu" ? Activation::relu : Activation::tanh;
}

}  // namespace ember::rl
