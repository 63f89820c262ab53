// Graphs on several threads at once.
#include <gtest/gtest.h>

#include <atomic>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <thread>
#include <vector>

namespace ember {
namespace {

template <class F> void on_threads(int count, const F& f) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(f, i);
  for (std::thread& thread : threads) thread.join();
}

TEST(Threads, SeparateGraphsOverOneLeafAddUp) {
  const Tensor w = ones({8, 8}, requires_grad());
  on_threads(4, [&](int) {
    for (int i = 0; i < 50; ++i) matmul(ones({2, 8}), w).sum().backward();
  });
  EXPECT_EQ(w.grad().min().item<float>(), 400);
  EXPECT_EQ(w.grad().max().item<float>(), 400);
}

/// A small policy: two layers, one of them used twice, and a view written in place.
Tensor loss_of(const Tensor& w, const Tensor& v, const Tensor& x) {
  const Tensor hidden = tanh(matmul(x, w)) + relu(matmul(x, w));
  Tensor out = matmul(hidden, v) * 1;
  select(out, 0, 0).mul_(2);
  return (log_softmax(out, -1) * out).sum() + norm(w);
}

TEST(Threads, SeveralGraphsAtOnceGiveOnSharedLeavesTheSumOfTheirGradients) {
  const Tensor x = rand({6, 5}, kDouble);
  const Tensor w = rand({5, 4}, TensorOptions(kDouble).requires_grad(true)),
               v = rand({4, 3}, TensorOptions(kDouble).requires_grad(true));
  const auto alone = autograd::grad({loss_of(w, v, x)}, {w, v});
  std::atomic<int> hooked{0};
  w.register_hook([&](const Tensor&) { ++hooked; });
  on_threads(4, [&](int t) {
    for (int i = 0; i < 25; ++i) {
      if (t % 2 == 0) {
        loss_of(w, v, x).backward();
      } else {  // several roots, a graph kept and run twice, and gradients of gradients
        const Tensor a = loss_of(w, v, x), b = loss_of(w, v, x);
        autograd::backward({a, b}, {}, true);
        const auto g = autograd::grad({a}, {w, v}, {}, true, true);
        autograd::grad({g[0].sum()}, {w}, {}, std::nullopt, false, true);
      }
    }
  });
  // 2 threads once, 2 threads twice, 25 times each.
  EXPECT_TRUE(allclose(w.grad(), alone[0] * 150, 1e-10, 1e-10));
  EXPECT_TRUE(allclose(v.grad(), alone[1] * 150, 1e-10, 1e-10));
  EXPECT_EQ(hooked, 50 + 50 + 50 + 50);  // backward of two roots is one sweep; grad() calls it too, twice
}

TEST(Threads, PartsOfOneGraphMayRunAtOnceUpToSharedLeaves) {
  const Tensor w = ones({4}, requires_grad());
  std::vector<Tensor> losses;
  for (int t = 0; t < 4; ++t) losses.push_back((w * (t + 1)).sum());
  on_threads(4, [&](int t) {
    for (int i = 0; i < 50; ++i) losses[static_cast<size_t>(t)].backward({}, true);
  });
  EXPECT_EQ(w.grad().min().item<float>(), 500);
  EXPECT_EQ(w.grad().max().item<float>(), 500);
}

TEST(Threads, GradModeBelongsToAThread) {
  const NoGradGuard guard;
  bool recorded = false;
  on_threads(1, [&](int) { recorded = (ones({1}, requires_grad()) * 2).requires_grad(); });
  EXPECT_TRUE(recorded);
  EXPECT_FALSE((ones({1}, requires_grad()) * 2).requires_grad());
}

TEST(Threads, TensorsMayDieOnAnotherThread) {
  std::vector<Tensor> made(400);
  on_threads(4, [&](int t) {
    for (size_t i = 0; i < 100; ++i) made[static_cast<size_t>(t) * 100 + i] = ones({64}, requires_grad()) * 2;
  });
  on_threads(4, [&](int t) {
    for (size_t i = 0; i < 100; ++i) made[static_cast<size_t>(3 - t) * 100 + i].reset();
  });
  EXPECT_FALSE(made[0].defined());
}

TEST(Threads, AGraphOfOneThreadMayRunOnAnother) {
  const Tensor x = ones({3}, requires_grad());
  Tensor y;
  on_threads(1, [&](int) { y = (x * x).sum(); });
  on_threads(1, [&](int) { y.backward(); });
  EXPECT_EQ(x.grad().sum().item<float>(), 6);
}

TEST(Threads, TheGeneratorOfTheProcessMayBeShared) {
  on_threads(4, [](int) {
    for (int i = 0; i < 20; ++i) EXPECT_LT(rand({100}).max().item<float>(), 1);
  });
}

TEST(Threads, ShareTheTurnedCopyOfAWeight) {
  manual_seed(4);
  const Tensor x = randn({8, 37}), weight = randn({50, 37}), want = linear(x, weight.clone());
  std::vector<char> same(4, true);
  on_threads(4, [&](int i) {
    for (int use = 0; use < 20; ++use) {
      if (!equal(linear(x, weight), want)) same[static_cast<size_t>(i)] = false;
    }
  });
  EXPECT_EQ(same, std::vector<char>(4, true));
}

}  // namespace
}  // namespace ember
