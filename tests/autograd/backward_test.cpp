#include <gtest/gtest.h>
#include <pthread.h>

#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>

namespace ember {
namespace {

Tensor leaf(const TensorLiteral& values) { return tensor(values, dtype(kDouble).requires_grad(true)); }
double at(const Tensor& t, int64_t i) { return t.reshape({-1})[i].item<double>(); }

TEST(Backward, FollowsTheChainRule) {
  const Tensor x = leaf({2.0, 3.0}), y = (x * x).sum() * 4;
  y.backward();
  EXPECT_EQ(at(x.grad(), 0), 16);
  EXPECT_EQ(at(x.grad(), 1), 24);
}

TEST(Backward, SumsTheSharesOfEveryUser) {
  const Tensor x = leaf(3.0), a = x * 2, y = a * a + a + a;  // 4x^2 + 4x
  y.backward();
  EXPECT_EQ(at(x.grad(), 0), 28);
}

TEST(Backward, AccumulatesOverCalls) {
  const Tensor x = leaf(3.0);
  (x * 2).backward();
  (x * 5).backward();
  EXPECT_EQ(at(x.grad(), 0), 7);
}

TEST(Backward, RefusesASecondRunOfAReleasedGraph) {
  const Tensor x = leaf({1.0, 2.0}), y = (x * x).sum();
  y.backward();
  EXPECT_THROW(y.backward(), GraphError);
}

TEST(Backward, RunsAgainWhenNothingWasSavedOrTheGraphIsKept) {
  const Tensor x = leaf({1.0, 2.0}), s = x.sum(), q = (x * x).sum();
  s.backward();
  s.backward();
  q.backward({}, true);
  q.backward();
  EXPECT_EQ(at(x.grad(), 1), 2 + 8);
}

TEST(Backward, NeedsAGradientForMoreThanOneElement) {
  const Tensor x = leaf({1.0, 2.0});
  EXPECT_THROW((x * 2).backward(), ValueError);
  EXPECT_THROW((x * 2).backward(ones({3}, kDouble)), ShapeError);
  EXPECT_THROW(ones({1}).sum().backward(), GraphError);
}

TEST(Backward, ReducesBroadcastOperands) {
  const Tensor a = ones({2, 1, 3}, dtype(kDouble).requires_grad(true)),
               b = ones({4, 1}, dtype(kDouble).requires_grad(true));
  (a * b).sum().backward();
  EXPECT_EQ(a.grad().sizes(), a.sizes());
  EXPECT_EQ(at(a.grad(), 0), 4);
  EXPECT_EQ(at(b.grad(), 0), 6);
}

TEST(Backward, GivesTheGradientOfALinearLayer) {
  const Tensor x = leaf({{1.0, 2.0}}), w = leaf({{3.0, 4.0}, {5.0, 6.0}, {7.0, 8.0}}),
               b = leaf({1.0, 1.0, 1.0});
  const Tensor y = linear(x, w, b);
  EXPECT_EQ(at(y, 0), 12);
  EXPECT_EQ(at(y, 2), 24);
  y.sum().backward();
  EXPECT_EQ(at(x.grad(), 0), 15);
  EXPECT_EQ(at(w.grad(), 1), 2);
  EXPECT_EQ(at(b.grad(), 0), 1);
}

TEST(Grad, LeavesDotGradAlone) {
  const Tensor x = leaf(2.0), z = leaf(5.0), y = x * x * z;
  const auto gradients = autograd::grad({y}, {x});
  EXPECT_EQ(at(gradients[0], 0), 20);
  EXPECT_FALSE(x.grad().defined());
  EXPECT_FALSE(z.grad().defined());
}

TEST(Grad, RefusesAnUnusedInputUnlessAllowed) {
  const Tensor x = leaf(2.0), z = leaf(5.0);
  EXPECT_THROW(autograd::grad({x * 2}, {z}), GraphError);
  EXPECT_FALSE(autograd::grad({x * 2}, {z}, {}, std::nullopt, false, true)[0].defined());
}

TEST(Grad, GivesSecondDerivativesWithCreateGraph) {
  const Tensor x = leaf(2.0), y = x * x * x;
  const Tensor first = autograd::grad({y}, {x}, {}, std::nullopt, true)[0];
  EXPECT_EQ(at(first, 0), 12);
  EXPECT_EQ(at(autograd::grad({first}, {x})[0], 0), 12);
}

TEST(Grad, OfAResultInsideTheGraph) {
  const Tensor x = leaf(2.0), a = x * x, y = a * a;
  const auto gradients = autograd::grad({y}, {a, x});
  EXPECT_EQ(at(gradients[0], 0), 8);
  EXPECT_EQ(at(gradients[1], 0), 32);
}

TEST(Version, ChangedSavedTensorsAreFound) {
  const Tensor x = leaf({1.0, 2.0});
  Tensor a = x * 1, square = a * a, e = (x * 1).exp();
  a.add_(1);
  EXPECT_THROW(square.sum().backward(), GraphError);
  e.mul_(2);
  EXPECT_THROW(e.sum().backward(), GraphError);
  Tensor c = x * 1, d = c + 1;
  c.add_(1);
  d.sum().backward();  // add saves nothing
  EXPECT_EQ(at(x.grad(), 0), 1);
}

TEST(Version, ChangesThroughViewsAndDetachAreFound) {
  const Tensor x = leaf({1.0, 2.0});
  Tensor a = x * 1, b = a * a;
  a[0].mul_(5);
  EXPECT_THROW(b.sum().backward(), GraphError);
  Tensor c = x * 1, d = c * c;
  c.detach().mul_(5);
  EXPECT_THROW(d.sum().backward(), GraphError);
}

TEST(InPlace, ContinuesTheHistoryThroughViews) {
  const Tensor w = leaf(3.0);
  Tensor x = zeros({3}, kDouble);
  x[1].copy_(w);
  x.mul_(2);
  EXPECT_TRUE(x.requires_grad());
  x.sum().backward();
  EXPECT_EQ(at(x, 1), 6);
  EXPECT_EQ(at(w.grad(), 0), 2);
}

TEST(InPlace, AViewSeesWhatItsBaseBecame) {
  const Tensor w = leaf(3.0);
  Tensor x = ones({2}, kDouble);
  const Tensor view = x[0];
  x.mul_(w);
  EXPECT_TRUE(view.requires_grad());
  (view * 5).backward();
  EXPECT_EQ(at(w.grad(), 0), 5);
}

TEST(InPlace, RefusesLeavesThatRequireGrad) {
  Tensor x = leaf({1.0, 2.0});
  EXPECT_THROW(x.mul_(2), GraphError);
  EXPECT_THROW(x[0].mul_(2), GraphError);
  EXPECT_THROW(ones({1}).expand({3}).mul_(2), ValueError);
  const NoGradGuard guard;
  x.mul_(2);
  EXPECT_EQ(at(x, 1), 4);
  EXPECT_EQ(x._version(), 1);
}

TEST(Hooks, MayReplaceTheGradient) {
  const Tensor x = leaf(1.0);
  x.register_hook([](const Tensor& g) { return g * 10; });
  (x * 2).backward();
  EXPECT_EQ(at(x.grad(), 0), 20);
}

TEST(Hooks, RetainedGradientsOfResultsAreKept) {
  const Tensor x = leaf({1.0, 2.0}), y = x * 2;
  y.retain_grad();
  (y * 3).sum().backward();
  EXPECT_EQ(at(y.grad(), 0), 3);
  EXPECT_EQ(at(x.grad(), 0), 6);
}

TEST(GradMode, ResultsInsideNoGradAreLeaves) {
  const Tensor x = leaf(1.0);
  Tensor y;
  {
    const NoGradGuard guard;
    y = x * 2;
  }
  EXPECT_TRUE(y.is_leaf());
  EXPECT_FALSE(y.requires_grad());
  EXPECT_TRUE((x * 2).requires_grad());
}

// The claim is about the stack, so it runs on a thread that has little of it.
TEST(Backward, AMillionChainedOpsRunAndDieOnASmallStack) {
  const auto chain = [](void*) -> void* {
    Tensor x = tensor(1.0, dtype(kDouble).requires_grad(true)), y = x;
    for (int i = 0; i < 1'000'000; ++i) y = y + 1;
    y.backward();
    y.reset();
    EXPECT_EQ(x.grad().item<double>(), 1);
    return nullptr;
  };
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, 256 * 1024), 0);
  pthread_t thread{};
  ASSERT_EQ(pthread_create(&thread, &attributes, chain, nullptr), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

}  // namespace
}  // namespace ember
