#include <gtest/gtest.h>
#include <ember/autograd/error.hpp>
#include <ember/cli/statistics.hpp>

#include <limits>

namespace {
using namespace ember::cli;

TEST(Statistics, TheInterquartileMeanLeavesOutAQuarterAtEachEnd) {
  EXPECT_DOUBLE_EQ(iqm({7}), 7);
  EXPECT_DOUBLE_EQ(iqm({1, 2, 9}), 4);                         // 3 / 4 is 0: nothing is left out
  EXPECT_DOUBLE_EQ(iqm({100, 1, 3, 2}), 2.5);                  // 1 and 100 are
  EXPECT_DOUBLE_EQ(iqm({9, 0, 1, 2, 3, 4, 5, 6, 7, 8}), 4.5);  // 0, 1, 8, 9 are
  EXPECT_DOUBLE_EQ(iqm({-50, 10, 20, 30, 40, 50, 1000}), 30);  // 7 / 4 is 1
  EXPECT_THROW(iqm({}), ember::ValueError);
}

TEST(Statistics, ARunThatNeverReachesTheGoalCountsAsTheLast) {
  const double never = std::numeric_limits<double>::infinity();
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 3, 2}), 3);
  EXPECT_EQ(median({1, never, 2}), 2);
  EXPECT_EQ(median({1, never}), never);
  EXPECT_THROW(median({}), ember::ValueError);
}

TEST(Statistics, TheIntervalOfEqualRunsIsTheirValue) {
  const auto [low, high] = iqm_interval({{5, 5, 5, 5}});
  EXPECT_EQ(low, 5);
  EXPECT_EQ(high, 5);
}

// Of two runs, 0 and 1, a draw of two has the mean 0, 1/2 or 1 with probability 1/4, 1/2 and 1/4. Of twenty
// of each, the mean of a draw of forty is near 1/2; over all of a draw its standard deviation is sqrt(1/4 /
// 40) = 0.079, and the interquartile mean is steeper: it leaves 10 of the more frequent kind out of one end
// and 10 of the others.
TEST(Statistics, TheIntervalCovers95PercentOfTheDraws) {
  const auto two = iqm_interval({{0, 1}});
  EXPECT_EQ(two.low, 0);
  EXPECT_EQ(two.high, 1);
  std::vector<double> runs(40);
  for (size_t i = 0; i < 20; ++i) runs[i] = 1;
  const auto [low, high] = iqm_interval({runs});
  // With k ones of 40 it is (k - 10) / 20, and P(14 <= k <= 26) = 0.96 for k from B(40, 1/2), P(15 <= k <=
  // 25) = 0.92.
  EXPECT_DOUBLE_EQ(low, 0.2);
  EXPECT_DOUBLE_EQ(high, 0.8);
}

TEST(Statistics, RunsAreDrawnWithinTheirTask) {
  // Each task has equal runs, so that every draw is the same; drawn across tasks they would not be.
  const auto [low, high] = iqm_interval({{1, 1}, {3, 3}});
  EXPECT_EQ(low, 2);
  EXPECT_EQ(high, 2);
  EXPECT_THROW(iqm_interval({}), ember::ValueError);
  EXPECT_THROW(iqm_interval({{1}, {}}), ember::ValueError);
}

}  // namespace
