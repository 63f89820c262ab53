#include <gtest/gtest.h>

#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/pool.hpp>
#include <ember/autograd/random.hpp>
#include <ember/nn/activation.hpp>
#include <ember/nn/linear.hpp>
#include <ember/nn/sequential.hpp>

namespace ember::nn {
namespace {

bool same(const Tensor& a, const Tensor& b) { return a.sizes() == b.sizes() && a.eq(b).all().item<bool>(); }

struct DoubleIt : Module {
  int forward(int x) { return 2 * x; }
};
struct Describe : Module {
  std::string forward(int x, int y = 5) { return std::to_string(x) + "," + std::to_string(y); }
};

TEST(Sequential, RunsModulesInOrderWhateverTheyTake) {
  SequentialImpl numbers(DoubleIt{}, DoubleIt{}, Describe{});
  EXPECT_EQ(numbers.forward<std::string>(3), "12,5");
  EXPECT_THROW(numbers.forward<float>(3), TypeError);
  EXPECT_THROW(numbers.forward<std::string>(3.0), TypeError);
  EXPECT_THROW(numbers.forward<std::string>(3, 4), TypeError);
}

TEST(Sequential, ThrowsWhenCalledEmpty) {
  Sequential empty;
  EXPECT_THROW(empty(ones({1})), StateError);
  EXPECT_TRUE(empty->is_empty());
}

TEST(Sequential, TakesHoldersPointersValuesAndNames) {
  Sequential net(Linear(4, 3), std::make_shared<ReLUImpl>(), LinearImpl(3, 2));
  EXPECT_EQ(net(ones({5, 4})).sizes(), IntArrayRef({5, 2}));
  EXPECT_EQ(net->size(), 3u);
  Sequential named({{"in", Linear(4, 3)}, {"act", Tanh()}});
  named->push_back("out", Linear(3, 1));
  named->push_back(ReLU());
  EXPECT_EQ(named->named_children().keys(), (std::vector<std::string>{"in", "act", "out", "3"}));
  EXPECT_EQ(named->state_dict().keys()[0], "in.weight");
}

TEST(Sequential, GivesAccessByPlaceAndClass) {
  Sequential net(Linear(4, 3), ReLU());
  EXPECT_EQ(net->at<LinearImpl>(0).options.out_features(), 3);
  EXPECT_EQ(net->ptr<LinearImpl>(0), net[0]);
  EXPECT_THROW(net->at<LinearImpl>(1), TypeError);
  EXPECT_THROW(net->at<LinearImpl>(2), IndexError);
  EXPECT_THROW(net->ptr(2), IndexError);
  size_t count = 0;
  for (const AnyModule& module : *net) count += module.is_empty() ? 0 : 1;
  EXPECT_EQ(count, 2u);
}

TEST(Sequential, ExtendsByAnother) {
  Sequential a(Linear(1, 1)), b(Linear(1, 1), ReLU());
  a->extend(*b);
  EXPECT_EQ(a->size(), 3u);
  EXPECT_EQ(a[1], b[0]);
}

TEST(Sequential, FusesALayerWithItsActivationWithoutChangingAnything) {
  manual_seed(3);
  Linear first(5, 7), second(7, 3);
  const Tensor x = randn({4, 5}).requires_grad_();
  const auto gradient = [&](const Tensor& y) {
    y.square().sum().backward();
    const Tensor g = first->weight.grad().clone();
    first->zero_grad();
    second->zero_grad();
    return g;
  };
  for (bool relu : {true, false}) {
    Sequential net =
        relu ? Sequential(first, ReLU(), second, ReLU()) : Sequential(first, Tanh(), second, Tanh());
    const auto f = [&](const Tensor& t) { return relu ? ember::relu(t) : ember::tanh(t); };
    const Tensor fused = net(x), plain = f(second(f(first(x))));
    EXPECT_TRUE(same(fused, plain));
    EXPECT_TRUE(same(gradient(fused), gradient(plain)));
  }
}

TEST(Sequential, DoesNotFuseALayerWithHooks) {
  Linear fc(2, 2);
  int calls = 0;
  const size_t id = fc->register_forward_hook([&](Module&, const Tensor&, const Tensor& y) {
    ++calls;
    EXPECT_TRUE((y < 0).any().item<bool>());
    return Tensor();
  });
  {
    const NoGradGuard guard;
    fc->weight.fill_(-1);
  }
  Sequential net(fc, ReLU());
  net(ones({1, 2}));
  EXPECT_EQ(calls, 1);
  fc->remove_hook(id);
  net(ones({1, 2}));
  EXPECT_EQ(calls, 1);
}

TEST(Sequential, CloneIsApartAndKeepsSharingInside) {
  const Linear fc(2, 2);
  Sequential net(fc, ReLU(), fc);
  const auto copy = std::dynamic_pointer_cast<SequentialImpl>(net->clone());
  EXPECT_EQ(copy->ptr(0), copy->ptr(2));
  EXPECT_NE(copy->ptr(0), net[0]);
  EXPECT_EQ(copy->parameters().size(), 2u);
  const Tensor x = randn({3, 2});
  EXPECT_TRUE(same(copy->forward(x), net(x)));
  net->ptr(1)->eval();
  EXPECT_FALSE(std::dynamic_pointer_cast<SequentialImpl>(net->clone())->ptr(1)->is_training());
  EXPECT_TRUE(net->clone()->is_training());
}

TEST(Sequential, ASteadyCallAsksTheSystemForNoMemory) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the pool is off, so that the sanitizer sees every block";
#endif
  Sequential net(Linear(4, 16), ReLU(), Linear(16, 2));
  const Tensor x = ones({8, 4});
  const auto run = [&] {
    net(x).sum().backward();
    net->zero_grad();
  };
  run();
  run();
  const uint64_t before = pool::system_calls();
  for (int i = 0; i < 50; ++i) run();
  EXPECT_EQ(pool::system_calls(), before);
}

}  // namespace
}  // namespace ember::nn
