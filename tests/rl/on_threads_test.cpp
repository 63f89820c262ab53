#include <gtest/gtest.h>

#include <ember/autograd/kernels/parallel.hpp>
#include <ember/envs/registry.hpp>
#include <ember/rl/on_threads.hpp>
#include <thread>

namespace ember::rl {
namespace {

class OnThreads : public testing::Test {
  void SetUp() override { set_num_threads(3); }
  void TearDown() override { set_num_threads(1); }
};

TEST_F(OnThreads, AVectorOfLandersGivesTheSameRows) {
  constexpr int64_t n = 48;
  const auto rollout = [&](envs::ParallelFor parallel_for) {
    envs::VectorEnv<> lander = envs::make_vec("LunarLander-v3", n, {.parallel_for = std::move(parallel_for)});
    std::vector<float> rows(n * lander.observation_size()), all;
    std::vector<double> rewards(n);
    std::vector<uint8_t> terminated(n), truncated(n);
    std::vector<int64_t> actions(n);
    lander.reset(3, rows);
    for (int64_t k = 0; k < 120; ++k) {
      for (int64_t i = 0; i < n; ++i) actions[static_cast<size_t>(i)] = (k / 7 + i) % 4;
      lander.step(actions, {rows, rewards, terminated, truncated});
      all.insert(all.end(), rows.begin(), rows.end());
      all.insert(all.end(), rewards.begin(), rewards.end());
    }
    return all;
  };
  EXPECT_EQ(rollout(on_threads()), rollout({}));
}

TEST_F(OnThreads, LongStepsAreSharedAndShortOnesStay) {
  for (const bool is_long : {false, true}) {
    const envs::ParallelFor share = on_threads();
    int64_t parts = 0, covered = 0;
    for (int k = 0; k < 12; ++k) {
      std::atomic<int64_t> calls{0}, items{0};
      share(6, [&](int64_t first, int64_t last) {
        if (is_long) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        ++calls;
        items += last - first;
      });
      parts = calls;
      covered = items;
    }
    EXPECT_EQ(parts, is_long ? 3 : 1);
    EXPECT_EQ(covered, 6);
  }
}

TEST_F(OnThreads, NothingIsSharedOnOneThread) {
  set_num_threads(1);
  EXPECT_FALSE(on_threads());
}

}  // namespace
}  // namespace ember::rl
