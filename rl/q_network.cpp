#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/rl/q_network.hpp>

namespace ember::rl {

Tensor dueling_value(const Tensor& v, const Tensor& a) { return v + a - mean(a, {1}, true); }

Tensor QNetworkImpl::Layer::forward(const Tensor& x, Activation activation) {
  return plain.is_empty() ? noisy->forward(x, activation) : linear(x, plain->weight, plain->bias, activation);
}

QNetworkImpl::QNetworkImpl(const std::vector<int64_t>& observation, int64_t actions,
                           const QNetworkOptions& options)
    : Module("QNetwork"), options_(options), convolutions_(*this, observation, options.pixel) {
  require<ValueError>(actions >= 1, "QNetwork: sizes must be at least 1: ", actions, " actions");
  int64_t in = convolutions_.size;
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

QNetworkImpl::Layer QNetworkImpl::layer(const std::string& name, int64_t in, int64_t out) {
  require<ValueError>(in >= 1 && out >= 1, "QNetwork: sizes must be at least 1: ", in, " to ", out);
  if (options_.noisy) return {nullptr, register_module(name, NoisyLinear(in, out, options_.noise))};
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
  x = convolutions_.forward(std::move(x));
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
