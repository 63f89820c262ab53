#include <gtest/gtest.h>

#include <ember/autograd/create.hpp>
#include <ember/autograd/gradient_check.hpp>
#include <ember/autograd/mean_of.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

using autograd::variable_list;

template <class Rule> void expect_bits_of_the_plain_form(const Rule& rule) {
  for (const int64_t n : {1, 2, 64, 67, 5000}) {
    const Tensor a = randn({n}), b = randn({n});
    variable_list plain{a.clone().set_requires_grad(true), b.clone().set_requires_grad(true)},
        fused{a.clone().set_requires_grad(true), b.clone().set_requires_grad(true)};
    const Tensor x = mean(binary<Rule>(plain[0], plain[1], rule)),
                 y = mean_of<Rule>(fused[0], fused[1], rule);
    EXPECT_TRUE(equal(x, y)) << Rule::name << ' ' << n;
    (0.5 * x).backward();
    (0.5 * y).backward();
    EXPECT_TRUE(equal(plain[0].grad(), fused[0].grad()) && equal(plain[1].grad(), fused[1].grad()))
        << Rule::name << ' ' << n;
  }
}

TEST(MeanOf, HasTheBitsOfTheMeanOfTheOpAndSoHaveItsGradients) {
  expect_bits_of_the_plain_form(rules::Mul{});
  expect_bits_of_the_plain_form(rules::SquaredError{});
  expect_bits_of_the_plain_form(rules::Huber{0.7});
  expect_bits_of_the_plain_form(rules::ClippedSurrogate{0.2});
}

TEST(MeanOf, HasFirstAndSecondDerivatives) {
  const auto own = dtype(kDouble).requires_grad(true);
  const Tensor a = 0.1 * randn({3, 4}, kDouble), b = randn({3, 4}, own);
  a.set_requires_grad(true);
  const auto surrogate = [](const variable_list& in) {
    return variable_list{mean_of<rules::ClippedSurrogate>(in[0], in[1])};
  };
  EXPECT_TRUE(autograd::gradcheck(surrogate, {a, b}));
  EXPECT_TRUE(autograd::gradgradcheck(surrogate, {a, b}));
  const auto squares = [](const variable_list& in) {
    return variable_list{mean_of<rules::SquaredError>(in[0], in[1])};
  };
  EXPECT_TRUE(autograd::gradgradcheck(squares, {a, b}));
}

TEST(MeanOf, IsOneNodeForEqualShapesAndStillRightForOthers) {
  const Tensor a = randn({4, 3}, requires_grad()), b = randn({4, 3}), row = randn({3});
  EXPECT_EQ(mean_of<rules::SquaredError>(a, b).grad_fn()->name(), "MeanOf(squared_error)Backward");
  EXPECT_TRUE(equal(mean_of<rules::SquaredError>(a, row), mean(binary<rules::SquaredError>(a, row))));
  EXPECT_TRUE(equal(mean_of<rules::Mul>(t(a), t(b)), mean(t(a) * t(b))));
}

TEST(MeanOf, NoticesAnInputThatChanged) {
  const Tensor a = randn({4}, requires_grad()), b = randn({4});
  const Tensor y = mean_of<rules::SquaredError>(a, b);
  b.add_(1);
  EXPECT_THROW(y.backward(), GraphError);
}

}  // namespace
}  // namespace ember
