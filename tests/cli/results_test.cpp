#include "shell.hpp"

#include <ember/cli/results.hpp>

namespace {
using namespace ember::cli;

// A table of one cell of two short runs, and the command that runs it.
const std::string tiny =
    "mkdir -p table docs; printf '[tiny]\\nalgorithm = \"dqn\"\\nenv = \"CartPole-v1\"\\nrecipe = "
    "\"ember\"\\n"
    "options = \"--eval-every 500 --eval-episodes 1 --final-episodes 3\"\\nsteps = 1100\\nseeds = 2\\ngoal = "
    "1\\n' "
    ">table/cells.toml; results() { $E/ember results --table table \"$@\"; }; ";

TEST(Results, RunsThatAreThereAreNotRunAgain) {
  const auto result =
      shell(tiny +
            "results --jobs 1 --seeds 1 tiny && cp runs/results/tiny.csv first && results --jobs 2 && "
            "results >third && ! grep -q ' seed ' third && head -n 2 runs/results/tiny.csv | cmp - first && "
            "wc -l <runs/results/tiny.csv && ls runs/results/unfinished/CartPole-v1/dqn | wc -l");
  EXPECT_EQ(result.status, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("tiny                         seed  0:"), std::string::npos) << result.out;
  EXPECT_EQ(result.out.substr(result.out.size() - 4), "3\n0\n") << result.out;
}

TEST(Results, ARunInAnotherProcessIsTheSame) {
  const auto result = shell(tiny +
                            "results --jobs 2 >&2 && mv runs/results/tiny.csv two && results --jobs 1 >&2 && "
                            "for f in two runs/results/tiny.csv; do cut -d, -f1,2,4-6,8 $f; done");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out.substr(0, result.out.size() / 2), result.out.substr(result.out.size() / 2));
}

TEST(Results, OtherWeightsThanPublishedAreAFailure) {
  const auto result = shell(
      tiny +
      "mkdir -p bench docs; mv table bench/results; R='$E/ember results --table bench/results'; "
      "eval $R --record >&2 || exit 10; grep -q '| tiny | dqn | ember | 1100 |' docs/results.md || exit 11; "
      "eval $R || exit 12; sed -i -E '2s/,[0-9a-f]{8},/,00000000,/' bench/results/returns/tiny.csv; eval "
      "$R");
  EXPECT_EQ(result.status, 1) << result.out << result.err;
  EXPECT_NE(result.out.find(" 2 of 2\n"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find(" 1 of 2\n"), std::string::npos) << result.out;
}

TEST(Results, ARunThatFailsIsToldAndTheOthersGoOn) {
  const auto result =
      shell(tiny + "sed -i 's/--eval-every/--lr -1 --eval-every/' table/cells.toml; results --jobs 1");
  EXPECT_EQ(result.status, 1);
  EXPECT_NE(result.err.find("error: tiny-0 did not finish\n"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("error: tiny-1 did not finish\n"), std::string::npos) << result.err;
}

TEST(Results, ASignalStopsTheRunsAndKeepsWhatIsFinished) {
  const auto result =
      shell(tiny +
            "sed -i 's/1100/100000000/; s/500/0/' table/cells.toml; $E/ember results --table table --jobs 1 "
            "& pid=$!; "
            "while ! [ -e runs/results/unfinished/CartPole-v1/dqn/tiny-0 ]; do sleep 0.01; done; "
            "kill -TERM $pid; wait $pid");
  EXPECT_EQ(result.status, 143) << result.err;
  EXPECT_EQ(result.err, "");
}

TEST(Results, WrongUsageSaysWhatWouldBeRight) {
  const std::pair<const char*, const char*> cases[] = {
      {"results tinny",
       "error: no cell 'tinny'\n  where: command line\n  what to do: did you mean 'tiny'?\n"},
      {"results --jobs 0",
       "error: --jobs 0: must be a whole number from 1 on\n  where: command line\n"
       "  what to do: `ember results --help` says what it takes\n"},
      {"results --job 1",
       "error: unknown flag '--job'\n  where: command line\n  what to do: `ember results --help` says what "
       "it takes\n"},
      {"results --runs",
       "error: --runs needs a value\n  where: command line\n  what to do: `ember results --help` says what "
       "it takes\n"},
  };
  for (const auto& [line, message] : cases) {
    const auto result = shell(tiny + line);
    EXPECT_EQ(result.status, 2) << line;
    EXPECT_EQ(result.err, message);
  }
  EXPECT_EQ(shell("$E/ember results --table nowhere").status, 1);
}

TEST(ResultsPage, SaysWhatIsMetWhatIsNotAndWhatIsMissing) {
  Cell met;
  met.name = "a";
  met.algorithm = "dqn";
  met.env = "E-v0";
  met.recipe = "ember";
  met.steps = 10;
  met.seeds = 2;
  met.goal = 3;
  met.at_goal = 2;
  met.zoo = "4 +- 1";
  Cell missed = met, part = met;
  missed.name = "b";
  missed.goal = 6;
  missed.iqm = 5;
  part.name = "c";
  part.seeds = 5;
  RunResult low, high;
  low.returns = {2, 4};
  low.evaluations = {{5, 0.5, 4}};
  low.commit = "c1";
  low.isa = "avx2";
  high = low;
  high.returns = {6};
  high.evaluations = {{5, 0.5, 1}, {10, 1.5, 9}};
  const RunResults runs = {{0, low}, {1, high}};
  const std::string page = results_page({{met, runs}, {missed, runs}, {part, {}}});
  EXPECT_NE(page.find("| a | dqn | ember | 10 | 4.50 [3.00, 6.00] | 2 of 2 | 2 of 2 at 3: **yes** | 10 | 1.5 "
                      "| Zoo 4 +- 1 |"),
            std::string::npos)
      << page;
  EXPECT_NE(page.find("| 1 of 2 | 2 of 2 at 6, IQM 5: no | never | never |"), std::string::npos) << page;
  EXPECT_NE(page.find("## What is not run\n\n- c: 0 of 5 seeds\n"), std::string::npos) << page;
  EXPECT_NE(page.find("Commits: c1. Instruction sets: avx2."), std::string::npos) << page;
}

}  // namespace
