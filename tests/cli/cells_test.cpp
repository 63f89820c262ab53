#include <gtest/gtest.h>
#include <ember/autograd/error.hpp>
#include <ember/cli/cells.hpp>
#include <ember/train/failure.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {
using namespace ember::cli;

std::filesystem::path written(const std::string& name, const std::string& text) {
  const auto file = std::filesystem::path(testing::TempDir()) / ("ember-cells-" + name);
  std::ofstream(file) << text;
  return file;
}

const std::string good =
    "[a]\nalgorithm = \"dqn\"\nenv = \"CartPole-v1\"\nrecipe = \"ember\"\nsteps = 500\nseeds = 3\ngoal = "
    "195\n";

TEST(Cells, ACellIsReadWithWhatItLeavesOut) {
  const auto cells =
      read_cells(written("good.toml", good + "options = \"--lr 1e-3 --double-dqn\"\niqm = -1.5\n"));
  ASSERT_EQ(cells.size(), 1u);
  EXPECT_EQ(cells[0].name, "a");
  EXPECT_EQ(cells[0].algorithm, "dqn");
  EXPECT_EQ(cells[0].steps, 500);
  EXPECT_EQ(cells[0].seeds, 3);
  EXPECT_EQ(cells[0].goal, 195);
  EXPECT_EQ(cells[0].at_goal, 0);
  EXPECT_EQ(cells[0].iqm, -1.5);
  EXPECT_EQ(cells[0].options, (std::vector<std::string>{"--lr", "1e-3", "--double-dqn"}));
}

TEST(Cells, AWrongCellIsRefusedWithItsPlace) {
  const auto refusal = [](const std::string& text) {
    try {
      read_cells(written("wrong.toml", text));
    } catch (const ember::train::UsageError& error) {
      return error.where.substr(error.where.find("wrong.toml")) + ": " + error.what();
    }
    return std::string("accepted");
  };
  EXPECT_EQ(refusal("[a]\nalgorithm = \"dqn\"\n"), "wrong.toml: cell a has no env");
  EXPECT_EQ(refusal(good + "sedes = 3\n"), "wrong.toml:8:9: a cell has no 'sedes'");
  EXPECT_EQ(refusal(good + "iqm = \"high\"\n").substr(0, 15), "wrong.toml:8:7:");
  EXPECT_EQ(refusal("[a]\nseeds = 1\nseeds = 2\n").substr(0, 13), "wrong.toml:3:");
  EXPECT_EQ(refusal("[a]\nsteps = 1.5\n" + good.substr(4, 55)).substr(0, 13), "wrong.toml:2:");
  std::string none = good;
  none.replace(none.find("seeds = 3"), 9, "seeds = 0");
  EXPECT_EQ(refusal(none), "wrong.toml: cell a: steps and seeds must be from 1 on");
  EXPECT_EQ(refusal("[a\n").substr(0, 12), "wrong.toml:1");
  EXPECT_THROW(read_cells("nowhere.toml"), ember::IoError);
}

TEST(Cells, RunsAreReadAsTheyWereWritten) {
  RunResult run;
  run.seed = 3;
  run.steps = 1000;
  run.seconds = 1.25;
  run.commit = "0123abc";
  run.isa = "avx2";
  run.weights = "00ff00ff";
  run.evaluations = {{500, 0.5, 20.125}, {1000, 1.125, 195.5}};
  run.returns = {500, 0.1, -1.0 / 3};
  RunResult bare = run;  // of a recipe that does not evaluate while it trains
  bare.seed = 4;
  bare.evaluations.clear();
  const auto file = std::filesystem::path(testing::TempDir()) / "ember-cells-runs.csv";
  write_results(file, {{3, run}, {4, bare}});
  const auto read = read_results(file);
  ASSERT_EQ(read.size(), 2u);
  const auto& same = read.at(3);
  EXPECT_EQ(same.steps, 1000);
  EXPECT_EQ(same.seconds, 1.25);
  EXPECT_EQ(same.commit + same.isa + same.weights, "0123abcavx200ff00ff");
  ASSERT_EQ(same.evaluations.size(), 2u);
  EXPECT_EQ(same.evaluations[1].mean, 195.5);
  EXPECT_EQ(same.returns, run.returns);
  EXPECT_EQ(same.until(195).step, 1000);
  EXPECT_EQ(same.until(195).seconds, 1.125);
  EXPECT_TRUE(std::isinf(same.until(500).seconds));
  EXPECT_TRUE(read.at(4).evaluations.empty());
  EXPECT_EQ(read.at(4).returns, run.returns);
  EXPECT_TRUE(read_results("nowhere.csv").empty());
}

TEST(Cells, DamagedRunsAreRefusedWithTheirLine) {
  const std::string header = "seed,steps,seconds,commit,isa,weights,evaluations,returns\n",
                    row = "0,10,1.5,c,avx2,00,5:1.0:2,1 2\n";
  EXPECT_EQ(read_results(written("runs.csv", header + row)).size(), 1u);
  for (const std::string wrong :
       {"0,10,1.5,c,avx2,00,5:1.0:2\n", "x,10,1.5,c,avx2,00,5:1.0:2,1\n", "0,10,1.5,c,avx2,00,5:1.0,1\n",
        "0,10,1.5,c,avx2,00,5:1.0:2,1 2x\n", "0,10,1.5,c,avx2,00,5:1.0:2,1,2\n"}) {
    try {
      read_results(written("runs.csv", header + row + wrong));
      ADD_FAILURE() << wrong;
    } catch (const ember::FormatError& error) {
      EXPECT_NE(std::string(error.what()).find("runs.csv:3: not a run"), std::string::npos) << error.what();
    }
  }
  EXPECT_THROW(read_results(written("runs.csv", row)), ember::FormatError);
}

TEST(Cells, ARunLeavesWhatItsRecordSays) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "ember-cells-run";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "best.safetensors") << "123456789";
  std::ofstream(folder / "run.json")
      << R"({"seed": 7, "steps": 20, "seconds": 0.5, "commit": "c", "isa": "avx2",
    "evaluations": [{"step": 10, "seconds": 0.25, "mean": 3, "std": 0}],
    "evaluation": {"returns": [1, 2, 6]}})";
  const RunResult run = read_run(folder);
  EXPECT_EQ(run.seed, 7u);
  EXPECT_EQ(run.mean(), 3);
  EXPECT_EQ(run.weights, "e3069283");  // the check value of CRC-32C
  EXPECT_EQ(run.until(3).step, 10);
  std::ofstream(folder / "run.json") << R"({"seed": 7, "evaluation": null})";
  EXPECT_THROW(read_run(folder), ember::FormatError);
}

}  // namespace
