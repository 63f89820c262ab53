#include <ember/train/csv_file.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/run_folder.hpp>
#include <ember/train/run_record.hpp>
#include <ember/train/version.hpp>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <locale>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

namespace {
using namespace ember::train;
namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

// Files of a folder, without those in folders below.
size_t count(const fs::path& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// A folder that is gone after the test.
class Folder : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "ember-run-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { fs::remove_all(folder); }

  // Runs work in a child process and gives its exit status, or 128 + the signal that ended it.
  static int in_child(const std::function<int()>& work) {
    const pid_t child = fork();
    if (child == 0) _exit(work());
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

  // Every file that this process writes may have this many bytes, as on a full disk.
  static void limit_file_size(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    setrlimit(RLIMIT_FSIZE, &limit);
  }

  fs::path folder;
};

class Csv : public Folder {};
class Run : public Folder {};

TEST_F(Csv, HoldsTheHeaderAndTheRowsOfEachFlush) {
  CsvFile csv(folder / "a.csv", {"step", "loss"});
  csv.append({1, 0.1});
  EXPECT_EQ(text_of(folder / "a.csv"), "");
  csv.flush();
  csv.append({2, NAN});
  csv.append({1e15, 1.0 / 3});
  csv.flush();
  EXPECT_EQ(text_of(folder / "a.csv"), "step,loss\n1,0.1\n2,\n1000000000000000,0.3333333333333333\n");
}

TEST_F(Csv, WritesWhatWaitsWhenItGoes) {
  { CsvFile(folder / "a.csv", {"step"}).append({3}); }
  EXPECT_EQ(text_of(folder / "a.csv"), "step\n3\n");
}

TEST_F(Csv, WritesPointsWhereTheLocaleHasCommas) {
  struct Commas : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale before = std::locale::global(std::locale(std::locale(), new Commas));
  {
    CsvFile csv(folder / "a.csv", {"x"});
    csv.append({1234.5});
  }
  RunRecord run;
  run.seconds = 1234.5;
  const std::string record = json(run);
  std::locale::global(before);
  EXPECT_EQ(text_of(folder / "a.csv"), "x\n1234.5\n");
  EXPECT_NE(record.find("\"seconds\": 1234.5,"), std::string::npos) << record;
}

TEST_F(Csv, ARowOfAnotherLengthIsRefused) {
  CsvFile csv(folder / "a.csv", {"step", "loss"});
  EXPECT_THROW(csv.append({1}), std::invalid_argument);
}

TEST_F(Csv, AFullDiskIsAnErrorAndNotACrash) {
  const int status = in_child([&] {
    limit_file_size(100);
    CsvFile csv(folder / "a.csv", {"step"});
    for (int i = 0; i < 1000; ++i) csv.append({static_cast<double>(i)});
    try {
      csv.flush();
    } catch (const std::system_error&) {
      return 7;
    }
    return 8;
  });
  EXPECT_EQ(status, 7);
}

TEST_F(Run, IsNamedAfterEnvironmentAlgorithmSeedAndTime) {
  const RunFolder run(folder, "CartPole-v1", "dqn", 3);
  EXPECT_EQ(run.path().parent_path(), folder / "CartPole-v1" / "dqn");
  EXPECT_TRUE(std::regex_match(run.path().filename().string(), std::regex("s3-\\d{8}-\\d{6}")));
  run.write("config.toml", "x = 1\n");
  EXPECT_EQ(text_of(run / "config.toml"), "x = 1\n");
}

TEST_F(Run, LatestPointsAtTheLastOne) {
  const RunFolder first(folder, "CartPole-v1", "dqn", 1), second(folder, "CartPole-v1", "dqn", 2);
  second.write("a", "2");
  EXPECT_TRUE(fs::is_symlink(folder / "latest"));
  EXPECT_TRUE(fs::read_symlink(folder / "latest").is_relative());
  EXPECT_EQ(text_of(folder / "latest" / "a"), "2");
}

TEST_F(Run, LatestIsLeftAloneIfItIsNotALink) {
  fs::create_directory(folder / "latest");
  const RunFolder run(folder, "CartPole-v1", "dqn", 1);
  EXPECT_TRUE(fs::is_directory(fs::symlink_status(folder / "latest")));
  EXPECT_EQ(count(folder), 2u);
}

TEST_F(Run, TwoInOneSecondHaveTwoFolders) {
  const RunFolder a(folder, "CartPole-v1", "dqn", 1), b(folder, "CartPole-v1", "dqn", 1),
      c(folder, "CartPole-v1", "dqn", 1);
  EXPECT_NE(a.path(), b.path());
  EXPECT_NE(b.path(), c.path());
}

TEST_F(Run, AFolderThatAnotherProcessWritesIsRefused) {
  const RunFolder mine(folder, "CartPole-v1", "dqn", 1, "trial");
  mine.write("run.json", "{}");
  const int status = in_child([&] {
    try {
      RunFolder other(folder, "CartPole-v1", "dqn", 1, "trial");
    } catch (const UsageError& error) {
      return std::string(error.what()) == "another process is writing this folder" ? 7 : 8;
    }
    return 9;
  });
  EXPECT_EQ(status, 7);
  EXPECT_EQ(text_of(mine / "run.json"), "{}");
}

TEST_F(Run, AFolderWithARunIsRefusedAndKept) {
  RunFolder(folder, "CartPole-v1", "dqn", 1, "trial").write("run.json", "{}");
  try {
    RunFolder again(folder, "CartPole-v1", "dqn", 1, "trial");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "this folder already holds a run");
    EXPECT_EQ(error.where, (folder / "CartPole-v1" / "dqn" / "trial").string());
  }
  EXPECT_EQ(text_of(folder / "CartPole-v1" / "dqn" / "trial" / "run.json"), "{}");
}

TEST_F(Run, ANameThatLeavesTheFolderIsRefused) {
  for (const std::string name : {"../x", "a/b", "..", "."})
    EXPECT_THROW(RunFolder(folder, "CartPole-v1", "dqn", 1, name), UsageError);
}

TEST_F(Run, WhereNothingCanBeWrittenItSaysSoAtOnce) {
  std::ofstream(folder / "file") << "x";
  EXPECT_THROW(RunFolder(folder / "file", "CartPole-v1", "dqn", 1), std::system_error);
  EXPECT_THROW(RunFolder("/proc/ember", "CartPole-v1", "dqn", 1), std::system_error);
}

TEST(RunRecord, HoldsTheNamedFactsInOrder) {
  RunRecord record;
  record.status = "finished";
  record.algorithm = "dqn";
  record.env = "CartPole-v1";
  record.recipe = "ember";
  record.seed = 7;
  record.steps = 50000;
  record.episodes = 300;
  record.updates = 24000;
  record.seconds = 2.5;
  record.evaluation = Evaluation{499.5, 1.5, 100};
  record.solved = true;
  record.solved_at_step = 27500;
  record.isa = "avx2";
  record.threads = 2;
  const auto read = nlohmann::ordered_json::parse(json(record));
  std::vector<std::string> names;
  for (const auto& item : read.items()) names.push_back(item.key());
  EXPECT_EQ(names, (std::vector<std::string>{"status", "algorithm", "env", "recipe", "seed", "steps",
                                             "episodes", "updates", "seconds", "us_per_step", "evaluation",
                                             "solved", "solved_at_step", "evaluations", "version", "commit",
                                             "isa", "threads"}));
  EXPECT_EQ(read["us_per_step"], 50.0);
  EXPECT_EQ(read["evaluation"]["mean"], 499.5);
  EXPECT_EQ(read["evaluation"]["std"], 1.5);
  EXPECT_EQ(read["evaluation"]["episodes"], 100);
  EXPECT_EQ(read["solved_at_step"], 27500);
  EXPECT_EQ(read["version"], version());
  EXPECT_EQ(read["commit"], commit());
}

TEST(RunRecord, WhatDidNotHappenIsNull) {
  const auto read = nlohmann::json::parse(json(RunRecord{}));
  EXPECT_TRUE(read["evaluation"].is_null());
  EXPECT_TRUE(read["solved_at_step"].is_null());
  EXPECT_EQ(read["us_per_step"], 0.0);
  RunRecord diverged;
  diverged.evaluation = Evaluation{NAN, INFINITY, 1};
  EXPECT_TRUE(nlohmann::json::parse(json(diverged))["evaluation"]["mean"].is_null());
}

}  // namespace
