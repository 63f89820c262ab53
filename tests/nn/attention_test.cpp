#include <gtest/gtest.h>
#include <ember/autograd/create.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/nn/attention.hpp>

namespace ember::nn {
namespace {

TEST(MultiheadAttention, ListsTheParametersOfOneProjectionOrOfThree) {
  const MultiheadAttention same(8, 2);
  EXPECT_EQ(same->named_parameters().keys(),
            (std::vector<std::string>{"in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"}));
  const MultiheadAttention other(MultiheadAttentionOptions(8, 2).kdim(3).vdim(5).add_bias_kv(true));
  EXPECT_EQ(other->named_parameters().keys(),
            (std::vector<std::string>{"q_proj_weight", "k_proj_weight", "v_proj_weight", "in_proj_bias",
                                      "bias_k", "bias_v", "out_proj.weight", "out_proj.bias"}));
  EXPECT_THROW(MultiheadAttention(8, 3), ValueError);
}

TEST(MultiheadAttention, GivesWeightsThatSumToOneAndNoneToHiddenKeys) {
  MultiheadAttention attention(8, 2);
  const Tensor x = randn({5, 3, 8});
  const Tensor hidden = tensor({false, false, true, false, true}).expand({3, 5});
  const auto [y, weights] = attention(x, x, x, hidden);
  EXPECT_EQ(y.sizes(), (std::vector<int64_t>{5, 3, 8}));
  EXPECT_TRUE(allclose(weights.sum(-1), ones({3, 5})));
  EXPECT_EQ(weights.select(2, 4).abs().max().item<float>(), 0);
  EXPECT_THROW(attention(x, randn({5, 2, 8}), x), ShapeError);
}

}  // namespace
}  // namespace ember::nn
