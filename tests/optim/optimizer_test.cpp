#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/pool.hpp>
#include <ember/optim/adagrad.hpp>
#include <ember/optim/adam.hpp>
#include <ember/optim/adamw.hpp>
#include <ember/optim/rmsprop.hpp>
#include <ember/optim/sgd.hpp>
#include <limits>
#include <new>

namespace {
std::atomic<uint64_t> heap_calls{0};
}
[[gnu::noinline]] void* operator new(size_t bytes) {
  ++heap_calls;
  if (void* block = std::malloc(bytes)) return block;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* block) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, size_t) noexcept { std::free(block); }

namespace ember::optim {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

Tensor parameter(const TensorLiteral& values, const TensorLiteral& gradient) {
  const Tensor p = tensor(values, dtype(kDouble).requires_grad(true));
  p.mutable_grad() = tensor(gradient, kDouble);
  return p;
}
double at(const Tensor& t, int64_t i = 0) { return t.detach().reshape({-1})[i].item<double>(); }

TEST(Optimizer, RefusesWhatCannotBeOptimized) {
  const Tensor p = ones({2}, requires_grad());
  EXPECT_THROW(SGD(std::vector<Tensor>{}, SGDOptions(0.1)), ValueError);
  EXPECT_THROW(SGD({p, p}, SGDOptions(0.1)), ValueError);
  EXPECT_THROW(SGD({p * 2}, SGDOptions(0.1)), ValueError);
  EXPECT_THROW(SGD({OptimizerParamGroup({p}), OptimizerParamGroup({p})}, SGDOptions(0.1)), ValueError);
  SGD good({p}, SGDOptions(0.1));
  EXPECT_THROW(good.add_param_group(OptimizerParamGroup({p})), ValueError);
}

TEST(Optimizer, RefusesOptionsOutsideTheirRange) {
  const std::vector<Tensor> p{ones({2}, requires_grad())};
  for (double lr : {-1.0, inf, std::nan("")}) {
    EXPECT_THROW(Adam(p, AdamOptions(lr)), ValueError);
    EXPECT_THROW(SGD(p, SGDOptions(lr)), ValueError);
  }
  EXPECT_THROW(Adam(p, AdamOptions().betas({1.0, 0.9})), ValueError);
  EXPECT_THROW(AdamW(p, AdamWOptions().betas({0.9, -0.1})), ValueError);
  EXPECT_THROW(Adam(p, AdamOptions().eps(-1)), ValueError);
  EXPECT_THROW(Adam(p, AdamOptions().weight_decay(-1)), ValueError);
  EXPECT_THROW(SGD(p, SGDOptions(0.1).nesterov(true)), ValueError);
  EXPECT_THROW(SGD(p, SGDOptions(0.1).nesterov(true).momentum(0.9).dampening(0.1)), ValueError);
  EXPECT_NO_THROW(SGD(p, SGDOptions(0)));
}

TEST(Optimizer, SkipsParametersWithoutGradientEvenWithDecay) {
  const Tensor p = ones({1}, requires_grad());
  SGD optimizer({p}, SGDOptions(0.1).weight_decay(1));
  optimizer.step();
  EXPECT_EQ(at(p), 1);
  EXPECT_TRUE(optimizer.state().empty());
}

TEST(SGD, TakesTheRawGradientAsItsFirstMomentumWithoutDampening) {
  const Tensor p = parameter({0.0}, {1.0});
  SGD({p}, SGDOptions(1).momentum(0.9).dampening(0.5)).step();
  EXPECT_EQ(at(p), -1);
}

TEST(Adam, StepsByTheLearningRateFirstWhateverTheGradient) {
  const Tensor p = parameter({0.0, 0.0, 0.0}, {1e-3, 1e3, 0.0});
  Adam({p}, AdamOptions(0.1)).step();
  EXPECT_NEAR(at(p, 0), -0.1, 2e-6);
  EXPECT_NEAR(at(p, 1), -0.1, 1e-11);
  EXPECT_EQ(at(p, 2), 0);
}

TEST(Adam, AddsEpsOutsideTheRootAfterTheCorrection) {
  for (const auto& [eps, step] : {std::pair(1e-5, 9.09090909e-5), std::pair(1e-8, 9.90099010e-4)}) {
    const Tensor p = parameter({0.0}, {1e-6});
    Adam({p}, AdamOptions(1e-3).eps(eps)).step();
    EXPECT_NEAR(-at(p), step, 1e-11);
  }
}

TEST(Adam, KeepsANaNForGood) {
  const Tensor p = parameter({0.0}, {std::nan("")});
  Adam optimizer({p});
  optimizer.step();
  p.mutable_grad() = ones({1}, kDouble);
  optimizer.step();
  EXPECT_TRUE(std::isnan(at(p)));
}

TEST(RMSprop, HasPyTorchsFormAndTensorFlows) {
  const auto first_step = [](bool tensorflow) {
    const Tensor p = parameter({0.0}, {1e-3});
    RMSprop({p}, RMSpropOptions(7e-4).alpha(0.99).eps(1e-5).tensorflow(tensorflow)).step();
    return -at(p);
  };
  EXPECT_NEAR(first_step(false), 6.364e-3, 1e-6);
  EXPECT_NEAR(first_step(true), 7.04e-7, 1e-9);
}

TEST(RMSprop, InTensorFlowsFormFollowsItsEquations) {
  const Tensor p = parameter({0.5}, {0.2});
  RMSprop optimizer({p}, RMSpropOptions(0.1).alpha(0.9).eps(1e-3).momentum(0.5).tensorflow(true));
  double x = 0.5, v = 1, buffer = 0;
  for (int t = 0; t < 3; ++t) {
    v = 0.9 * v + 0.1 * 0.04;
    buffer = 0.5 * buffer + 0.2 / std::sqrt(v + 1e-3);
    x -= 0.1 * buffer;
    optimizer.step();
  }
  EXPECT_NEAR(at(p), x, 1e-15);
}

TEST(Optimizer, GroupsHaveTheirOwnOptionsOrTheDefaults) {
  const Tensor p = parameter({0.0}, {1.0}), q = parameter({0.0}, {1.0});
  std::vector<OptimizerParamGroup> groups;
  groups.emplace_back(std::vector<Tensor>{p}, std::make_unique<SGDOptions>(0.5));
  groups.emplace_back(std::vector<Tensor>{q});
  SGD optimizer(std::move(groups), SGDOptions(0.1));
  optimizer.step();
  EXPECT_EQ(at(p), -0.5);
  EXPECT_EQ(at(q), -0.1);
  static_cast<SGDOptions&>(optimizer.param_groups()[1].options()).lr(0.2);
  EXPECT_EQ(optimizer.param_groups()[1].options().get_lr(), 0.2);
  EXPECT_EQ(optimizer.defaults().get_lr(), 0.1);
  optimizer.step();
  EXPECT_NEAR(at(q), -0.3, 1e-15);
  EXPECT_EQ(optimizer.size(), 2u);
}

TEST(Optimizer, StepsAreSeenByProductsThatUsedTheWeightBefore) {
  const Tensor weight = full({20, 30}, 0.5, requires_grad()), x = ones({4, 30});
  Adam adam({weight}, AdamOptions(0.1));
  for (int step = 0; step < 3; ++step) {
    for (int use = 0; use < 5; ++use) linear(x, weight);
    weight.mutable_grad() = ones({20, 30});
    adam.step();
    EXPECT_TRUE(equal(linear(x, weight), linear(x, weight.clone())));
  }
}

TEST(Optimizer, ZeroGradDropsGradientsOrFillsThem) {
  const Tensor p = parameter({0.0}, {1.0});
  SGD optimizer({p}, SGDOptions(0.1));
  optimizer.zero_grad(false);
  EXPECT_EQ(at(p.grad()), 0);
  optimizer.zero_grad();
  EXPECT_FALSE(p.grad().defined());
}

TEST(Optimizer, StepCallsTheClosureWithRecordingOnAndReturnsItsLoss) {
  const Tensor p = parameter({3.0}, {0.0});
  SGD optimizer({p}, SGDOptions(0.5));
  const NoGradGuard guard;
  const Tensor loss = optimizer.step([&] {
    optimizer.zero_grad();
    Tensor value = (p * p).sum();
    value.backward();
    return value;
  });
  EXPECT_EQ(at(loss), 9);
  EXPECT_EQ(at(p), 0);
}

TEST(Optimizer, RaisesTheVersionOfWhatItChanges) {
  const Tensor p = parameter({3.0}, {1.0}), y = p * p;
  SGD({p}, SGDOptions(0.5)).step();
  EXPECT_THROW(y.sum().backward(), GraphError);
}

TEST(Optimizer, ClipAndStepEqualsClippingThenStepping) {
  const Tensor a = parameter({0.0, 0.0}, {3.0, 4.0}), b = parameter({0.0, 0.0}, {3.0, 4.0});
  SGD clipped({a}, SGDOptions(1)), by_hand({b}, SGDOptions(1));
  EXPECT_EQ(clipped.clip_and_step(1), 5);
  b.mutable_grad().mul_(1 / (5 + 1e-6));
  by_hand.step();
  EXPECT_NEAR(at(a, 0), at(b, 0), 1e-16);
  EXPECT_EQ(at(a.grad(), 1), 4);
  clipped.clip_and_step(100);
  EXPECT_NEAR(at(a, 0), at(b, 0) - 3, 1e-15);
}

TEST(Optimizer, AResumedRunIsTheUninterruptedOneBitForBit) {
  const auto gradient = [](const Tensor& p, int t) {
    p.mutable_grad() = (p.detach() * 0.3 + 0.1 * t).detach();
  };
  const Tensor p = parameter({0.3, -0.7}, {0.0, 0.0});
  Adam optimizer({p}, AdamOptions(0.01).amsgrad(true));
  for (int t = 0; t < 5; ++t) {
    gradient(p, t);
    optimizer.step();
  }
  const Tensor q = p.detach().clone().requires_grad_();
  Adam resumed({q}, AdamOptions(0.5).amsgrad(true));
  const OptimizerStateDict saved = optimizer.state_dict();
  EXPECT_EQ(saved.numbers["state.0.step"], 5);
  EXPECT_EQ(saved.numbers["param_groups.0.lr"], 0.01);
  EXPECT_EQ(saved.tensors["state.0.exp_avg"].sizes(), p.sizes());
  resumed.load_state_dict(saved);
  for (int t = 5; t < 9; ++t) {
    gradient(p, t);
    gradient(q, t);
    optimizer.step();
    resumed.step();
  }
  EXPECT_TRUE(p.eq(q).all().item<bool>());
}

TEST(Optimizer, LoadStateDictRefusesAnotherShapeOfProblemUnchanged) {
  const Tensor p = parameter({0.3, -0.7}, {1.0, 1.0}), q = parameter({0.3}, {1.0});
  Adam two({p}), one({q}), both({p, q});
  two.step();
  one.step();
  EXPECT_THROW(two.load_state_dict(one.state_dict()), StateError);
  EXPECT_THROW(two.load_state_dict(both.state_dict()), StateError);
  EXPECT_THROW(two.load_state_dict({}), StateError);
  SGD other({p}, SGDOptions(0.1));
  EXPECT_THROW(two.load_state_dict(other.state_dict()), StateError);
  EXPECT_EQ(two.state_dict().numbers["state.0.step"], 1);
}

TEST(Optimizer, OptionsCompareByValue) {
  EXPECT_TRUE(AdagradOptions(1.0) == AdagradOptions(1.0));
  EXPECT_FALSE(AdamOptions(1e-3) == AdamOptions(1e-3).amsgrad(true));
  const Tensor p = parameter({0.3}, {1.0});
  Adam optimizer({p}, AdamOptions(0.25));
  EXPECT_TRUE(optimizer.defaults() == AdamOptions(0.25));
}

TEST(Optimizer, ASteadyStepMakesNoHeapCalls) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the pool is off, so that the sanitizer sees every block";
#endif
  const Tensor p = ones({64, 4}, requires_grad());
  Adam optimizer({p}, AdamOptions(1e-3));
  const auto step = [&] {
    p.mutable_grad() = ones({64, 4});
    optimizer.clip_and_step(0.5);
    optimizer.zero_grad();
  };
  step();
  step();
  const uint64_t pooled = pool::system_calls(), before = heap_calls;
  for (int i = 0; i < 100; ++i) step();
  EXPECT_EQ(heap_calls, before);
  EXPECT_EQ(pool::system_calls(), pooled);
}

TEST(Adam, KeepsNoDenormalMoments) {
  const Tensor p = full({3}, 0.5, requires_grad());
  Adam adam(std::vector<Tensor>{p}, AdamOptions(1e-3));
  p.mutable_grad() = full({3}, 1e-3);
  adam.step();
  p.mutable_grad() = zeros({3});
  auto& state = static_cast<AdamParamState&>(*adam.state().at(p.unsafeGetTensorImpl()));
  float smallest = 1;
  for (int i = 0; i < 1000; ++i) {
    adam.step();
    const float m = state.exp_avg()[0].item<float>();
    if (m > 0) smallest = std::min(smallest, m);
  }
  EXPECT_LT(smallest, std::numeric_limits<float>::min());
  EXPECT_EQ(state.exp_avg()[0].item<float>(), 0);
  EXPECT_GT(state.exp_avg_sq()[0].item<float>(), 0);
}

TEST(Optimizer, UsersMayWriteTheirOwn) {
  struct SignDescent final : Optimizer {
    explicit SignDescent(std::vector<Tensor> params)
        : Optimizer(std::move(params), std::make_unique<SGDOptions>(0.5)) {}
    Tensor step(LossClosure) override {
      const NoGradGuard guard;
      for (Tensor& p : parameters()) p.sub_(p.grad().sign(), param_groups()[0].options().get_lr());
      return {};
    }
  };
  const Tensor p = parameter({1.0}, {42.0});
  SignDescent({p}).step(nullptr);
  EXPECT_EQ(at(p), 0.5);
}

TEST(Adagrad, HasAStateForEveryParameterFromTheStart) {
  const Tensor p = ones({2}, requires_grad());
  Adagrad adagrad(std::vector<Tensor>{p}, AdagradOptions(0.1).initial_accumulator_value(0.5));
  const auto& state = static_cast<AdagradParamState&>(*adagrad.state().at(p.unsafeGetTensorImpl()));
  EXPECT_EQ(state.sum()[0].item<float>(), 0.5F);
  EXPECT_EQ(state.step(), 0);
}

// As in PyTorch: a group's own initial value is not read.
TEST(Adagrad, StartsEveryGroupAtTheOptimizersOwnValue) {
  const Tensor p = ones({2}, requires_grad());
  std::vector<OptimizerParamGroup> groups;
  groups.emplace_back(std::vector<Tensor>{p},
                      std::make_unique<AdagradOptions>(AdagradOptions(0.1).initial_accumulator_value(3)));
  Adagrad adagrad(std::move(groups), AdagradOptions(0.1).initial_accumulator_value(0.5));
  const auto& state = static_cast<AdagradParamState&>(*adagrad.state().at(p.unsafeGetTensorImpl()));
  EXPECT_EQ(state.sum()[0].item<float>(), 0.5F);
}

}  // namespace
}  // namespace ember::optim
