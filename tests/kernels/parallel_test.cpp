#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ember/autograd/kernels/parallel.hpp>

#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

namespace ember {
namespace {

/// Restores the number of threads.
struct Threads {
  int before = get_num_threads();
  explicit Threads(int n) { set_num_threads(n); }
  ~Threads() { set_num_threads(before); }
};

constexpr double large = 1e9;

std::vector<int> visits(int64_t count, int64_t grain) {
  std::vector<int> seen(static_cast<size_t>(count));
  kernels::parallel_for(large, count, grain, [&](int64_t begin, int64_t end) {
    EXPECT_EQ(begin % grain, 0);
    EXPECT_TRUE(end % grain == 0 || end == count);
    for (int64_t i = begin; i < end; ++i) ++seen[static_cast<size_t>(i)];
  });
  return seen;
}

TEST(ParallelFor, VisitsEveryElementOnce) {
  for (int threads : {1, 2, 3, 8}) {
    const Threads use(threads);
    for (int64_t count : {0, 1, 7, 64, 1000}) {
      for (int64_t grain : {1, 3, 64}) {
        EXPECT_EQ(visits(count, grain), std::vector<int>(static_cast<size_t>(count), 1));
      }
    }
  }
}

TEST(ParallelFor, RunsSmallWorkInline) {
  const Threads use(4);
  int calls = 0;
  kernels::parallel_for(100, 1000, 1, [&](int64_t begin, int64_t end) {
    ++calls;
    EXPECT_EQ(begin, 0);
    EXPECT_EQ(end, 1000);
    EXPECT_FALSE(in_parallel_region());
  });
  EXPECT_EQ(calls, 1);
}

/// Where the caller and the thread beside it ran; -1 where that thread took nothing or the caller has moved.
struct Processors {
  int caller, other = -1;
};
Processors processors_of_a_region() {
  using namespace std::chrono;
  Processors seen{sched_getcpu()};
  const auto caller = std::this_thread::get_id();
  kernels::parallel_for(large, 2, 1, [&](int64_t, int64_t) {
    if (std::this_thread::get_id() != caller) seen.other = sched_getcpu();
    const auto end = steady_clock::now() + microseconds(500);
    while (steady_clock::now() < end) {
    }
  });
  if (sched_getcpu() != seen.caller) seen.other = -1;
  return seen;
}

TEST(ParallelFor, KeepsItsThreadsOffTheProcessorOfTheCaller) {
  cpu_set_t mine;
  ASSERT_EQ(sched_getaffinity(0, sizeof mine, &mine), 0);
  if (CPU_COUNT(&mine) < 2) GTEST_SKIP() << "one processor";
  const Threads use(2);
  visits(100, 1);  // the other thread exists
  int shared = 0, together = 0;
  for (int round = 0; round < 2000 && shared < 10; ++round) {
    const Processors seen = processors_of_a_region();
    if (seen.other < 0) continue;
    ++shared;
    together += seen.other == seen.caller;
    std::this_thread::sleep_for(std::chrono::milliseconds(3));  // the thread beside sleeps too
  }
  EXPECT_EQ(shared, 10);
  EXPECT_LE(together, 2);  // on a busy machine the caller may have moved there and back in between
}

TEST(ParallelFor, RunsNestedRegionsInline) {
  const Threads use(2);
  std::vector<int> inner_calls(8);
  kernels::parallel_for(large, 8, 1, [&](int64_t begin, int64_t end) {
    EXPECT_TRUE(in_parallel_region());
    for (int64_t i = begin; i < end; ++i) {
      kernels::parallel_for(large, 100, 1, [&](int64_t, int64_t) { ++inner_calls[static_cast<size_t>(i)]; });
    }
  });
  EXPECT_FALSE(in_parallel_region());
  EXPECT_EQ(inner_calls, std::vector<int>(8, 1));
}

TEST(ParallelFor, RethrowsTheExceptionOfABody) {
  for (int threads : {1, 2, 4}) {
    const Threads use(threads);
    auto fail = [](int64_t, int64_t end) {
      if (end == 100) throw std::runtime_error("the last range");
    };
    EXPECT_THROW(kernels::parallel_for(large, 100, 1, fail), std::runtime_error);
    EXPECT_FALSE(in_parallel_region());
    EXPECT_EQ(visits(10, 1), std::vector<int>(10, 1));
  }
}

#if !defined __SANITIZE_THREAD__
TEST(ParallelFor, WorksInAForkedChild) {
  const Threads use(2);
  visits(100, 1);  // the team exists before the fork
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);
    _exit(visits(100, 1) == std::vector<int>(100, 1) ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}
#endif

}  // namespace
}  // namespace ember
