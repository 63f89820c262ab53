// What code for torch:: may mention and Ember leaves out; what torch:: does otherwise than ember::.
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace {

namespace F = torch::nn::functional;

TEST(LeftOut, NamesThrowWhenUsed) {
  const auto x = torch::ones({1, 1, 4});
  EXPECT_THROW(torch::nn::Conv3d(torch::nn::Conv3dOptions(1, 2, 3).bias(false))(x), ember::StateError);
  EXPECT_THROW(F::interpolate(x, F::InterpolateFuncOptions().mode(torch::kNearest)), ember::StateError);
  EXPECT_THROW(torch::optim::LBFGS({x}, torch::optim::LBFGSOptions(1)), ember::StateError);
  EXPECT_THROW(torch::nn::utils::rnn::pack_sequence({x, x}), ember::StateError);
  EXPECT_THROW(torch::tensor(c10::complex<float>(1, 2)), ember::StateError);
  EXPECT_THROW(torch::data::datasets::MNIST("."), ember::StateError);
  EXPECT_THROW(x.cuda(), ember::ValueError);
}

TEST(LeftOut, MessagesCarryTheName) {
  try {
    torch::nn::ReflectionPad1d pad(2);
    FAIL();
  } catch (const c10::Error& error) {
    EXPECT_EQ(std::string(error.what()), "ReflectionPad1d: Ember leaves it out");
  }
}

TEST(LeftOut, NamesOfDimensionsArePrintedAlone) {
  torch::nn::Unflatten unflatten(torch::nn::UnflattenOptions("B", {{"X", 2}, {"Y", 3}}));
  EXPECT_EQ(c10::str(unflatten),
            "torch::nn::Unflatten(dim=\"B\", unflattened_size={{\"X\", 2}, {\"Y\", 3}})");
  EXPECT_THROW(unflatten(torch::ones(6)), ember::StateError);
}

TEST(ZeroGrad, LeavesZerosForTorchCode) {
  torch::nn::Linear layer(2, 1);
  layer(torch::ones({1, 2})).sum().backward();
  layer->zero_grad();
  ASSERT_TRUE(layer->weight.grad().defined());
  EXPECT_EQ(layer->weight.grad().abs().sum().item<float>(), 0);
}

TEST(Devices, AreReadFromText) {
  EXPECT_EQ(torch::Device("hip:3"), torch::Device(torch::DeviceType::HIP, 3));
  EXPECT_EQ(torch::Device("cuda:1").str(), "cuda:1");
  EXPECT_THROW(torch::Device("tpu:4"), c10::Error);
}

}  // namespace
