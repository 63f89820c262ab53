// The command `ember`.
#include <ember/train/algorithms.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/nearest_name.hpp>
#include <ember/train/recipes.hpp>
#include <ember/train/version.hpp>

#include <ember/autograd/kernels/table.hpp>
#include <ember/cli/list_envs.hpp>
#include <ember/cli/program.hpp>
#include <ember/cli/results.hpp>

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <vector>

namespace {
using namespace ember::train;
using Arguments = std::span<const std::string>;

// A word of the command line, what it does, and what does it with the arguments after it.
struct Entry {
  std::string name;
  std::string doc;
  int (*run)(Arguments);
};

std::string table(const std::vector<Entry>& entries) {
  std::string text;
  for (const auto& [name, doc, run] : entries)
    text += "  " + name + std::string(14 - std::min<size_t>(name.size(), 13), ' ') + doc + '\n';
  return text;
}

const Entry& find(const std::vector<Entry>& entries, const std::string& word) {
  std::vector<std::string> names;
  for (const auto& entry : entries) {
    if (entry.name == word) return entry;
    names.push_back(entry.name);
  }
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
  throw UsageError("unknown command '" + word + "'", "command line",
                   did_you_mean(word, names, "there are: " + all));
}

bool asks_for_help(const std::string& word) { return word == "--help" || word == "-h" || word == "help"; }

int train(Arguments arguments) {
  std::vector<Entry> entries;
  for (const auto& known : algorithms()) entries.push_back({known.name, known.doc, nullptr});
  const std::string usage = "Usage: ember train ALGORITHM [OPTIONS]\n\n" + table(entries) +
                            "\n`ember train ALGORITHM --help` lists the options of one.\n";
  if (arguments.empty())
    throw UsageError("train needs an algorithm", "command line", "for example: ember train dqn");
  if (asks_for_help(arguments[0])) {
    std::cout << usage;
    return 0;
  }
  return algorithm(arguments[0]).program(arguments[0], arguments.subspan(1));
}

int recipes(Arguments arguments) {
  if (!arguments.empty() && asks_for_help(arguments[0])) {
    std::cout << "Usage: ember recipes [ALGORITHM]\n\nPrints the recipes of one algorithm, or of all.\n";
    return 0;
  }
  for (const auto& name : algorithms_with_recipes()) {
    if (arguments.empty() || name == algorithm(arguments[0]).name) std::cout << recipes_of(name);
  }
  return 0;
}

int envs(Arguments arguments) {
  if (arguments.empty())
    std::cout << ember::cli::list_envs();
  else if (asks_for_help(arguments[0]))
    std::cout
        << "Usage: ember envs [ID]\n       ember envs --check ID\n\nLists the environments, says all about "
           "one, or tries one for what its users rely on.\n";
  else if (arguments[0] == "--check") {
    if (arguments.size() != 2)
      throw UsageError("--check needs an environment", "command line",
                       "for example: ember envs --check CartPole-v1");
    const auto [report, good] = ember::cli::check_env(arguments[1]);
    std::cout << report;
    return good ? 0 : 1;
  } else if (arguments.size() > 1 || arguments[0].starts_with('-')) {
    throw UsageError("unexpected argument '" + arguments[arguments.size() - 1] + "'", "command line",
                     "`ember envs --help` says what it takes");
  } else
    std::cout << ember::cli::describe_env(arguments[0], isatty(STDOUT_FILENO) == 1);
  return 0;
}

const std::vector<Entry> commands = {
    {"train", "train an agent", train},
    {"envs", "list the environments", envs},
    {"recipes", "print the named sets of options", recipes},
    {"results", "rebuild the published table of results", ember::cli::results},
};

int command(Arguments arguments) {
  if (arguments.empty())
    throw UsageError("ember needs a command", "command line", "for example: ember train dqn");
  if (asks_for_help(arguments[0])) {
    std::cout << "Usage: ember COMMAND [ARGUMENTS]\n\n"
              << table(commands) << "\n`ember COMMAND --help` says more.\n";
    return 0;
  }
  if (arguments[0] == "--version") {
    std::cout << "ember " << version() << "\ncommit " << commit() << "\nbuilt with " << build()
              << "\nruns on " << ember::kernels::table().name << '\n';
    return 0;
  }
  return find(commands, arguments[0]).run(arguments.subspan(1));
}

}  // namespace

int main(int argc, char** argv) { return ember::cli::run(argc, argv, command); }
