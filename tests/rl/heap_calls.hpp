#pragma once

#include <gtest/gtest.h>

#include <atomic>

namespace ember::rl {

/// Calls of operator new in this program so far.
extern std::atomic<long> heap_calls;

/// What a training step asks for once all has its size; skipped where the address sanitizer switches the pool
/// off, so that it sees every block.
class SteadyStep : public testing::Test {
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "the pool is off";
#endif
  }
};

}  // namespace ember::rl
