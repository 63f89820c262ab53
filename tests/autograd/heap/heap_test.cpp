// A steady step asks nobody for memory: operator new is counted here, and the pool counts its own requests.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/pool.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <new>

namespace {

std::atomic<long> heap_calls{0};

// What is tested is the pool, which is off where the address sanitizer watches each block.
[[maybe_unused]] const int pool_on = setenv("EMBER_POOL", "on", 1);

void* counted(std::size_t bytes) {
  heap_calls.fetch_add(1, std::memory_order_relaxed);
  void* block = std::malloc(bytes == 0 ? 1 : bytes);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void operator delete(void* block) noexcept { std::free(block); }
void operator delete[](void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete[](void* block, std::size_t) noexcept { std::free(block); }

namespace ember {
namespace {

/// How often f asks for memory once it has run a few times.
template <class F> uint64_t steady_calls(const F& f) {
  for (int i = 0; i < 3; ++i) f();
  const uint64_t before = static_cast<uint64_t>(heap_calls.load()) + pool::system_calls();
  for (int i = 0; i < 10; ++i) f();
  return static_cast<uint64_t>(heap_calls.load()) + pool::system_calls() - before;
}

TEST(Heap, TheCounterCounts) {
  EXPECT_GE(steady_calls([] { ::operator delete(::operator new(4)); }),
            10U);  // a plain new could be left out
}

TEST(Heap, AChainOfOpsAndItsBackwardAskForNothing) {
  const Tensor p = ones({4, 8}, requires_grad()), c = full({8}, 0.5);
  EXPECT_EQ(steady_calls([&] {
              Tensor y = p;
              for (int i = 0; i < 100; ++i) y = tanh(y * c + 1) - relu(y) / 2;
              y.sum().backward();
              p.mutable_grad().reset();
            }),
            0U);
}

TEST(Heap, AStepOfANetworkAsksForNothing) {
  const Tensor w1 = full({64, 4}, 0.1, requires_grad()), b1 = zeros({64}, requires_grad()),
               w2 = full({2, 64}, 0.1, requires_grad()), b2 = zeros({2}, requires_grad()), x = ones({32, 4});
  const Tensor target = ones({32, 2});
  EXPECT_EQ(steady_calls([&] {
              const Tensor y = linear(linear(x, w1, b1, Activation::relu), w2, b2);
              binary<rules::SquaredError>(y, target).mean().backward();
              const NoGradGuard guard;
              for (const Tensor* parameter : {&w1, &b1, &w2, &b2}) {
                parameter->add_(parameter->grad(), -0.01);
                parameter->mutable_grad().reset();
              }
            }),
            0U);
}

TEST(Heap, ViewsReductionsAndSoftmaxAskForNothing) {
  const Tensor p = ones({6, 5}, requires_grad());
  EXPECT_EQ(steady_calls([&] {
              const Tensor y = softmax(p.t().reshape({6, 5}), -1).select(1, 2).unsqueeze(0).expand({3, 6});
              (log_softmax(p, 1).mean({0}).sum() + y.slice(1, 1, 4).sum() + p.std()).backward();
              p.mutable_grad().reset();
            }),
            0U);
}

}  // namespace
}  // namespace ember
