// Graphs on several threads at once.
#include <gtest/gtest.h>

#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
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

}  // namespace
}  // namespace ember
