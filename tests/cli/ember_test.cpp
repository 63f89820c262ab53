// The programs as a user meets them: what they print, where, and with which status they end.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace {
namespace fs = std::filesystem;

struct Result {
  int status;
  std::string out, err;
};

// Runs a line of shell in which $E is the folder of the programs.
Result shell(const std::string& line) {
  std::string folder = testing::TempDir() + "ember-cli-XXXXXX";
  if (!mkdtemp(folder.data())) throw std::runtime_error("no temporary folder");
  const std::string command =
      "cd " + folder + "; E='" EMBER_PROGRAMS "'; { " + line + "\n} >out 2>err </dev/null";
  const int status = std::system(command.c_str());
  const auto text = [&](const char* name) {
    std::ostringstream all;
    all << std::ifstream(fs::path(folder) / name).rdbuf();
    return all.str();
  };
  Result result{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text("out"), text("err")};
  fs::remove_all(folder);
  return result;
}

TEST(Ember, WrongUsageIsThreeLinesOnStandardErrorAndExit2) {
  const std::pair<const char*, const char*> cases[] = {
      {"",
       "error: ember needs a command\n  where: command line\n  what to do: for example: ember train dqn\n"},
      {"tran dqn",
       "error: unknown command 'tran'\n  where: command line\n  what to do: did you mean 'train'?\n"},
      {"train",
       "error: train needs an algorithm\n  where: command line\n  what to do: for example: ember train "
       "dqn\n"},
      {"train dqm",
       "error: unknown algorithm 'dqm'\n  where: command line\n  what to do: did you mean 'dqn'?\n"},
      {"train dqn --sed 1",
       "error: unknown flag '--sed'\n  where: command line\n  what to do: did you mean '--seed'?\n"},
      {"train dqn --steps 1e5x",
       "error: --steps 1e5x: must be a whole number\n  where: command line\n"
       "  what to do: steps: environment steps after which training ends\n"},
      {"train dqn --threads 0",
       "error: --threads 0: must be in [1, 1024]\n  where: command line\n"
       "  what to do: threads: threads for large operations\n"},
      {"train dqn --threads 100000",
       "error: --threads 100000: must be in [1, 1024]\n  where: command line\n"
       "  what to do: threads: threads for large operations\n"},
      {"train dqn --seed",
       "error: --seed needs a value\n  where: command line\n"
       "  what to do: `ember train dqn --help` lists all options\n"},
      {"recipes dqq",
       "error: unknown algorithm 'dqq'\n  where: command line\n  what to do: did you mean 'dqn'?\n"},
  };
  for (const auto& [arguments, message] : cases) {
    const auto result = shell(std::string("$E/ember ") + arguments);
    EXPECT_EQ(result.status, 2) << arguments;
    EXPECT_EQ(result.err, message);
    EXPECT_EQ(result.out, "");
  }
}

TEST(Ember, AWrongFileIsToldWithLineAndColumn) {
  const auto result = shell("printf 'seed = 1\\nstepz = 5\\n' >my.toml; $E/ember train dqn --config my.toml");
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(result.err,
            "error: unknown key 'stepz'\n  where: my.toml:2:9\n  what to do: did you mean 'steps'?\n");
}

TEST(Ember, HelpGoesToStandardOutputWithExit0) {
  for (const char* command :
       {"$E/ember --help", "$E/ember -h", "$E/ember help", "$E/ember train --help",
        "$E/ember train dqn --help", "$E/ember recipes --help", "$E/train_dqn --help"}) {
    const auto result = shell(command);
    EXPECT_EQ(result.status, 0) << command;
    EXPECT_EQ(result.err, "") << command;
    EXPECT_EQ(result.out.rfind("Usage: ember", 0), 0u) << command;
  }
}

TEST(Ember, AnInstructionSetThatIsNotThereIsRefused) {
  const auto result = shell("EMBER_ISA=avx1024 $E/ember --version");
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(
      result.err.rfind("error: EMBER_ISA=avx1024: not an instruction set here\n  where: environment\n", 0),
      0u)
      << result.err;
  EXPECT_NE(shell("EMBER_ISA=baseline $E/ember --version").out.find("\nruns on baseline\n"),
            std::string::npos);
}

TEST(Ember, VersionNamesReleaseCommitAndCompiler) {
  const auto result = shell("$E/ember --version");
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out.rfind("ember 0.", 0), 0u);
  EXPECT_NE(result.out.find("\ncommit "), std::string::npos);
  EXPECT_NE(result.out.find("\nbuilt with "), std::string::npos);
}

TEST(Ember, EnvsListsEachAndDescribesOne) {
  const auto all = shell("$E/ember envs");
  EXPECT_EQ(all.status, 0);
  EXPECT_NE(all.out.find("CartPole-v1                 2 choices     500         475\n"), std::string::npos)
      << all.out;
  const auto one = shell("$E/ember envs CartPole-v1");
  EXPECT_EQ(one.status, 0);
  EXPECT_NE(one.out.find("action       Discrete(2)"), std::string::npos) << one.out;
}

TEST(Ember, AnUnknownEnvironmentGetsASuggestionAndExit2) {
  const auto result = shell("$E/ember envs Cartpol-v1");
  EXPECT_EQ(result.status, 2);
  EXPECT_NE(result.err.find("CartPole-v1"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("`ember envs` lists all"), std::string::npos) << result.err;
}

TEST(Ember, RecipesPrintsTheNamedSetsOfAnAlgorithm) {
  const auto result = shell("$E/ember recipes dqn");
  EXPECT_EQ(result.status, 0);
  EXPECT_NE(result.out.find("[ember]"), std::string::npos);
  EXPECT_NE(result.out.find("[notebook]"), std::string::npos);
}

TEST(Ember, EveryRecipeHoldsOnlyKnownOptionsWithinTheirRules) {
  for (const char* recipe : {"ember", "notebook"}) {
    const auto result = shell(std::string("$E/ember train dqn --help --recipe ") + recipe);
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_NE(result.out.find(std::string("those of the recipe ") + recipe), std::string::npos);
  }
}

TEST(Ember, AProgramOfItsOwnTakesTheSameOptions) {
  EXPECT_EQ(shell("$E/train_dqn --help").out, shell("$E/ember train dqn --help").out);
  EXPECT_EQ(shell("$E/train_dqn --sed 1").status, 2);
}

TEST(Ember, AClosedOutputIsNoFailure) {
  EXPECT_EQ(shell("$E/ember --help >&-").status, 0);
  EXPECT_EQ(shell("$E/ember --help >&- 2>&- <&-").status, 0);
  EXPECT_EQ(shell("$E/ember tran 2>&-").status, 2);
  EXPECT_EQ(shell("($E/ember recipes; echo $? >status) | true; exit $(cat status)").status, 0);
  EXPECT_EQ(shell("$E/ember --help >/dev/full").status, 0);
}

}  // namespace
