// What PyTorch users rely on: empty and 0-d tensors, NaN and infinity, ties, statistics, dtypes.
#include <gtest/gtest.h>

#include <cmath>
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/indexing.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/print.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/scan.hpp>
#include <ember/autograd/sort.hpp>
#include <ember/autograd/view.hpp>
#include <limits>

namespace ember {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity(),
                 nan = std::numeric_limits<double>::quiet_NaN();

/// Same dtype, shape and values, where NaN equals NaN.
void expect_same(const Tensor& x, const Tensor& expected) {
  ASSERT_EQ(x.dtype(), expected.dtype());
  ASSERT_EQ(x.sizes().vec(), expected.sizes().vec());
  EXPECT_TRUE(x.is_floating_point() ? allclose(x, expected, 0, 0, true) : equal(x, expected))
      << x << "\ninstead of\n"
      << expected;
}
Tensor gradient(const Tensor& of, const Tensor& by) { return autograd::grad({of.sum()}, {by})[0]; }
Tensor leaf(const TensorLiteral& values) { return tensor(values, requires_grad()); }

TEST(EmptyTensors, ReduceToTheNeutralElement) {
  const Tensor none = empty({0});
  EXPECT_EQ(none.sum().item<float>(), 0);
  EXPECT_EQ(none.prod().item<float>(), 1);
  EXPECT_TRUE(std::isnan(none.mean().item<float>()));
  EXPECT_TRUE(std::isnan(none.std().item<float>()));
  EXPECT_FALSE(empty({0}, kBool).any().item<bool>());
  EXPECT_TRUE(empty({0}, kBool).all().item<bool>());
  expect_same(empty({2, 0}).sum(1), zeros({2}));
  expect_same(empty({2, 0}).logsumexp(1), full({2}, -inf));
}

TEST(EmptyTensors, HaveTheNormZero) {
  for (const double p : {0.0, 1.0, 2.0, 3.0, inf, -inf}) {
    EXPECT_EQ(norm(empty({0, 2}), p).item<float>(), 0) << p;
    EXPECT_TRUE(equal(norm(empty({2, 0}), p, 1), zeros({2}))) << p;
  }
}

TEST(Logit, HasNoDerivativeOutsideTheUnitInterval) {
  const Tensor x = tensor({-0.5, 0.25, 1.5}, kDouble).requires_grad_();
  logit(x).sum().backward();
  EXPECT_TRUE(isnan(x.grad()[0]).item<bool>());
  EXPECT_NEAR(x.grad()[1].item<double>(), 1 / (0.25 * 0.75), 1e-14);
  EXPECT_TRUE(isnan(x.grad()[2]).item<bool>());
}

TEST(EmptyTensors, PassThroughOps) {
  expect_same(matmul(empty({2, 0}), empty({0, 3})), zeros({2, 3}));
  EXPECT_EQ(matmul(empty({0, 3}), empty({3, 2})).sizes().vec(), (std::vector<int64_t>{0, 2}));
  EXPECT_EQ(softmax(empty({0, 3}), -1).sizes().vec(), (std::vector<int64_t>{0, 3}));
  EXPECT_EQ(empty({0, 3}).reshape({-1}).sizes().vec(), std::vector<int64_t>{0});
  EXPECT_EQ(arange(3).slice(0, 5, 9).numel(), 0);
  EXPECT_EQ(cat({empty({0}), ones({2, 2})}).sizes().vec(), (std::vector<int64_t>{2, 2}));
  EXPECT_EQ(ones({1, 3}).expand({0, 3}).numel(), 0);
  const Tensor w = ones({2, 3}, requires_grad());
  linear(empty({0, 3}), w).sum().backward();
  expect_same(w.grad(), zeros({2, 3}));
}

TEST(ZeroDimensionalTensors, ActAsNumbers) {
  EXPECT_EQ(ones({2, 2}).sum().dim(), 0);
  EXPECT_EQ(ones({1, 1, 1}).item<float>(), 1);
  EXPECT_EQ(tensor(2.0).sum(0).item<float>(), 2);
  EXPECT_EQ(std::get<1>(tensor(2.0).max(-1)).item<int64_t>(), 0);
  EXPECT_EQ(ones({1}).squeeze().dim(), 0);
  EXPECT_EQ(softmax(tensor(3.0), 0).item<float>(), 1);
  EXPECT_EQ(stack({tensor(1.0), tensor(2.0)}).sizes().vec(), std::vector<int64_t>{2});
}

TEST(Promotion, IsThatOfPyTorch) {
  EXPECT_EQ((ones({2}) * tensor(2.0, kDouble)).dtype(), kFloat);
  EXPECT_EQ((ones({2}) * ones({1}, kDouble)).dtype(), kDouble);
  EXPECT_EQ((ones({2}, kLong) * tensor(2.0)).dtype(), kFloat);
  EXPECT_EQ((tensor({3}) / tensor({2})).dtype(), kFloat);
  EXPECT_EQ((tensor({3}) + 1.5).dtype(), kFloat);
  EXPECT_EQ((tensor({true}) + tensor({true})).dtype(), kBool);
  EXPECT_EQ((tensor({true}) + 1).dtype(), kLong);
  EXPECT_EQ(tensor({true, true}).sum().dtype(), kLong);
  EXPECT_EQ(ones({1}, kInt).sum().dtype(), kLong);
  EXPECT_EQ(cat({ones({1}), ones({1}, kLong)}).dtype(), kFloat);
  EXPECT_EQ(where(tensor({true}), ones({1}), ones({1}, kDouble)).dtype(), kDouble);
  EXPECT_EQ((ones({1}, kByte) + ones({1}, kInt)).dtype(), kInt);
  EXPECT_EQ((ones({1}, kDouble) * 2).dtype(), kDouble);
}

TEST(Conversion, TruncatesAndTakesNaNForTrue) {
  expect_same(to(tensor({-1.7, 1.7}), kLong), tensor({-1, 1}));
  EXPECT_TRUE(to(tensor({nan}), kBool).item<bool>());
  const Tensor x = ones({2});
  EXPECT_TRUE(x.to(kFloat).is_same(x));
}

TEST(NotANumber, WinsInMaximaAndIsKept) {
  const Tensor x = tensor({1.0, nan, 3.0});
  EXPECT_TRUE(std::isnan(x.max().item<float>()));
  EXPECT_TRUE(std::isnan(x.min().item<float>()));
  EXPECT_EQ(x.argmax().item<int64_t>(), 1);
  EXPECT_EQ(std::get<1>(x.max(0)).item<int64_t>(), 1);
  expect_same(maximum(tensor({nan, 1.0}), tensor({1.0, nan})), tensor({nan, nan}));
  expect_same(tensor({nan, 5.0}).clamp(0, 1), tensor({nan, 1.0}));
  expect_same(relu(tensor({nan, -inf, inf})), tensor({nan, 0.0, inf}));
  expect_same(std::get<0>(sort(tensor({nan, 1.0, 3.0}))), tensor({1.0, 3.0, nan}));
  EXPECT_TRUE(std::isnan(median(x).item<float>()));
  EXPECT_FALSE((tensor(nan) == tensor(nan)).item<bool>());
  EXPECT_FALSE(allclose(tensor(nan), tensor(nan)));
  EXPECT_TRUE(allclose(tensor(nan), tensor(nan), 1e-5, 1e-8, true));
  EXPECT_FALSE(equal(tensor({nan}), tensor({nan})));
}

TEST(Infinity, IsHandledAsByPyTorch) {
  expect_same(tensor({1.0, 0.0, -1.0}) / 0, tensor({inf, nan, -inf}));
  expect_same(softmax(tensor({-inf, 0.0, 0.0}), 0), tensor({0.0, 0.5, 0.5}));
  expect_same(softmax(tensor({-inf, -inf}), 0), tensor({nan, nan}));
  expect_same(log_softmax(tensor({0.0, 200.0}), 0), tensor({-200.0, 0.0}));
  EXPECT_EQ(logsumexp(tensor({-inf, -inf}), 0).item<float>(), -inf);
  EXPECT_EQ(logaddexp(tensor(-inf), tensor(-inf)).item<float>(), -inf);
  EXPECT_EQ(tanh(tensor(20.0)).item<float>(), 1);
  EXPECT_EQ(sigmoid(tensor(20.0)).item<float>(), 1);
  expect_same(softplus(tensor({20.5, 1000.0})), tensor({20.5, 1000.0}));
  expect_same(tensor({nan, 1.0}).masked_fill(tensor({true, false}), 0), tensor({0.0, 1.0}));
}

TEST(Derivatives, AtKinksAndTiesAreThoseOfPyTorch) {
  const Tensor zero = leaf({0.0});
  EXPECT_EQ(gradient(relu(zero), zero).item<float>(), 0);
  EXPECT_EQ(gradient(abs(zero), zero).item<float>(), 0);
  EXPECT_EQ(gradient(sqrt(zero), zero).item<float>(), inf);
  EXPECT_EQ(gradient(pow(zero, 2), zero).item<float>(), 0);
  EXPECT_EQ(pow(tensor(0.0), 0).item<float>(), 1);
  const Tensor zeros2 = leaf({0.0, 0.0});
  expect_same(gradient(zeros2.norm(), zeros2), zeros({2}));
  EXPECT_TRUE(std::isnan(gradient(where(zero > 0, sqrt(zero), zeros({1})), zero).item<float>()));
  const Tensor tie = leaf({1.0, 3.0, 3.0});
  expect_same(gradient(std::get<0>(tie.max(0)), tie), tensor({0.0, 1.0, 0.0}));
  expect_same(gradient(tie.max(), tie), tensor({0.0, 0.5, 0.5}));
  const Tensor a = leaf({1.0}), b = leaf({1.0});
  EXPECT_EQ(gradient(maximum(a, b), a).item<float>(), 0.5);
  const Tensor c = leaf({-0.1, 0.0, 1.0, 1.1});
  expect_same(gradient(c.clamp(0, 1), c), tensor({0.0, 1.0, 1.0, 0.0}));
  expect_same(tensor({0.0, 5.0}).clamp(3, 1), tensor({1.0, 1.0}));
  const Tensor p = leaf({0.0, 2.0, 3.0});
  expect_same(gradient(prod(p), p), tensor({6.0, 0.0, 0.0}));
}

TEST(Derivatives, OfPartsOfAnExpandedTensorCountOnce) {
  const Tensor x = leaf({2.0});
  expect_same(gradient(narrow(x.expand({3}), 0, -2, 1), x), tensor({1.0F}));
  expect_same(gradient(x.expand({4}).select(0, 1), x), tensor({1.0F}));
  expect_same(gradient(stack(unbind(x.expand({4})), 0), x), tensor({4.0F}));
  expect_same(gradient(prod(x.expand({4}), 0), x), tensor({32.0F}));
  expect_same(gradient(cumprod(x.expand({4}), 0), x), tensor({49.0F}));
}

TEST(Derivatives, OfFlatDerivativesAreZero) {
  const Tensor x = leaf({-1.0, 2.0});
  for (const auto& op : {+[](const Tensor& t) { return relu(t); }, +[](const Tensor& t) { return abs(t); }}) {
    const Tensor first = autograd::grad({op(x).sum()}, {x}, {}, true, true)[0];
    expect_same(autograd::grad({first.sum()}, {x})[0], tensor({0.0F, 0.0F}));
  }
  const Tensor at_nan = leaf({1.0, nan});
  expect_same(gradient(max(at_nan), at_nan), tensor({0.0F, 1.0F}));
}

TEST(Products, AllowForEmptyMatricesInABatch) {
  EXPECT_EQ(bmm(ones({1, 1, 0}), ones({1, 0, 3})).sizes().vec(), (std::vector<int64_t>{1, 1, 3}));
  EXPECT_EQ(bmm(ones({2, 4, 3}), ones({2, 3, 0})).sizes().vec(), (std::vector<int64_t>{2, 4, 0}));
  EXPECT_EQ(matmul(ones({3, 1, 0, 2}), ones({2, 2, 3})).sizes().vec(), (std::vector<int64_t>{3, 2, 0, 3}));
  expect_same(matmul(ones({2, 2, 0}), ones({0, 1})), zeros({2, 2, 1}));
  EXPECT_THROW(addmm(ones({2, 2}), ones({2, 3}), ones({1, 3})), Error);
  EXPECT_THROW(addmm(ones({2, 2}), ones({1, 3}), ones({3, 2})), ShapeError);
}

TEST(WholeNumbers, AreTreatedAsInPyTorch) {
  const Tensor a = tensor({1, 2, 4}), b = tensor({2, 1, 0}), yes = tensor({true, false, true});
  expect_same(logical_and(a, b), tensor({true, true, false}));
  expect_same(logical_or(a, b), tensor({true, true, true}));
  expect_same(logical_xor(a, b), tensor({false, false, true}));
  expect_same(a & b, tensor({0, 0, 0}));
  expect_same(a | b, tensor({3, 3, 4}));
  expect_same(pow(a, b), tensor({1, 2, 1}));
  expect_same(pow(a, tensor({-1, -1, 3})), tensor({1, 0, 64}));
  expect_same(pow(2, b), tensor({4, 2, 1}));
  expect_same(pow(a, 2.0), tensor({1.0F, 4.0F, 16.0F}));
  expect_same(pow(yes, 2), tensor({1, 0, 1}));
  expect_same(square(yes), tensor({1, 0, 1}));
  expect_same(logsumexp(tensor({3}), {0}, false), tensor(3.0F));
  expect_same(tril(ones({2, 2}, kBool)), tensor({{true, false}, {true, true}}));
  EXPECT_EQ(all(a.to(kByte)).dtype(), kByte);
  EXPECT_THROW(neg(yes), TypeError);
  EXPECT_THROW(floor(yes), TypeError);
  EXPECT_THROW(relu(yes), TypeError);
  EXPECT_THROW(argmax(yes), TypeError);
  EXPECT_THROW(frac(a), TypeError);
}

TEST(ZeroDimensionalTensors, HaveOneDimensionToName) {
  expect_same(movedim(tensor(2.0F), 0, -1), tensor(2.0F));
  expect_same(flatten(tensor(2.0F), 0, -1), tensor({2.0F}));
  EXPECT_THROW(flatten(tensor(2.0F), 0, 1), IndexError);
}

TEST(Statistics, FollowPyTorch) {
  const Tensor x = tensor({1.0, 2.0, 3.0, 4.0});
  EXPECT_FLOAT_EQ(x.std().item<float>(), 1.29099440574646F);
  EXPECT_FLOAT_EQ(x.std(false).item<float>(), 1.1180340051651F);
  EXPECT_TRUE(std::isnan(tensor({5.0}).std().item<float>()));
  const Tensor same = ones({3}, requires_grad());
  expect_same(gradient(same.std(), same), zeros({3}));
  expect_same(gradient(same.var(), same), zeros({3}));
  EXPECT_EQ(median(x).item<float>(), 2);
  expect_same(round(tensor({0.5, 1.5, 2.5, -0.5})), tensor({0.0, 2.0, 2.0, -0.0}));
  EXPECT_TRUE(std::signbit(round(tensor(-0.5)).item<float>()));
  EXPECT_LT(std::fabs(full({10'000'000}, 0.1).sum().item<double>() / 1e6 - 1), 1e-4);
}

TEST(Views, ShareMemoryAndIndexTensorsCopy) {
  const Tensor x = arange(3.0);
  x.slice(0, 1).mul_(10);
  expect_same(x, tensor({0.0, 10.0, 20.0}));
  const Tensor y = ones({3});
  y.index({tensor({0})}).mul_(10);
  expect_same(y, ones({3}));
  EXPECT_NE(ones({2, 3}).t().reshape({6}).data_ptr(), nullptr);
  const Tensor m = ones({2, 3});
  EXPECT_EQ(m.reshape({6}).data_ptr(), m.data_ptr());
  EXPECT_NE(m.t().reshape({6}).data_ptr(), m.data_ptr());
  EXPECT_EQ(m.detach().data_ptr(), m.data_ptr());
  x[0] = 7;
  EXPECT_EQ(x[0].item<float>(), 7);
}

TEST(DataPtr, OfNothingIsNull) {
  const Tensor x = ones({3});
  EXPECT_EQ(empty({0}).data_ptr(), nullptr);
  EXPECT_EQ(zeros({2, 0}).data_ptr<float>(), nullptr);
  EXPECT_EQ(x.slice(0, 1, 1).data_ptr(), nullptr);
  EXPECT_EQ(x.slice(0, 1, 2).data_ptr<float>(), x.data_ptr<float>() + 1);
}

TEST(Indexing, WritesOncePerElementUnlessAccumulating) {
  const Tensor x = zeros({2}), twice = tensor({0, 0});
  x.index_put_({twice}, x.index({twice}) + 1);
  expect_same(x, tensor({1.0, 0.0}));
  const Tensor y = zeros({2});
  y.index_put_({twice}, ones({2}), true);
  expect_same(y, tensor({2.0, 0.0}));
  expect_same(zeros({2}).index_add_(0, twice, ones({2})), tensor({2.0, 0.0}));
  expect_same(arange(3.0).index({tensor({-1})}), tensor({2.0}));
}

TEST(Splits, MayEndShort) {
  const auto sizes = [](const std::vector<Tensor>& parts) {
    std::vector<int64_t> all;
    for (const Tensor& part : parts) all.push_back(part.size(0));
    return all;
  };
  EXPECT_EQ(sizes(arange(5).chunk(4)), (std::vector<int64_t>{2, 2, 1}));
  EXPECT_EQ(sizes(arange(5).split(2)), (std::vector<int64_t>{2, 2, 1}));
}

TEST(Expanded, TensorsPassTheWholeGradientOfAViewOn) {
  const Tensor leaf = tensor({{2.0}, {3.0}}, requires_grad());
  const Tensor wide = leaf.expand({2, 3});
  (wide.select(1, 1) * 5).sum().backward();
  EXPECT_TRUE(equal(leaf.grad(), full({2, 1}, 5.0)));
  leaf.mutable_grad().reset();
  wide.narrow(1, 0, 2).square().sum().backward();
  EXPECT_TRUE(equal(leaf.grad(), tensor({{8.0}, {12.0}})));
  const Tensor first = autograd::grad({wide.narrow(1, 1, 2).pow(3).sum()}, {leaf}, {}, true, true)[0];
  EXPECT_TRUE(equal(autograd::grad({first.sum()}, {leaf})[0], tensor({{24.0}, {36.0}})));
}

TEST(MixedDtypes, GetGradientsOfTheirOwn) {
  const Tensor a = ones({2}, requires_grad()), b = ones({2}, TensorOptions(kDouble).requires_grad(true));
  stack({a, b}).sum().backward();
  EXPECT_EQ(a.grad().dtype(), kFloat);
  EXPECT_EQ(b.grad().dtype(), kDouble);
}

TEST(EmptyTensors, JoinedStillRequireGrad) {
  const Tensor a = ones({0}, requires_grad());
  cat({a, a}).sum().backward();
  EXPECT_EQ(a.grad().numel(), 0);
}

TEST(Powers, OfZeroHaveDerivativeZeroEverywhere) {
  const Tensor x = tensor({0.0, -1.0, INFINITY}, requires_grad());
  x.pow(0).sum().backward();
  EXPECT_TRUE(equal(x.grad(), zeros({3})));
}

TEST(WholeNumbers, KeepOrTakeTheRightDtype) {
  EXPECT_EQ(ones({2, 2}, kBool).triu().dtype(), kBool);
  EXPECT_EQ(logsumexp(ones({2}, kLong), {0}).dtype(), kFloat);
}

TEST(EmptyTensors, AreMultiplied) {
  const Tensor weight = ones({0, 3}, requires_grad());
  const Tensor y = linear(ones({2, 4, 3}), weight);
  EXPECT_EQ(y.sizes(), IntArrayRef({2, 4, 0}));
  y.sum().backward();
  EXPECT_EQ(weight.grad().sizes(), IntArrayRef({0, 3}));
  EXPECT_EQ(matmul(ones({3, 0}).expand({3, 0}), ones({1, 0, 2})).sum().item<float>(), 0);
}

TEST(ZeroDimensionalTensors, PassTheirGradientThroughIndexSelect) {
  const Tensor x = tensor(2.0, requires_grad());
  x.index_select(0, tensor({0, 0})).sum().backward();
  EXPECT_EQ(x.grad().item<float>(), 2);
}

TEST(ScatterReduce, SharesTheGradientOfAnExtremeAmongEquals) {
  const Tensor x = leaf({3.0, 1.0}), s = leaf({3.0, 2.0, 3.0, 0.5});
  const Tensor y = scatter_reduce(x, 0, tensor({0, 1, 0, 1}), s, "amax");
  expect_same(y.detach(), tensor({3.0, 2.0}));
  const auto g = autograd::grad({(y * tensor({6.0, 1.0})).sum()}, {x, s});
  expect_same(g[0], tensor({2.0, 0.0}));
  expect_same(g[1], tensor({2.0, 1.0, 2.0, 0.0}));
}

TEST(ScatterReduce, PassesAProductBesideZeros) {
  const Tensor x = leaf({5.0, 1.0}), s = leaf({0.0, 2.0, 0.0, 0.0});
  const Tensor y = scatter_reduce(x, 0, tensor({0, 0, 1, 1}), s, "prod");
  const auto g = autograd::grad({y.sum()}, {x, s});
  expect_same(g[0], tensor({0.0, 0.0}));
  expect_same(g[1], tensor({10.0, 0.0, 0.0, 0.0}));
}

TEST(ScatterReduce, LeavesWhatNothingFallsOn) {
  const Tensor x = tensor({7.0, 8.0, 9.0}), at = tensor({1, 1}), s = tensor({nan, 2.0});
  for (const char* how : {"sum", "mean", "prod", "amax", "amin"})
    expect_same(scatter_reduce(x, 0, at, s, how, false), tensor({7.0, nan, 9.0}));
  EXPECT_THROW(scatter_reduce(x, 0, at, s, "max"), ValueError);
  EXPECT_THROW(scatter_reduce(x, 0, tensor({3, 0}), s, "sum"), IndexError);
  EXPECT_THROW(scatter_reduce(x, 0, at, tensor({1, 2}), "sum"), TypeError);
  EXPECT_THROW(scatter_reduce(x, 0, tensor({0, 1, 2}), s, "amin"), ShapeError);
}

TEST(Order, OfNothingOrNaNAlone) {
  expect_same(std::get<0>(nanmedian(tensor({{nan, 2.0, 1.0}, {nan, nan, nan}}), 1)), tensor({1.0, nan}));
  EXPECT_TRUE(std::isnan(nanmedian(empty({0})).item<float>()));
  EXPECT_THROW(nanmedian(empty({0, 2}), 0), IndexError);
  EXPECT_THROW(mode(empty({2, 0})), IndexError);
  EXPECT_EQ(std::get<0>(unique_consecutive(empty({0}))).numel(), 0);
  EXPECT_EQ(std::get<0>(unique_dim(zeros({3, 0, 2}), 1)).size(1), 0);
  EXPECT_THROW(unique_dim(zeros({3, 0, 2}), 0), ValueError);
  EXPECT_THROW(unique_consecutive(tensor(1.0), 0), IndexError);
  EXPECT_THROW(median(ones({2}, kBool)), TypeError);
  expect_same(std::get<2>(unique_consecutive(tensor({1.0, 1.0, nan, nan, 1.0}))), tensor({2, 1, 1, 1}));
  EXPECT_EQ(bincount(zeros({0}, kLong), empty({0}), 2).dtype(), kLong);
}

TEST(Erfinv, IsInfiniteAtOneAndNaNBeyond) {
  expect_same(erfinv(tensor({-1.0, 0.0, 1.0, 1.5, nan})), tensor({-inf, 0.0, inf, nan, nan}));
  EXPECT_NEAR(erfinv(tensor({1 - std::ldexp(1.0, -50)}, kDouble)).item<double>(), 5.686128441310391, 1e-14);
}

TEST(Fill, MayWriteOneValueThroughAnExpandedView) {
  const Tensor x = zeros({2, 1});
  x.expand({2, 3}).fill_(2);
  expect_same(x, full({2, 1}, 2.0));
  EXPECT_THROW(x.expand({2, 3}).add_(1), ValueError);
  zeros({0, 1}).expand({0, 3}).add_(1);
}

TEST(Numbers, BeyondADtypeAreRefused) {
  EXPECT_THROW(full({2}, 300, kByte), ValueError);
  EXPECT_THROW(full({2}, -0.5, kByte), ValueError);
  EXPECT_THROW(zeros({2}).fill_(1e300), ValueError);
  EXPECT_THROW(zeros({2}, kByte).masked_fill(ones({2}, kBool), 256), ValueError);
  EXPECT_EQ(full({1}, -1, kByte).item<int>(), 255);
  EXPECT_EQ(full({1}, inf).item<float>(), inf);
  EXPECT_THROW(add(tensor({1, 2}), tensor({1, 2}), 0.5), TypeError);
  EXPECT_THROW(tensor({1, 2}).sub_(tensor({1, 2}), 0.5), TypeError);
}

TEST(Variance, OfOneNumberIsNaNWithAnInfiniteSlope) {
  const Tensor x = leaf(2.0), y = var(x);
  EXPECT_TRUE(std::isnan(y.item<float>()));
  EXPECT_EQ(gradient(y, x).item<float>(), inf);
}

TEST(EmptyTensors, HaveProductsWithAGraphAndAsManyChunksAsAskedFor) {
  const Tensor x = ones({0, 2}, requires_grad());
  EXPECT_TRUE(equal(x.prod(0).detach(), ones({2})));
  EXPECT_TRUE(x.prod().requires_grad());
  EXPECT_EQ(chunk(x, 3, 0).size(), 3u);
}

// Values: PyTorch 1.13. A hook that is not linear would see something else in each share.
TEST(Hooks, OfALeafSeeItsWholeGradientOncePerBackward) {
  const Tensor x = tensor({1.0, -2.0}, kDouble).requires_grad_();
  int calls = 0;
  x.register_hook([&](const Tensor& g) {
    ++calls;
    return clamp(g, -3, 3);
  });
  (x * x + x * 5).sum().backward();  // 7, 1
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(equal(x.grad(), tensor({3.0, 1.0}, kDouble)));
  (x * x + x * 5).sum().backward({}, std::nullopt, false, autograd::variable_list{x});
  EXPECT_EQ(calls, 2);
  EXPECT_TRUE(equal(x.grad(), tensor({6.0, 2.0}, kDouble)));
  EXPECT_TRUE(equal(autograd::grad({(x * x + x * 5).sum()}, {x})[0], tensor({3.0, 1.0}, kDouble)));
}

TEST(CopyInPlace, GivesWhatWasThereADerivativeOfZero) {
  const Tensor x = ones({2}, requires_grad()), y = ones({2}, requires_grad());
  const Tensor z = x * 2;
  z.copy_(y * 3);
  const auto g = autograd::grad({z.sum()}, {x, y});
  EXPECT_TRUE(equal(g[0], zeros({2})));
  EXPECT_TRUE(equal(g[1], full({2}, 3.0)));
}

TEST(Logsumexp, OverNoNamedDimensionIsOverAllOfThem) {
  const Tensor x = zeros({2, 3});
  EXPECT_EQ(logsumexp(x, {}, true).sizes().vec(), (std::vector<int64_t>{1, 1}));
  EXPECT_FLOAT_EQ(logsumexp(x, {}).item<float>(), std::log(6.0F));
}

// Values: PyTorch 1.13. 0-d tensors and numbers do not widen whole numbers.
TEST(Promotion, OfAZeroDimTensorIsToTheOtherOperandBeforeComparingAndForBits) {
  const Tensor bytes = tensor({1, 5}, kByte), minus = tensor(-3, kInt);
  EXPECT_FALSE(any(bytes > minus).item<bool>());  // -3 is 253
  EXPECT_EQ((bytes ^ minus).dtype(), kByte);
  EXPECT_EQ((bytes ^ minus)[0].item<int64_t>(), 252);
  EXPECT_TRUE(equal(linspace(-2.82, 2.25, 7, kLong), tensor({-2, -1, 0, 0, 0, 1, 2})));
}

TEST(RobustLosses, PassANaNOnToTheirGradient) {
  const Tensor x = tensor({NAN, 1.0}, kDouble).requires_grad_(), y = zeros({2}, kDouble);
  for (int kind = 0; kind < 2; ++kind) {
    const Tensor loss = kind == 0 ? binary<rules::Huber>(x, y) : binary<rules::SmoothL1>(x, y);
    const Tensor g = autograd::grad({loss.sum()}, {x})[0];
    EXPECT_TRUE(isnan(g[0]).item<bool>()) << kind;
    EXPECT_EQ(g[1].item<double>(), 1) << kind;
  }
}

}  // namespace
}  // namespace ember
