// Counts every call to the heap: this program has its own operator new and malloc hooks through it.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <ember/autograd/pool.hpp>
#include <ember/rl/dqn.hpp>
#include <new>

#include "heap_calls.hpp"

namespace ember::rl {
std::atomic<long> heap_calls{0};
}
using ember::rl::heap_calls;

[[gnu::noinline]] void* operator new(std::size_t size) {
  ++heap_calls;
  if (void* block = std::malloc(size == 0 ? 1 : size)) return block;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* block) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::size_t) noexcept { std::free(block); }

namespace ember::rl {
namespace {

void expect_no_heap_calls(const DQNOptions& options, const char* name) {
  DQNAgent agent(options, {4}, 2, 0);
  std::array<float, 4> state{0.1F, 0.2F, 0.3F, 0.4F};
  agent.explore_at(options.epsilon_steps / 2);
  const auto step = [&](int i) {
    state[0] = static_cast<float>(i % 97) * 0.01F;
    const int64_t action = agent.select_action(state);
    agent.remember({state, action, 1.0, state, i % 20 == 0, false});
    if (i >= 100) agent.update();
  };
  for (int i = 0; i < 400; ++i) step(i);
  const long before = heap_calls;
  const uint64_t pool_before = pool::system_calls();
  for (int i = 400; i < 700; ++i) step(i);
  EXPECT_EQ(heap_calls - before, 0) << name;
  EXPECT_EQ(pool::system_calls() - pool_before, 0U) << name;
}

TEST_F(SteadyStep, MakesNoHeapCalls) { expect_no_heap_calls(DQNOptions{}, "dqn"); }

TEST_F(SteadyStep, MakesNoHeapCallsInAnyExtension) {
  DQNOptions options, all;
  (options = {}).double_dqn = all.double_dqn = true;
  expect_no_heap_calls(options, "double");
  (options = {}).dueling = all.dueling = true;
  expect_no_heap_calls(options, "dueling");
  (options = {}).prioritized = all.prioritized = true;
  expect_no_heap_calls(options, "prioritized");
  (options = {}).n_step = all.n_step = 3;
  expect_no_heap_calls(options, "n_step");
  (options = {}).noisy = all.noisy = true;
  expect_no_heap_calls(options, "noisy");
  (options = {}).atoms = all.atoms = 51;
  expect_no_heap_calls(options, "c51");
  expect_no_heap_calls(all, "rainbow");
  (options = {}).random = "python";
  expect_no_heap_calls(options, "python");
}

TEST_F(SteadyStep, MakesNoHeapCallsOnPictures) {
  DQNOptions options;
  options.buffer_size = 500;
  DQNAgent agent(options, {10, 5}, 3, 0, kFloat, 255);
  std::array<float, 50> board{};
  const auto step = [&](int i) {
    board[static_cast<size_t>(i % 50)] = static_cast<float>(i % 256);
    agent.remember({board, agent.select_action(board), 1.0, board, i % 20 == 0});
    if (i >= 100) agent.update();
  };
  for (int i = 0; i < 300; ++i) step(i);
  const long before = heap_calls;
  const uint64_t pool_before = pool::system_calls();
  for (int i = 300; i < 400; ++i) step(i);
  EXPECT_EQ(heap_calls - before, 0);
  EXPECT_EQ(pool::system_calls() - pool_before, 0U);
}

}  // namespace
}  // namespace ember::rl
