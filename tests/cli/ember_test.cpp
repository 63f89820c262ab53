// The programs as a user meets them: what they print, where, and with which status they end.
#include "shell.hpp"

#include <ember/train/algorithms.hpp>
#include <ember/train/recipes.hpp>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace {
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
       "  what to do: threads: threads for large operations and for many environments\n"},
      {"train dqn --threads 100000",
       "error: --threads 100000: must be in [1, 1024]\n  where: command line\n"
       "  what to do: threads: threads for large operations and for many environments\n"},
      {"train dqn --hidden 1000000000",
       "error: --hidden 1000000000: must be in [1, 65536], two in a row with a product of at most 67108864\n"
       "  where: command line\n  what to do: hidden: widths of the hidden layers\n"},
      {"train ppo --hidden 65536,65536",
       "error: --hidden 65536,65536: must be in [1, 65536], two in a row with a product of at most 67108864\n"
       "  where: command line\n  what to do: hidden: widths of the hidden layers\n"},
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
  EXPECT_NE(one.out.find("the same numbers to the bit"), std::string::npos) << one.out;
  EXPECT_NE(shell("$E/ember envs LunarLander-v3").out.find("2.4"), std::string::npos);
}

TEST(Ember, EnvsChecksOne) {
  const auto good = shell("$E/ember envs --check Pendulum-v1");
  EXPECT_EQ(good.status, 0) << good.err;
  EXPECT_NE(good.out.find("Pendulum-v1: deterministic"), std::string::npos) << good.out;
  EXPECT_EQ(shell("$E/ember envs --check").status, 2);
  EXPECT_EQ(shell("$E/ember envs --check Pendulun-v1").status, 2);
  EXPECT_EQ(shell("$E/ember envs --chek Pendulum-v1").status, 2);
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
  int recipes = 0;
  for (const auto& algorithm : ember::train::algorithms()) {
    std::istringstream lines(std::string(ember::train::recipes_of(algorithm.name)));
    for (std::string line; std::getline(lines, line);) {
      if (line.empty() || line[0] != '[') continue;
      const std::string name = line.substr(1, line.find(']') - 1);
      const size_t dot = name.find('.');
      const std::string env = dot == std::string::npos ? "" : " --env " + name.substr(dot + 1);
      const auto result =
          shell("$E/ember train " + algorithm.name + " --help --recipe " + name.substr(0, dot) + env);
      EXPECT_EQ(result.status, 0) << algorithm.name << " " << name << ": " << result.err;
      EXPECT_NE(result.out.find("those of the recipe " + name.substr(0, dot)), std::string::npos);
      ++recipes;
      if (dot != std::string::npos) {
        EXPECT_NO_THROW(ember::train::make_env(name.substr(dot + 1), algorithm.name)) << name;
      }
    }
  }
  EXPECT_GE(recipes, 2);
}

TEST(Ember, EveryAlgorithmHasRecipesAndAProgramOfItsOwnWithTheSameOptions) {
  for (const auto& algorithm : ember::train::algorithms()) {
    EXPECT_NE(ember::train::recipes_of(algorithm.name).find("[ember]"), std::string::npos) << algorithm.name;
    const auto own = shell("$E/train_" + algorithm.name + " --help");
    EXPECT_EQ(own.status, 0) << own.err;
    EXPECT_EQ(own.out, shell("$E/ember train " + algorithm.name + " --help").out);
    EXPECT_EQ(shell("$E/train_" + algorithm.name + " --sed 1").status, 2);
  }
}

TEST(Ember, AnEnvironmentThatDoesNotFitIsRefusedNamingWhatWould) {
  const auto result = shell("$E/ember train dqn --env Pendulum-v1");
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err.rfind("error: dqn chooses among actions; Pendulum-v1 has observations Box(", 0), 0u)
      << result.err;
  EXPECT_NE(result.err.find("\n  where: --env Pendulum-v1\n  what to do: for Pendulum-v1: "),
            std::string::npos)
      << result.err;
  EXPECT_NE(result.err.find("for dqn: Acrobot-v1, "), std::string::npos) << result.err;
}

// tests/oracle/notebook_twin.py recorded what PyTorch does with seed 0: 1000 updates and the episodes they
// take.
TEST(Ember, TheNotebooksRecipeRepeatsThePythonProgramsLossesAndReturns) {
  const auto result = shell(
      "$E/ember train dqn --recipe notebook --seed 0 --float64 --log-every 1 --steps 1063 --final-episodes 1 "
      "--progress none --name twin && cat runs/CartPole-v1/dqn/twin/metrics.csv >&2 && "
      "cut -d, -f3 runs/CartPole-v1/dqn/twin/episodes.csv >&2");
  ASSERT_EQ(result.status, 0) << result.err;
  std::istringstream rows(result.err);
  std::ifstream recorded(EMBER_TEST_DATA "/notebook_twin_dqn_f64.txt");
  std::vector<double> losses, returns;
  for (std::string line; std::getline(recorded, line);) {
    if (line.rfind("episode", 0) == 0) returns.push_back(std::stod(line.substr(8)));
    if (line.rfind("update", 0) == 0) losses.push_back(std::stod(line.substr(9)));
  }
  std::string line;
  ASSERT_TRUE(std::getline(rows, line));
  int compared = 0;
  for (const double expected : losses) {
    ASSERT_TRUE(std::getline(rows, line));
    std::istringstream cells(line);
    for (int i = 0; i < 4; ++i) std::getline(cells, line, ',');
    if (std::isnan(expected)) {
      EXPECT_EQ(line, "");
      continue;
    }
    ASSERT_NEAR(std::stod(line), expected, 1e-12 * expected) << "update " << compared + 1;
    ++compared;
  }
  EXPECT_EQ(compared, 1000);
  ASSERT_TRUE(std::getline(rows, line));
  EXPECT_EQ(line, "return");
  for (const double expected : returns) {
    ASSERT_TRUE(std::getline(rows, line));
    EXPECT_EQ(std::stod(line), expected);
  }
}

TEST(Ember, AClosedOutputIsNoFailure) {
  EXPECT_EQ(shell("$E/ember --help >&-").status, 0);
  EXPECT_EQ(shell("$E/ember --help >&- 2>&- <&-").status, 0);
  EXPECT_EQ(shell("$E/ember tran 2>&-").status, 2);
  EXPECT_EQ(shell("($E/ember recipes; echo $? >status) | true; exit $(cat status)").status, 0);
}

TEST(Ember, AFullDiskIsAFailure) {
  const auto result = shell("$E/ember --help >/dev/full");
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.err, "error: standard output cannot be written: No space left on device\n");
}

// Layers wide enough that their products are shared out among the threads.
class Threads : public testing::TestWithParam<const char*> {};

TEST_P(Threads, LeaveTheSameBytesWhetherOneTwoOrFour) {
  const auto result = shell(
      "for n in 1 2 4; do $E/ember train " + std::string(GetParam()) +
      " --eval-every 0 --final-episodes 1 --progress none --out runs/$n --threads $n --name t || exit 1; "
      "done >&2; cd runs; at=$(cd 1 && echo */*/t); for n in 2 4; do "
      "cmp 1/$at/last.safetensors $n/$at/last.safetensors || exit 1; done; "
      "grep -q '\"updates\": 0,' 1/$at/run.json && exit 1; cat 1/$at/run.json; exit 0");
  EXPECT_EQ(result.status, 0) << result.out << result.err;
}

std::string first_word(const testing::TestParamInfo<const char*>& info) {
  const std::string arguments = info.param;
  return arguments.substr(0, arguments.find(' '));
}

INSTANTIATE_TEST_SUITE_P(
    All, Threads,
    testing::Values("dqn --steps 1100 --hidden 256,512 --batch-size 256",
                    "double_dqn --steps 1100 --hidden 256,512 --batch-size 256",
                    "dueling_dqn --steps 1100 --hidden 256,512 --batch-size 256",
                    "c51 --steps 1040 --hidden 128,128 --batch-size 256",
                    "rainbow --steps 1040 --hidden 128,128 --batch-size 256",
                    "reinforce --steps 200 --hidden 64,4096", "actor_critic --steps 5 --hidden 32,65536",
                    "a2c --steps 320 --hidden 64,1024", "a3c --steps 200 --hidden 64,4096",
                    "ppo --steps 512 --hidden 256,256", "sac --steps 150 --hidden 256,256 --batch-size 256",
                    "td3 --steps 250 --hidden 256,256 --batch-size 256", "q_learning --steps 2000",
                    "sarsa --steps 2000"),
    first_word);

TEST(Ember, ARunEndsWellUnderTightLimits) {
  const std::string train =
      "$E/ember train dqn --steps 1100 --eval-every 0 --final-episodes 1 --progress none --name a";
  EXPECT_EQ(shell("ulimit -s 256; " + train).status, 0);
  EXPECT_EQ(shell("ulimit -n 16; " + train).status, 0);
  EXPECT_EQ(shell("export OMP_NUM_THREADS=0; " + train).status, 0);
#if !defined(__SANITIZE_ADDRESS__)  // which needs files itself
  const auto refused = shell("ulimit -n 5; " + train);
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.err.find("Too many open files"), std::string::npos) << refused.err;
#endif
}

// The run that the tests of --resume compare with, stop and go on with.
const std::string train_3000 =
    "train='--no-stop-when-solved --progress none --eval-every 500 --eval-episodes 2 --final-episodes 1 "
    "--log-every 500 --out runs'; runs=runs/CartPole-v1/dqn; "
    "$E/ember train dqn $train --steps 3000 --name whole || exit 1; ";

TEST(Ember, ARunThatWasStoppedGoesOnToTheSameBytes) {
  const auto result = shell(
      train_3000 +
      "$E/ember train dqn $train --steps 1777 --name parts && "
      "$E/ember train dqn --resume $runs/parts --steps 2222 && "
      "$E/ember train dqn --resume runs/latest --steps 3000 && "
      "for file in best.safetensors last.safetensors; do cmp $runs/whole/$file $runs/parts/$file || exit 1; "
      "done; for run in whole parts; do cut -d, -f1-4,6- $runs/$run/episodes.csv >$run.episodes; "
      "cut -d, -f1,3- $runs/$run/metrics.csv >$run.metrics; done; "
      "cmp whole.episodes parts.episodes && cmp whole.metrics parts.metrics");
  EXPECT_EQ(result.status, 0) << result.out << result.err;
}

TEST(Ember, ARunOfEveryAlgorithmGoesOnToTheSameBytes) {
  for (const char* algorithm :
       {"q_learning", "sarsa", "c51", "rainbow", "reinforce", "actor_critic", "a2c",
        "ppo --no-anneal-lr --no-anneal-clip", "sac --learning-starts 200", "td3 --learning-starts 200"}) {
    const auto result =
        shell("run() { $E/ember train \"$@\" || exit 1; }; set -- " + std::string(algorithm) +
              " --no-stop-when-solved --progress none --eval-every 0 --final-episodes 1 --log-every 100; "
              "run \"$@\" --steps 1300 --name whole; run \"$@\" --steps 555 --name parts; "
              "all=$(ls -d runs/*/$1); run $1 --resume $all/parts --steps 1300; "
              "cmp $all/whole/last.safetensors $all/parts/last.safetensors");
    EXPECT_EQ(result.status, 0) << algorithm << result.out << result.err;
  }
  const auto refused = shell(
      "$E/ember train a3c --steps 200 --progress none --name a --final-episodes 1 && "
      "$E/ember train a3c --resume runs/CartPole-v1/a3c/a");
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("a run of a3c cannot go on"), std::string::npos) << refused.err;
}

TEST(Ember, ARunThatWasKilledGoesOnToTheSameBytes) {
  const auto result =
      shell(train_3000 +
            "$E/ember train dqn $train --steps 3000 --checkpoint-seconds 0.02 --name killed & pid=$!; "
            "while ! [ -e $runs/killed/checkpoint ]; do sleep 0.01; done; kill -9 $pid; wait $pid; "
            "$E/ember train dqn --resume $runs/killed --steps 3000 && "
            "cmp $runs/whole/last.safetensors $runs/killed/last.safetensors");
  EXPECT_EQ(result.status, 0) << result.out << result.err;
}

TEST(Ember, AWrongCheckpointIsRefusedAndLeftAsItIs) {
  const std::string prepared =
      "$E/ember train dqn --steps 1100 --eval-every 0 --final-episodes 1 --progress none "
      "--name a >&2 || exit 9; a=runs/CartPole-v1/dqn/a; ";
  const std::pair<const char*, const char*> cases[] = {
      {"$E/ember train dqn --resume nowhere",
       "No such file or directory: nowhere/config.toml\n"
       "  where: --resume nowhere\n"},
      {"$E/ember train dqn --resume $a --hidden 64", "the state does not fit QNetwork"},
      {"$E/ember train dqn --resume $a --buffer-size 100", "the saved one has room for 50000 transitions"},
      {"$E/ember train dqn --resume $a --env Acrobot-v1", "environment of the checkpoint is CartPole-v1"},
      {"$E/ember train dqn --resume $a --recipe ember", "--resume takes the options of its run"},
      {"rm $a/checkpoint; $E/ember train dqn --resume $a", "there is no checkpoint to go on from"},
      {"echo x >$a/checkpoint; $E/ember train dqn --resume $a", "this is not a checkpoint"},
      {"printf xyz | dd of=$a/checkpoint bs=1 seek=9999 conv=notrunc 2>/dev/null; "
       "$E/ember train dqn --resume $a",
       "this checkpoint is damaged"},
      {"head -c 99999 $a/checkpoint >cut; cat cut >$a/checkpoint; $E/ember train dqn --resume $a",
       "this checkpoint is damaged"},
  };
  for (const auto& [line, answer] : cases) {
    const auto result = shell(prepared + line);
    EXPECT_EQ(result.status, 2) << line << result.err;
    EXPECT_NE(result.err.find(answer), std::string::npos) << line << result.err;
  }
}

#if !defined(__SANITIZE_ADDRESS__)
TEST(Ember, ARunFitsInto200MegabytesOfAddresses) {
  EXPECT_EQ(shell("ulimit -v 200000; $E/ember train dqn --steps 1100 --eval-every 0 --final-episodes 1 "
                  "--progress none --name a")
                .status,
            0);
  const auto refused =
      shell("ulimit -v 200000; $E/ember train dqn --hidden 8000,8000 --progress none --name b");
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.err.find("out of memory"), std::string::npos) << refused.err;
}
#endif

}  // namespace
