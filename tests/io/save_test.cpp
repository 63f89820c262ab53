#include <gtest/gtest.h>

#include <ember/autograd/create.hpp>
#include <ember/autograd/error.hpp>
#include <ember/autograd/generator.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/nn/io/save.hpp>
#include <ember/nn/linear.hpp>
#include <ember/nn/sequential.hpp>
#include <ember/optim/adam.hpp>

#include "samples.hpp"

namespace ember {
namespace {

void expect_equal(const Tensor& a, const Tensor& b) {
  ASSERT_EQ(a.sizes().vec(), b.sizes().vec());
  EXPECT_TRUE(a.numel() == 0 || std::memcmp(a.data_ptr(), b.data_ptr(), a.nbytes()) == 0);
}

void train(nn::Linear& layer, optim::Adam& optimizer, int steps) {
  const Tensor x = arange(12, kFloat).view({3, 4}) / 10;
  for (int i = 0; i < steps; ++i) {
    optimizer.zero_grad();
    square(layer->forward(x) - 1).sum().backward();
    optimizer.step();
  }
}

TEST(Save, ResumesTrainingToTheBit) {
  const io::Folder folder;
  manual_seed(3);
  nn::Linear trained(4, 2), resumed(4, 2);
  optim::Adam first(trained->parameters(), optim::AdamOptions(0.1));
  train(trained, first, 5);
  save(trained, folder / "weights", {{"steps", "5"}});
  save(first, folder / "adam");
  train(trained, first, 5);

  optim::Adam second(resumed->parameters(), optim::AdamOptions(0.5));
  EXPECT_EQ(load(resumed, folder / "weights"), (io::Metadata{{"steps", "5"}}));
  load(second, folder / "adam");
  EXPECT_EQ(second.param_groups()[0].options().get_lr(), 0.1);
  train(resumed, second, 5);
  expect_equal(resumed->weight, trained->weight);
  expect_equal(resumed->bias, trained->bias);
}

TEST(Save, PutsSeveralObjectsInOneFile) {
  const io::Folder folder;
  manual_seed(4);
  nn::Linear policy(4, 2), target(4, 2), loaded(4, 2);
  optim::Adam optimizer(policy->parameters(), optim::AdamOptions(0.25)), other(loaded->parameters());
  train(policy, optimizer, 1);
  io::NamedTensors all = io::tensors_of(policy, "policy.");
  for (auto& named : io::tensors_of(target, "target.")) all.push_back(named);
  for (auto& named : io::tensors_of(optimizer, "optimizer.")) all.push_back(named);
  io::save_tensors(folder / "checkpoint", all);

  const auto tensors = io::load_tensors(folder / "checkpoint").tensors;
  io::restore(loaded, tensors, "target.");
  expect_equal(loaded->weight, target->weight);
  io::restore(loaded, tensors, "policy.");
  expect_equal(loaded->weight, policy->weight);
  io::restore(other, tensors, "optimizer.");
  EXPECT_EQ(other.param_groups()[0].options().get_lr(), 0.25);
}

TEST(Save, RefusesTheFileOfAnotherNetworkAndChangesNothing) {
  const io::Folder folder;
  manual_seed(5);
  nn::Linear small(4, 2), large(8, 3);
  save(small, folder / "small");
  const Tensor before = large->weight.clone();
  try {
    load(large, folder / "small");
    FAIL();
  } catch (const StateError& error) {
    const std::string message = error.what();
    for (const char* part : {"weight", "bias", "[2, 4]", "[3, 8]"})
      EXPECT_NE(message.find(part), std::string::npos) << message;
    EXPECT_NE(message.find((folder / "small").string()), std::string::npos) << message;
  }
  expect_equal(large->weight, before);
  nn::Sequential deep(nn::Linear(4, 2));
  EXPECT_THROW(load(deep, folder / "small"), StateError);  // "0.weight" is missing, "weight" unexpected
}

TEST(Save, UsesPyTorchsNames) {
  nn::Sequential net(nn::Linear(4, 2), nn::Linear(2, 1));
  std::vector<std::string> names;
  for (const auto& [name, tensor] : io::tensors_of(net)) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"0.weight", "0.bias", "1.weight", "1.bias"}));
}

}  // namespace
}  // namespace ember
