#include <gtest/gtest.h>

#include <ember/autograd/autograd.hpp>
#include <ember/autograd/turned_copy.hpp>
#include <functional>
#include <vector>

namespace ember {
namespace {

constexpr int64_t in = 37, out = 50;

struct Layer {
  Tensor weight = randn({out, in}), bias = randn({out}), x = randn({8, in});
  Tensor forward() const { return linear(x, weight, bias, Activation::relu); }
  /// What a weight that was never used before gives.
  Tensor fresh() const { return linear(x, weight.clone(), bias, Activation::relu); }
};

TEST(TurnedCopy, GivesTheBitsOfTheWeightItself) {
  manual_seed(1);
  for (const ScalarType dtype : {kFloat, kDouble}) {
    for (const int64_t rows : {1, 2, 7, 8, 9, 64, 200}) {
      const Tensor x = randn({rows, in}, dtype), weight = randn({out, in}, dtype);
      const Tensor first = linear(x, weight);
      for (int use = 0; use < 5; ++use) EXPECT_TRUE(equal(linear(x, weight), first)) << rows << ' ' << use;
    }
  }
}

TEST(TurnedCopy, IsMadeAtTheThirdUseOfAnUnchangedWeight) {
  const Layer layer;
  for (int use = 0; use < 2; ++use) EXPECT_FALSE(TurnedCopy::of(layer.weight)) << use;
  const Ref<Storage> copy = TurnedCopy::of(layer.weight);
  ASSERT_TRUE(copy);
  EXPECT_TRUE(TurnedCopy::of(layer.weight) == copy);
  layer.weight.mul_(2);
  EXPECT_FALSE(TurnedCopy::of(layer.weight));
  EXPECT_FALSE(TurnedCopy::of(randn({2, in}))) << "few outputs";
}

TEST(TurnedCopy, FollowsEveryChangeOfTheWeight) {
  manual_seed(2);
  float elsewhere[out * in] = {};
  const std::vector<std::function<void(Layer&)>> changes{
      [](Layer& l) { l.weight.mul_(2); },
      [](Layer& l) {
        l.weight.copy_(randn({out, in}));
      },
      [](Layer& l) { l.weight[3].fill_(7); },
      [](Layer& l) {
        l.weight.index_put_({0, 1}, 5);
      },
      [](Layer& l) {
        l.weight.set_data(randn({out, in}));
      },
      [](Layer& l) { l.weight.data().add_(1); },
      [](Layer& l) { l.weight.detach().sub_(1); },
      [](Layer& l) { l.weight.data_ptr<float>()[0] += 1; },
      [](Layer& l) { static_cast<float*>(l.weight.data_ptr())[9] += 1; },
      [](Layer& l) { l.weight.accessor<float, 2>()[1][2] = 4; },
      [](Layer& l) { l.weight.view({-1}).data_ptr<float>()[5] = 4; },
      [](Layer& l) {
        l.weight = randn({out, in});
      },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    Layer layer;
    for (int round = 0; round < 3; ++round) {
      for (int use = 0; use < 4; ++use) layer.forward();
      const Tensor before = layer.forward();
      changes[i](layer);
      EXPECT_TRUE(round > 0 || !equal(layer.forward(), before)) << i;
      EXPECT_TRUE(equal(layer.forward(), layer.fresh())) << i;
    }
  }
  Layer layer;
  layer.weight = from_blob(elsewhere, {out, in});
  for (int use = 0; use < 5; ++use) layer.forward();
  for (float& w : elsewhere) w = 3;
  EXPECT_TRUE(equal(layer.forward(), layer.fresh()));
}

TEST(TurnedCopy, FollowsWritesThroughAnAddressTakenEarlier) {
  Layer layer;
  float* const weights = layer.weight.data_ptr<float>();
  for (int use = 0; use < 5; ++use) layer.forward();
  weights[in * out - 1] += 1;
  EXPECT_TRUE(equal(layer.forward(), layer.fresh()));
}

TEST(TurnedCopy, ServesPartsOfOneStorageByTurns) {
  manual_seed(3);
  const Tensor both = randn({2, out, in}), x = randn({4, in});
  const Tensor first = linear(x, both[0].clone()), second = linear(x, both[1].clone());
  for (int use = 0; use < 6; ++use) {
    EXPECT_TRUE(equal(linear(x, both[use % 2]), use % 2 == 0 ? first : second)) << use;
    if (use > 3) {
      for (int again = 0; again < 4; ++again) EXPECT_TRUE(equal(linear(x, both[0]), first));
    }
  }
}

}  // namespace
}  // namespace ember
