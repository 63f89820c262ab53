#include <gtest/gtest.h>

#include <cmath>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/conv.hpp>
#include <ember/nn/dropout.hpp>
#include <ember/nn/functional.hpp>
#include <ember/nn/linear.hpp>
#include <ember/nn/normalization.hpp>
#include <ember/nn/pooling.hpp>
#include <ember/nn/rnn.hpp>
#include <ember/nn/sequential.hpp>
#include <functional>
#include <sstream>

namespace ember::nn {
namespace {

template <class Holder> std::string printed(const Holder& holder) {
  printed_namespace() = "";
  std::ostringstream text;
  text << holder;
  printed_namespace() = "ember::nn::";
  return text.str();
}
bool same(const Tensor& a, const Tensor& b) { return a.sizes() == b.sizes() && a.eq(b).all().item<bool>(); }

TEST(Linear, TakesAnyLeadingSizesAndAnEmptyBatch) {
  Linear fc(3, 2);
  EXPECT_EQ(fc(ones({4, 5, 3})).sizes(), IntArrayRef({4, 5, 2}));
  EXPECT_EQ(fc(ones({3})).sizes(), IntArrayRef({2}));
  fc(ember::empty({0, 3})).sum().backward();
  EXPECT_EQ(fc->weight.grad().abs().sum().item<float>(), 0);
  EXPECT_THROW(fc(ones({1, 4})), ShapeError);
  EXPECT_THROW(fc(ones({1, 3}, kDouble)), TypeError);
  EXPECT_FALSE(Linear(LinearOptions(3, 2).bias(false))->bias.defined());
}

TEST(Linear, StartsWithinTheInverseRootOfItsFanIn) {
  const Linear fc(100, 50);
  EXPECT_LE(fc->weight.abs().max().item<float>(), 0.1F);
  EXPECT_GT(fc->weight.abs().max().item<float>(), 0.099F);
  EXPECT_LE(fc->bias.abs().max().item<float>(), 0.1F);
}

TEST(Flatten, KeepsTheBatch) {
  EXPECT_EQ(Flatten()(ones({2, 3, 4})).sizes(), IntArrayRef({2, 12}));
  EXPECT_EQ(Unflatten(1, std::vector<int64_t>{3, 4})(ones({2, 12})).sizes(), IntArrayRef({2, 3, 4}));
}

TEST(BatchNorm, RefusesOneValuePerChannelInTraining) {
  BatchNorm1d norm(2);
  EXPECT_THROW(norm(ones({1, 2})), ValueError);
  norm->eval();
  EXPECT_EQ(norm(ones({1, 2})).sizes(), IntArrayRef({1, 2}));
  EXPECT_THROW(norm(ones({2, 3})), ShapeError);
  EXPECT_THROW(BatchNorm2d(2)(ones({2, 2})), ShapeError);
}

TEST(BatchNorm, KeepsItsStatisticsAsBuffers) {
  BatchNorm1d norm(2);
  EXPECT_EQ(norm->named_parameters().keys(), (std::vector<std::string>{"weight", "bias"}));
  EXPECT_EQ(norm->state_dict().keys(), (std::vector<std::string>{"weight", "bias", "running_mean",
                                                                 "running_var", "num_batches_tracked"}));
  const Tensor x = tensor({{1.0, 2.0}, {3.0, 6.0}});
  norm(x);
  EXPECT_FLOAT_EQ(norm->running_mean[1].item<float>(), 0.4F);
  EXPECT_FLOAT_EQ(norm->running_var[1].item<float>(), 0.9F + 0.1F * 8);
  EXPECT_EQ(norm->num_batches_tracked.item<int64_t>(), 1);
  const auto copy = std::dynamic_pointer_cast<BatchNorm1dImpl>(norm->clone());
  copy->forward(x);
  EXPECT_EQ(norm->num_batches_tracked.item<int64_t>(), 1);
  BatchNorm1d plain(BatchNorm1dOptions(2).momentum(std::nullopt));
  plain(x);
  plain(x * 3);
  EXPECT_FLOAT_EQ(plain->running_mean[0].item<float>(), 4);
}

TEST(LayerNorm, RefusesAnInputThatDoesNotEndInItsShape) {
  EXPECT_THROW(LayerNorm(std::vector<int64_t>{3, 4})(ones({2, 4})), ShapeError);
  EXPECT_THROW(GroupNorm(2, 4)(ones({2, 3})), ValueError);
}

TEST(Embedding, StartsNormalWithAZeroPaddingRowThatDoesNotLearn) {
  Embedding rows(EmbeddingOptions(4, 3).padding_idx(-1));
  EXPECT_EQ(rows->weight[3].abs().sum().item<float>(), 0);
  rows(tensor({0, 3, 0})).sum().backward();
  EXPECT_EQ(rows->weight.grad()[0][0].item<float>(), 2);
  EXPECT_EQ(rows->weight.grad()[3][0].item<float>(), 0);
  EXPECT_THROW(rows(tensor({4})), IndexError);
  EXPECT_THROW(Embedding(EmbeddingOptions(4, 3).padding_idx(4)), IndexError);
  const Tensor given = ones({2, 2});
  EXPECT_FALSE(Embedding::from_pretrained(given)->weight.requires_grad());
  EXPECT_TRUE(same(Embedding::from_pretrained(given)(tensor({1})), ones({1, 2})));
}

TEST(Conv, StartsWithinTheInverseRootOfItsFanInAndPrints) {
  const Conv2d conv(Conv2dOptions(4, 8, {3, 2}).groups(2).stride(2).padding({1, 0}));
  EXPECT_EQ(conv->weight.sizes(), IntArrayRef({8, 2, 3, 2}));
  EXPECT_LE(conv->weight.abs().max().item<float>(), 1 / std::sqrt(12.0F));
  EXPECT_EQ(printed(conv), "Conv2d(4, 8, kernel_size=[3, 2], stride=[2, 2], padding=[1, 0], groups=2)");
  EXPECT_EQ(printed(Conv1d(3, 4, 2)), "Conv1d(3, 4, kernel_size=2, stride=1)");
  EXPECT_THROW(Conv2d(Conv2dOptions(3, 8, 3).groups(2)), ValueError);
  EXPECT_THROW(Conv2d(3, 8, 3)(ones({1, 4, 5, 5})), ShapeError);
  EXPECT_THROW(Conv2d(3, 8, 3)(ones({1, 3, 2, 2})), ShapeError);
  EXPECT_THROW(Conv2d(Conv2dOptions(3, 8, 3).padding(kSame).stride(2))(ones({1, 3, 5, 5})), ValueError);
}

TEST(Conv, PadsByItsMode) {
  Conv1d conv(Conv1dOptions(1, 1, 3).padding(1).padding_mode(kCircular).bias(false));
  {
    const NoGradGuard guard;
    conv->weight.fill_(1);
  }
  EXPECT_TRUE(same(conv(tensor({{{1.0, 2.0, 3.0, 4.0}}})), tensor({{{7.0, 6.0, 9.0, 8.0}}})));
}

TEST(Conv, RunsAnAtariSizedNetwork) {
  Sequential net(Conv2d(Conv2dOptions(4, 32, 8).stride(4)), ReLU(),
                 Conv2d(Conv2dOptions(32, 64, 4).stride(2)), ReLU(), Conv2d(64, 64, 3), ReLU(), Flatten(),
                 Linear(3136, 2));
  EXPECT_EQ(net(rand({1, 4, 84, 84})).sizes(), IntArrayRef({1, 2}));
}

TEST(Pooling, PaddingNeverWinsAndTheFirstMaximumGetsTheGradient) {
  const Tensor x = full({1, 1, 2, 2}, -5.0, dtype(kFloat).requires_grad(true));
  const Tensor y = MaxPool2d(MaxPool2dOptions(2).padding(1))(x);
  EXPECT_EQ(y.max().item<float>(), -5);
  const Tensor row = tensor({{{2.0, 2.0}}}, requires_grad());
  MaxPool1d(2)(row).sum().backward();
  EXPECT_TRUE(same(row.grad(), tensor({{{1.0, 0.0}}})));
  EXPECT_THROW(MaxPool2d(MaxPool2dOptions(2).padding(2))(x), ValueError);
  EXPECT_EQ(printed(MaxPool2d(3)),
            "MaxPool2d(kernel_size=[3, 3], stride=[3, 3], padding=[0, 0], dilation=[1, 1], ceil_mode=false)");
}

TEST(Recurrent, StartsAtZeroAndReturnsOutputsAndLastStates) {
  LSTM lstm(LSTMOptions(3, 4).num_layers(2));
  const auto [y, state] = lstm(randn({5, 2, 3}));
  EXPECT_EQ(y.sizes(), IntArrayRef({5, 2, 4}));
  EXPECT_EQ(std::get<0>(state).sizes(), IntArrayRef({2, 2, 4}));
  EXPECT_TRUE(same(y[4], std::get<0>(state)[1]));
  EXPECT_EQ(lstm->named_parameters().keys()[5], "weight_hh_l1");
  const auto [one, last] = GRU(3, 4)(randn({5, 3}));
  EXPECT_EQ(one.sizes(), IntArrayRef({5, 4}));
  EXPECT_EQ(last.sizes(), IntArrayRef({1, 4}));
  EXPECT_THROW(lstm(randn({5, 2, 4})), ShapeError);
  EXPECT_THROW(GRU(0, 4), ValueError);
}

TEST(Recurrent, ASequenceInTwoPartsIsTheSequence) {
  GRU gru(3, 4);
  const Tensor x = randn({6, 2, 3});
  const auto [whole, end] = gru(x);
  const auto [first, middle] = gru(x.slice(0, 0, 2));
  const auto [second, last] = gru(x.slice(0, 2), middle);
  EXPECT_LT((whole.slice(0, 2) - second).abs().max().item<float>(), 1e-6F);
  EXPECT_LT((end - last).abs().max().item<float>(), 1e-6F);
}

TEST(Recurrent, ACellIsOneStepOfALayer) {
  LSTM layer(3, 4);
  LSTMCell cell(3, 4);
  auto state = layer->state_dict();
  Module::StateDict renamed;
  for (const auto& item : state) renamed.insert(item.key().substr(0, item.key().size() - 3), *item);
  cell->load_state_dict(renamed);
  const Tensor x = randn({2, 3});
  const auto [h, c] = cell(x);
  const auto [y, last] = layer(x.unsqueeze(0));
  EXPECT_LT((h - y[0]).abs().max().item<float>(), 1e-6F);
  EXPECT_LT((c - std::get<1>(last)[0]).abs().max().item<float>(), 1e-6F);
  EXPECT_EQ(printed(cell), "LSTMCell(3, 4)");
}

TEST(GumbelSoftmax, IsOneHotInValueWhenHardAndDifferentiable) {
  const Tensor logits = zeros({5, 3}, requires_grad());
  const Tensor y = functional::gumbel_softmax(logits, functional::GumbelSoftmaxFuncOptions().hard(true));
  EXPECT_LT((y.sum({1}) - 1).abs().max().item<float>(), 1e-6F);
  (y * y).sum().backward();
  EXPECT_TRUE(logits.grad().defined());
}

TEST(Conv2d, RefusesSamePaddingWithStrides) {
  EXPECT_THROW(Conv2d(Conv2dOptions(1, 1, 3).padding(kSame).stride(2)), ValueError);
}

TEST(ConvTranspose2d, TakesAnOutputPaddingOfItsStrideWhereItIsBelowTheDilation) {
  // As PyTorch: conv_transpose2d(ones(1, 1, 1, 2), arange(1., 5).view(1, 1, 2, 2), None, 1, 1, 1, 1, 2)
  const Tensor y = functional::conv_transpose2d(
      ones({1, 1, 1, 2}), reshape(arange(1.0, 5.0), {1, 1, 2, 2}),
      functional::ConvTranspose2dFuncOptions().padding(1).output_padding(1).dilation(2));
  EXPECT_TRUE(same(y, tensor({0.0F, 0.0F, 0.0F, 3.0F, 4.0F, 4.0F}).reshape({1, 1, 2, 3})));
}

TEST(Pooling, RefusesAPaddingOfMoreThanHalfOfTheKernel) {
  EXPECT_THROW(AvgPool2d(AvgPool2dOptions(3).padding(2))(ones({1, 1, 4, 4})), ValueError);
}

TEST(Conv3d, IsPrintedAndPadsRoundTheEnds) {
  ConvImpl<3> conv(ConvOptions<3>(4, 4, {5, 6, 7}).padding_mode(kCircular));
  std::ostringstream text;
  conv.pretty_print(text);
  EXPECT_NE(text.str().find("kernel_size=[5, 6, 7], stride=[1, 1, 1], padding_mode=kCircular"),
            std::string::npos);
  EXPECT_EQ(conv.forward(ones({1, 4, 8, 8, 8})).sizes(), IntArrayRef({1, 4, 4, 3, 2}));
  EXPECT_THROW(conv.forward(ones({1, 4, 4, 8, 8})), ShapeError);
}

TEST(CosineSimilarity, SumsOverTheSharedShape) {
  const Tensor y = functional::cosine_similarity(ones({3, 2}), tensor({1.0F, -1.0F}),
                                                 functional::CosineSimilarityFuncOptions().dim(0));
  EXPECT_TRUE(allclose(y, tensor({1.0F, -1.0F})));
}

TEST(Hardtanh, RefusesBoundsOutOfOrder) {
  EXPECT_THROW(Hardtanh(HardtanhOptions().min_val(0.5).max_val(0.5)), ValueError);
}

TEST(Dropout2d, DropsWholeChannels) {
  const Tensor kept = Dropout2d(0.5)(ones({8, 8, 3, 3})).reshape({64, 9});
  EXPECT_TRUE(kept.amax(1).equal(kept.amin(1)));
  EXPECT_GT(kept.max().item<float>(), 1.9f);
  EXPECT_EQ(kept.min().item<float>(), 0);
  EXPECT_THROW(Dropout2d()(ones({3})), ShapeError);
}

TEST(EmptyBatches, PassThroughGroupedConvolutionAndPooling) {
  Conv2d layer(Conv2dOptions(2, 4, {3, 1}).groups(2).dilation(2).padding(1));
  EXPECT_EQ(layer(ones({0, 2, 5, 4})).sizes(), IntArrayRef({0, 4, 3, 6}));
  EXPECT_THROW(functional::avg_pool2d(ones({1, 1, 4, 4}), AvgPool2dOptions(1).padding(1)), ValueError);
}

TEST(Activations, RefuseWholeNumbers) {
  EXPECT_THROW(functional::elu(ones({2}, kLong)), TypeError);
  EXPECT_THROW(functional::gelu(ones({2}, kBool)), TypeError);
  EXPECT_THROW(functional::silu(ones({2}, kInt)), TypeError);
}

TEST(Activations, HaveTheSlopeOfTheSideBelowAndNoCurvatureAtZero) {
  const std::pair<double, std::function<Tensor(const Tensor&)>> units[] = {
      {1, [](const Tensor& x) { return functional::elu(x); }},
      {0.7, [](const Tensor& x) { return functional::elu(x, functional::ELUFuncOptions().alpha(0.7)); }},
      {1, [](const Tensor& x) { return functional::celu(x, functional::CELUFuncOptions().alpha(1.3)); }},
      {1.7580993408473766, [](const Tensor& x) { return functional::selu(x); }}};
  for (const auto& [slope, unit] : units) {
    const Tensor x = zeros({1}, kDouble).requires_grad_();
    const Tensor g = autograd::grad({unit(x)}, {x}, {}, true, true)[0];
    EXPECT_DOUBLE_EQ(g.item<double>(), slope);
    EXPECT_EQ(autograd::grad({g}, {x})[0].item<double>(), 0);
  }
}

// As in PyTorch, where these layers are ops with a derivative of their own.
TEST(PiecewiseLinearLayers, HaveASecondDerivativeOfZero) {
  const Tensor x = ember::tensor({{{-2.0, -0.2, 0.3, 7.0}}}, kDouble).requires_grad_();
  const std::pair<const char*, std::function<Tensor()>> layers[] = {
      {"relu6", [&] { return functional::relu6(x); }},
      {"hardtanh", [&] { return functional::hardtanh(x); }},
      {"hardshrink", [&] { return functional::hardshrink(x); }},
      {"softshrink", [&] { return functional::softshrink(x); }},
      {"threshold", [&] { return functional::threshold(x, 0.1, 2); }},
      {"prelu", [&] { return functional::prelu(x, full({1}, 0.25, kDouble)); }},
      {"avg_pool1d", [&] { return functional::avg_pool1d(x, nn::AvgPool1dOptions(2)); }},
      {"adaptive_avg_pool1d",
       [&] { return functional::adaptive_avg_pool1d(x, nn::AdaptiveAvgPool1dOptions(3)); }},
      {"max_pool1d", [&] { return functional::max_pool1d(x, nn::MaxPool1dOptions(2)); }},
      {"pad",
       [&] {
         return functional::pad(x, functional::PadFuncOptions({1, 1}).mode(kReflect));
       }},
      {"nll_loss",
       [&] { return functional::nll_loss(flatten(x, 0, -2), zeros({x.numel() / x.size(-1)}, kLong)); }}};
  for (const auto& [name, layer] : layers) {
    const Tensor first = autograd::grad({layer().sum()}, {x}, {}, true, true)[0];
    ASSERT_TRUE(first.requires_grad()) << name;
    EXPECT_TRUE(equal(autograd::grad({(first * 3).sum()}, {x})[0], zeros({1, 1, 4}, kDouble))) << name;
  }
}

// Values: PyTorch 1.13.
TEST(Pooling, GivesAWindowOfNegativeInfinityToItsFirstPixel) {
  const Tensor x =
      ember::full({1, 1, 4, 4}, -std::numeric_limits<double>::infinity(), kDouble).requires_grad_();
  const auto [y, index] =
      functional::max_pool2d_with_indices(x, nn::MaxPool2dOptions(3).stride(2).padding(1));
  EXPECT_TRUE(same(index, ember::tensor({{{{0, 1}, {4, 5}}}})));
  y.sum().backward();
  EXPECT_EQ(x.grad().sum().item<double>(), 4);
}

TEST(Pooling, KeepsAnInfinityToItsOwnWindowAndTakesAPartOfAWindowWhenRoundingUp) {
  const Tensor x = ember::tensor({{{INFINITY, 1.0, 2.0, 4.0}}}, kDouble);
  const Tensor means = functional::adaptive_avg_pool1d(x, nn::AdaptiveAvgPool1dOptions(2));
  EXPECT_TRUE(same(means, ember::tensor({{{INFINITY, 3.0}}}, kDouble)));
  const auto options = nn::MaxPool1dOptions(4).stride(2).ceil_mode(true);
  EXPECT_TRUE(same(functional::max_pool1d(narrow(x, 2, 1, 3), options), ember::tensor({{{4.0}}}, kDouble)));
}

}  // namespace
}  // namespace ember::nn
