// int8 and int16, warnings, shapes changed in place, ten dimensions.
#include <gtest/gtest.h>

#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/indexing.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

TEST(SmallIntegers, PromoteAsInPyTorch) {
  EXPECT_EQ(promote_types(kChar, kByte), kShort);
  EXPECT_EQ(promote_types(kShort, kByte), kShort);
  EXPECT_EQ(promote_types(kChar, kBool), kChar);
  EXPECT_EQ(promote_types(kShort, kInt), kInt);
  EXPECT_EQ(promote_types(kShort, kFloat), kFloat);
  EXPECT_EQ((zeros({1}, kChar) + 1).dtype(), kChar);
  EXPECT_EQ((zeros({1}, kChar) + 1.5).dtype(), kFloat);
  EXPECT_EQ(zeros({2}, kShort).sum().dtype(), kLong);
}

TEST(SmallIntegers, WrapAroundAndConvert) {
  const Tensor bytes = tensor({127, -128}, kChar);
  EXPECT_TRUE(equal(bytes + 1, tensor({-128, -127}, kChar)));
  EXPECT_TRUE(equal(tensor({32767}, kShort) + 1, tensor({-32768}, kShort)));
  EXPECT_TRUE(equal(tensor({-1.9, 2.9}).to(kShort), tensor({-1, 2}, kShort)));
  EXPECT_EQ(bytes.itemsize(), 1u);
  EXPECT_EQ(bytes.data_ptr<int8_t>()[1], -128);
  EXPECT_THROW(ones({1}, kShort).set_requires_grad(true), Error);
}

TEST(SmallIntegers, AreNoIndicesExceptAsNumbers) {
  const Tensor x = arange(3);
  EXPECT_EQ(x.index({tensor(2, kShort)}).item<int64_t>(), 2);
  EXPECT_THROW(x.index({tensor({1}, kChar)}), TypeError);
}

TEST(Warnings, GoToTheSinkAlone) {
  static int heard = 0;
  set_warning_sink([](const std::string& text) { heard += text.find("uint8") != text.npos; });
  const Tensor x = arange(2), mask = tensor({0, 1}, kByte);
  EXPECT_EQ(x.index({mask}).item<int64_t>(), 1);
  set_warning_sink(nullptr);
  EXPECT_EQ(x.index({mask}).numel(), 1);
  EXPECT_EQ(heard, 1);
}

TEST(ShapesInPlace, AreThoseOfTheViews) {
  const Tensor x = arange(6).reshape({2, 3}), same = x;
  x.transpose_(0, 1);
  EXPECT_EQ(same.sizes(), IntArrayRef({3, 2}));
  EXPECT_EQ(same[2][0].item<int64_t>(), 2);
  EXPECT_FALSE(x.is_contiguous());
  EXPECT_EQ(x.unsqueeze_(0).sizes(), IntArrayRef({1, 3, 2}));
  EXPECT_EQ(x.squeeze_(0).t_().sizes(), IntArrayRef({2, 3}));
  EXPECT_THROW(ones({2, 2}, requires_grad()).t_(), GraphError);
  EXPECT_THROW(x.transpose_(0, 2), IndexError);
}

TEST(Tensors, HaveUpToTenDimensions) {
  const Tensor x = ones({1, 2, 1, 2, 1, 2, 1, 2, 1, 2});
  EXPECT_EQ((x + x).sum({1, 3, 9}).dim(), 7);
  EXPECT_EQ((x.transpose(1, 8) * 2).sum().item<float>(), 64);
}

}  // namespace
}  // namespace ember
