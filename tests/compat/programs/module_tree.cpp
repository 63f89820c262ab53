// Written for torch::, compiled with libtorch and with Ember: a tree of modules with containers, copies of
// it, and what it lists and prints.
#include <torch/torch.h>

#include <cstdio>
#include <iostream>

namespace nn = torch::nn;

struct BlockImpl : nn::Cloneable<BlockImpl> {
  explicit BlockImpl(int64_t width_) : width(width_) { reset(); }
  void reset() override {
    linear = register_module("linear", nn::Linear(width, width));
    scale = register_parameter("scale", torch::ones({width}));
    calls = register_buffer("calls", torch::zeros({}, torch::kLong));
  }
  torch::Tensor forward(torch::Tensor x) {
    calls += 1;
    return x + scale * torch::relu(linear->forward(x));
  }
  int64_t width;
  nn::Linear linear{nullptr};
  torch::Tensor scale, calls;
};
TORCH_MODULE(Block);

struct TreeImpl : nn::Cloneable<TreeImpl> {
  TreeImpl() { reset(); }
  void reset() override {
    blocks = register_module("blocks", nn::ModuleList());
    for (int i = 0; i < 2; ++i) blocks->push_back(Block(4));
    heads = register_module("heads", nn::ModuleDict());
    heads->update(std::vector<std::pair<std::string, std::shared_ptr<nn::Module>>>{
        {"policy", nn::Linear(4, 2).ptr()}, {"value", nn::Linear(4, 1).ptr()}});
    body = register_module(
        "body", nn::Sequential(nn::Linear(3, 4), nn::Tanh(), nn::LayerNorm(nn::LayerNormOptions({4}))));
  }
  std::tuple<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    x = body->forward(x);
    for (const auto& block : *blocks) x = block->as<Block>()->forward(x);
    return {torch::log_softmax(heads["policy"]->as<nn::Linear>()->forward(x), 1),
            heads["value"]->as<nn::Linear>()->forward(x).squeeze(1)};
  }
  nn::ModuleList blocks{nullptr};
  nn::ModuleDict heads{nullptr};
  nn::Sequential body{nullptr};
};
TORCH_MODULE(Tree);

int main() {
  torch::manual_seed(11);
  Tree tree;
  tree->to(torch::kFloat64);
  std::cout << tree << '\n';
  for (const auto& item : tree->named_parameters()) {
    std::cout << item.key() << ' ' << item.value().sizes() << '\n';
  }
  for (const auto& item : tree->named_buffers()) std::cout << item.key() << '\n';
  for (const auto& item : tree->named_modules("tree")) std::cout << item.key() << ' ';
  std::cout << '\n' << tree->modules().size() << ' ' << tree->children().size() << '\n';

  int linears = 0;
  tree->apply([&](nn::Module& module) {
    if (auto* linear = module.as<nn::Linear>()) {
      ++linears;
      torch::NoGradGuard no_grad;
      nn::init::xavier_uniform_(linear->weight, 0.5);
      nn::init::constant_(linear->bias, 0.1);
    }
  });
  const auto x = torch::linspace(-1, 1, 15, torch::kFloat64).reshape({5, 3});
  const auto copy = std::dynamic_pointer_cast<TreeImpl>(tree->clone());
  {
    torch::NoGradGuard no_grad;
    for (auto& parameter : copy->parameters()) parameter.mul_(2);
  }
  torch::Tensor policy, value, other_policy, other_value;
  std::tie(policy, value) = tree->forward(x);
  std::tie(other_policy, other_value) = copy->forward(x);
  std::printf("%d linear layers, values sum to %.6f, of the copy %.6f\n", linears, value.sum().item<double>(),
              other_value.sum().item<double>());
  (value.pow(2).mean() - policy.select(1, 0).mean()).backward();
  for (const auto& item : tree->named_parameters())
    std::printf("%s %.6f\n", item.key().c_str(), item.value().grad().norm().item<double>());
  std::printf("calls %d, of the copy %d\n", tree->blocks->at<BlockImpl>(0).calls.item<int>(),
              copy->blocks->at<BlockImpl>(0).calls.item<int>());
  tree->eval();
  std::printf("training: %d %d, the copy %d\n", tree->is_training(), tree->blocks[1]->is_training(),
              copy->is_training());
}
