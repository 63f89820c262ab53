// Written for torch::, compiled with libtorch and with Ember: a classifier of points on two arcs, from the
// data to the saved and loaded model.
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <sstream>
#include <vector>

struct ClassifierImpl : torch::nn::Module {
  ClassifierImpl(int64_t inputs, int64_t hidden, int64_t classes)
      : first(register_module("first", torch::nn::Linear(inputs, hidden))),
        norm(register_module("norm", torch::nn::BatchNorm1d(hidden))),
        drop(register_module("drop", torch::nn::Dropout(0.1))),
        last(register_module("last",
                             torch::nn::Linear(torch::nn::LinearOptions(hidden, classes).bias(false)))) {}

  torch::Tensor forward(const torch::Tensor& x) { return last(drop(torch::tanh(norm(first(x))))); }

  torch::nn::Linear first;
  torch::nn::BatchNorm1d norm;
  torch::nn::Dropout drop;
  torch::nn::Linear last;
};
TORCH_MODULE(Classifier);

std::pair<torch::Tensor, torch::Tensor> two_arcs(int64_t count) {
  const auto labels = torch::randint(2, {count}, torch::kLong);
  const auto angle = torch::rand({count}, torch::kFloat64) * 3.141592653589793;
  const auto sign = 1.0 - 2.0 * labels.to(torch::kFloat64);
  const auto x = torch::stack({angle.cos() * sign + labels.to(torch::kFloat64), angle.sin() * sign}, 1);
  return {x + 0.1 * torch::randn({count, 2}, torch::kFloat64), labels};
}

int main() {
  torch::manual_seed(7);
  const auto [inputs, labels] = two_arcs(256);
  Classifier model(2, 16, 2);
  model->to(torch::kFloat64);
  torch::optim::SGD optimizer(model->parameters(),
                              torch::optim::SGDOptions(0.1).momentum(0.9).weight_decay(1e-4));

  for (int epoch = 0; epoch < 8; ++epoch) {
    model->train();
    double total = 0;
    const auto order = torch::randperm(256);
    for (int64_t start = 0; start < 256; start += 32) {
      const auto batch = order.slice(0, start, start + 32);
      optimizer.zero_grad();
      const auto loss =
          torch::nn::functional::cross_entropy(model(inputs.index_select(0, batch)), labels.index({batch}));
      loss.backward();
      torch::nn::utils::clip_grad_norm_(model->parameters(), 1.0);
      optimizer.step();
      total += loss.item<double>();
    }
    for (auto& group : optimizer.param_groups())
      static_cast<torch::optim::SGDOptions&>(group.options()).lr(0.1 * std::pow(0.8, epoch + 1));
    model->eval();
    torch::NoGradGuard no_grad;
    const auto correct = model(inputs).argmax(1).eq(labels).sum().item<int64_t>();
    std::printf("epoch %d loss %.6f correct %d\n", epoch, total / 8, static_cast<int>(correct));
  }

  std::stringstream file;
  torch::save(model, file);
  Classifier loaded(2, 16, 2);
  loaded->to(torch::kFloat64);
  torch::load(loaded, file);
  loaded->eval();
  torch::NoGradGuard no_grad;
  std::printf("loaded differs by %.6f\n", (loaded(inputs) - model(inputs)).abs().max().item<double>());
  for (const auto& item : loaded->named_parameters())
    std::printf("%s %.6f\n", item.key().c_str(), item.value().norm().item<double>());
  for (const auto& item : loaded->named_buffers())
    std::printf("%s %.6f\n", item.key().c_str(), item.value().to(torch::kFloat64).sum().item<double>());
}
