#include "baseline.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace ember::bench {
namespace {

/// A file as Google Benchmark writes it, with rows of 10 us, 2 % noise, and 3 ms without noise; gone at the
/// end.
class BenchmarkBaseline : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    path = std::filesystem::temp_directory_path() / (std::string("ember_baseline_") + info->name());
    std::ofstream(path) << R"({"context": {}, "benchmarks": [
      {"name": "adam", "run_type": "iteration", "real_time": 10, "time_unit": "us", "noise": 0.02},
      {"name": "adam_mean", "run_type": "aggregate", "real_time": 1, "time_unit": "us"},
      {"name": "gemm", "run_type": "iteration", "real_time": 3, "time_unit": "ms"}]})";
    ASSERT_TRUE(before.read(path));
  }
  void TearDown() override { std::filesystem::remove(path); }

  /// Whether a run with these microseconds meets the baseline; what it said is in `text`.
  bool is_met(double adam, double noise, double gemm) {
    testing::internal::CaptureStdout();
    const bool met = before.is_met_by({{"adam", adam * 1e-6, noise, 0, 0},
                                       {"adam_mean", 1, 0, 0, 0},
                                       {"gemm", gemm * 1e-6, 0, 0, 0},
                                       {"new", 1, 0, 0, 0}});
    text = testing::internal::GetCapturedStdout();
    return met;
  }

  std::filesystem::path path;
  Baseline before;
  std::string text;
};

TEST_F(BenchmarkBaseline, IsMetByTheSameRun) {
  EXPECT_TRUE(is_met(10, 0.02, 3000));
  EXPECT_EQ(text, "0 of 2 rows became slower than in the baseline\n");
}

TEST_F(BenchmarkBaseline, IsMissedByOneRowThatBecameSlower) {
  EXPECT_FALSE(is_met(10, 0.02, 3300));
  EXPECT_EQ(text,
            "slower gemm: 3000 us before, 3300 us now, 1.10 of it; noise allows 1.05\n"
            "1 of 2 rows became slower than in the baseline\n");
}

TEST_F(BenchmarkBaseline, AllowsTwiceTheNoiseOfBothRuns) {
  EXPECT_TRUE(is_met(10.9, 0.03, 3000));
  EXPECT_FALSE(is_met(11.1, 0.03, 3000));
}

TEST_F(BenchmarkBaseline, IsMetByRowsThatBecameFaster) {
  EXPECT_TRUE(is_met(5, 0, 3000));
  EXPECT_NE(text.find("faster adam: 10 us before, 5 us now"), std::string::npos) << text;
}

TEST_F(BenchmarkBaseline, NamesTheRowsThatBecameSlower) {
  EXPECT_EQ(before.slower({{"adam", 11e-6, 0, 0, 0}, {"gemm", 3.5e-3, 0, 0, 0}, {"new", 1, 0, 0, 0}}),
            (std::vector<std::string>{"adam", "gemm"}));
  EXPECT_TRUE(before.slower({{"adam", 9e-6, 0, 0, 0}, {"gemm", 3e-3, 0, 0, 0}}).empty());
}

TEST_F(BenchmarkBaseline, ARowKeepsTheSmallerTimeOfTwoRuns) {
  std::vector<Measured> rows{{"adam", 12e-6, 0, 0, 0}, {"gemm", 2e-3, 0, 0, 0}, {"new", 1, 0, 0, 0}};
  before.lower(rows);
  EXPECT_DOUBLE_EQ(rows[0].seconds, 10e-6);
  EXPECT_DOUBLE_EQ(rows[1].seconds, 2e-3);
  EXPECT_DOUBLE_EQ(rows[2].seconds, 1);
}

TEST_F(BenchmarkBaseline, RefusesAFileThatIsNoResult) {
  for (const char* content : {"", "{", "[]", R"({"benchmarks": 1})", R"({"benchmarks": []})"}) {
    std::ofstream(path) << content;
    EXPECT_FALSE(Baseline().read(path)) << content;
  }
  EXPECT_FALSE(Baseline().read(path.string() + ".missing"));
}

}  // namespace
}  // namespace ember::bench
