#include <gtest/gtest.h>

#include <ember/autograd/create.hpp>
#include <ember/nn/activation.hpp>
#include <ember/nn/any_module.hpp>
#include <ember/nn/linear.hpp>

namespace ember::nn {
namespace {

struct Adder : Module {
  explicit Adder(int by_) : by(by_) {}
  int forward(int x, double y) { return x + static_cast<int>(y) + by; }
  int by;
};

TEST(AnyModule, ForwardsArgumentsOfTheRightTypes) {
  const AnyModule any(Adder(10));
  EXPECT_EQ(any.forward<int>(1, 2.0), 13);
  EXPECT_THROW(any.forward<int>(1), TypeError);
  EXPECT_THROW(any.forward<int>(1, 2.0, 3), TypeError);
  EXPECT_THROW(any.forward<int>(1, 2), TypeError);
  EXPECT_THROW(any.forward<double>(1, 2.0), TypeError);
}

TEST(AnyModule, GivesTheModuleBackAsItsClassOrHolder) {
  const Linear fc(2, 3);
  AnyModule any(fc);
  EXPECT_EQ(&any.get<LinearImpl>(), fc.ptr().get());
  EXPECT_EQ(any.get<Linear>().ptr(), fc.ptr());
  EXPECT_EQ(any.ptr(), fc.ptr());
  EXPECT_THROW(any.get<ReLUImpl>(), TypeError);
  EXPECT_EQ(any.type_info(), typeid(LinearImpl));
  EXPECT_EQ(any.forward(ones({1, 2})).sizes(), IntArrayRef({1, 3}));
}

TEST(AnyModule, ThrowsWhenUsedEmpty) {
  AnyModule any;
  EXPECT_TRUE(any.is_empty());
  EXPECT_THROW(any.forward(ones({1})), StateError);
  any = std::make_shared<LinearImpl>(1, 1);
  EXPECT_FALSE(any.is_empty());
  EXPECT_THROW(AnyModule(Linear(nullptr)), StateError);
}

TEST(AnyModule, CopiesAreTheSameModuleAndClonesAreNot) {
  const AnyModule any(Linear(1, 1)), copy = any, clone = any.clone();
  EXPECT_EQ(any.ptr(), copy.ptr());
  EXPECT_NE(any.ptr(), clone.ptr());
  EXPECT_EQ(any.get<LinearImpl>().weight.item<float>(), clone.get<LinearImpl>().weight.item<float>());
}

TEST(AnyValue, HoldsOneTypeExactly) {
  AnyValue value(5);
  EXPECT_EQ(value.get<int>(), 5);
  EXPECT_EQ(value.try_get<float>(), nullptr);
  EXPECT_THROW(value.get<float>(), TypeError);
  EXPECT_EQ(AnyValue(std::string("x")).type_info(), typeid(std::string));
}

}  // namespace
}  // namespace ember::nn
