#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <deque>
#include <ember/autograd/error.hpp>
#include <ember/cli/program.hpp>
#include <ember/cli/results.hpp>
#include <ember/cli/statistics.hpp>
#include <ember/nn/io/file.hpp>
#include <ember/train/algorithms.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/nearest_name.hpp>
#include <ember/train/stop_signal.hpp>
#include <iostream>
#include <thread>

namespace ember::cli {
namespace {
namespace fs = std::filesystem;

constexpr const char* usage =
    "Usage: ember results [CELL...] [OPTIONS]\n\n"
    "Runs the cells of the table of results seed by seed, those that are already there left out, and prints\n"
    "them beside the published ones. Without a CELL all of them.\n\n"
    "  --jobs N         runs at the same time, each on one core (all cores)\n"
    "  --seeds N        the first N seeds of each cell alone; 0: run nothing, print what is there\n"
    "  --runs FOLDER    where runs are kept (runs/results)\n"
    "  --table FOLDER   the published table: cells.toml and the returns of every run (bench/results)\n"
    "  --record         publish the runs: add them to the table and write docs/results.md anew\n";

struct Request {
  std::vector<std::string> cells;
  int64_t jobs = std::max(1U, std::thread::hardware_concurrency()), seeds = -1;
  fs::path runs = "runs/results", table = "bench/results";
  bool record = false, help = false;
};

Request parse(std::span<const std::string> arguments) {
  Request request;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    const auto wrong = [&](const std::string& what) {
      return train::UsageError(what, "command line", "`ember results --help` says what it takes");
    };
    const auto value = [&] {
      if (++i == arguments.size()) throw wrong(word + " needs a value");
      return arguments[i];
    };
    const auto number = [&](int64_t least) {
      const std::string text = value();
      char* end = nullptr;
      const long long n = std::strtoll(text.c_str(), &end, 10);
      if (*end != '\0' || text.empty() || n < least)
        throw wrong(fmt::format("{} {}: must be a whole number from {} on", word, text, least));
      return static_cast<int64_t>(n);
    };
    if (word == "--help" || word == "-h")
      request.help = true;
    else if (word == "--jobs")
      request.jobs = number(1);
    else if (word == "--seeds")
      request.seeds = number(0);
    else if (word == "--runs")
      request.runs = value();
    else if (word == "--table")
      request.table = value();
    else if (word == "--record")
      request.record = true;
    else if (word.starts_with('-'))
      throw wrong("unknown flag '" + word + "'");
    else
      request.cells.push_back(word);
  }
  return request;
}

std::vector<Cell> chosen(const std::vector<Cell>& all, const std::vector<std::string>& names) {
  if (names.empty()) return all;
  std::vector<Cell> cells;
  std::vector<std::string> known;
  for (const auto& cell : all) known.push_back(cell.name);
  for (const auto& name : names) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      throw train::UsageError("no cell '" + name + "'", "command line",
                              train::did_you_mean(name, known, "`ember results --seeds 0` lists them"));
    cells.push_back(all[static_cast<size_t>(found - known.begin())]);
  }
  return cells;
}

struct Job {
  const Cell* cell;
  uint64_t seed;
  fs::path folder;  // of all runs
  fs::path file;    // of the cell's results

  std::string name() const { return fmt::format("{}-{}", cell->name, seed); }
  fs::path run_folder() const { return folder / cell->env / cell->algorithm / name(); }
};

// The run as a process of its own, as the whole process belongs to a run: its threads, dtype and seed.
pid_t start(const Job& job) {
  const Cell& cell = *job.cell;
  std::vector<std::string> arguments = {"--recipe",
                                        cell.recipe,
                                        "--env",
                                        cell.env,
                                        "--steps",
                                        std::to_string(cell.steps),
                                        "--seed",
                                        std::to_string(job.seed),
                                        "--out",
                                        job.folder.string(),
                                        "--name",
                                        job.name(),
                                        "--progress",
                                        "none",
                                        "--checkpoint-seconds",
                                        "0"};
  arguments.insert(arguments.end(), cell.options.begin(), cell.options.end());
  fs::remove_all(job.run_folder());  // of a run that was stopped
  std::cout.flush();
  const pid_t child = fork();
  require<IoError>(child >= 0, "results: cannot start another process");
  if (child > 0) return child;
  if (const int nowhere = open("/dev/null", O_WRONLY); nowhere >= 0) dup2(nowhere, STDOUT_FILENO);
  const int status =
      guarded([&] { return train::algorithm(cell.algorithm).program(cell.algorithm, arguments); });
  std::_Exit(status);
}

// Keeps the result and drops the folder, which holds nothing more.
void finish(const Job& job) {
  RunResults results = read_results(job.file);
  const RunResult run = read_run(job.run_folder());
  results[job.seed] = run;
  write_results(job.file, results);
  fs::remove_all(job.run_folder());
  std::cout << fmt::format("{:<28} seed {:>2}: {:>8.1f} after {} steps in {:.1f} s\n", job.cell->name,
                           job.seed, run.mean(), run.steps, run.seconds)
            << std::flush;
}

// Runs the jobs, at most `at_once` at a time. The exit status.
int run_all(std::deque<Job> waiting, size_t at_once) {
  std::map<pid_t, Job> running;
  int status = 0;
  bool told = false;  // the runs of the signal to stop
  while (!running.empty() || (!waiting.empty() && train::stop_signal() == 0)) {
    while (running.size() < at_once && !waiting.empty() && train::stop_signal() == 0) {
      running.emplace(start(waiting.front()), waiting.front());
      waiting.pop_front();
    }
    int ended = 0;
    const pid_t child = waitpid(-1, &ended, WNOHANG);
    if (child <= 0) {
      if (train::stop_signal() != 0 && !told)
        for (const auto& [process, job] : running) kill(process, train::stop_signal());
      told = train::stop_signal() != 0;
      usleep(10'000);
      continue;
    }
    const auto job = running.extract(child);
    if (job.empty()) continue;
    if (ended == 0) {
      finish(job.mapped());
    } else if (train::stop_signal() == 0) {
      std::cerr << "error: " << job.mapped().name() << " did not finish\n";
      status = 1;
    }
  }
  return train::stop_signal() != 0 ? 128 + train::stop_signal() : status;
}

// Own runs beside the published ones; whether those that must be equal are.
bool compare(const std::vector<Cell>& cells, const Request& request) {
  bool equal = true;
  std::cout << fmt::format("{:<28} {:>9}  {:<30} {:<30} {}\n", "cell", "at goal", "IQM [95 %]", "published",
                           "same weights");
  for (const Cell& cell : cells) {
    const CellResults own{cell, read_results(request.runs / (cell.name + ".csv"))},
        published{cell, read_results(request.table / "returns" / (cell.name + ".csv"))};
    int64_t same = 0, comparable = 0;
    for (const auto& [seed, run] : own.runs) {
      const auto other = published.runs.find(seed);
      if (other == published.runs.end() || other->second.isa != run.isa) continue;
      ++comparable;
      if (other->second.weights == run.weights && other->second.returns == run.returns) ++same;
    }
    equal = equal && same == comparable;
    std::cout << fmt::format("{:<28} {:>3} of {:>2}  {:<30} {:<30} {} of {}\n", cell.name, reached(own),
                             own.runs.size(), iqm_text(own.runs), iqm_text(published.runs), same, comparable);
  }
  return equal;
}

void publish(const std::vector<Cell>& cells, const std::vector<Cell>& all, const Request& request) {
  for (const Cell& cell : cells) {
    const fs::path file = request.table / "returns" / (cell.name + ".csv");
    RunResults published = read_results(file);
    for (const auto& [seed, run] : read_results(request.runs / (cell.name + ".csv"))) published[seed] = run;
    if (!published.empty()) write_results(file, published);
  }
  std::vector<CellResults> everything;
  for (const Cell& cell : all)
    everything.push_back({cell, read_results(request.table / "returns" / (cell.name + ".csv"))});
  const std::string page = results_page(everything);
  io::write_file((request.table / "../../docs/results.md").lexically_normal().string(),
                 {reinterpret_cast<const uint8_t*>(page.data()), page.size()});
}

}  // namespace

std::string iqm_text(const RunResults& runs) {
  if (runs.empty()) return "-";
  std::vector<double> means;
  for (const auto& [seed, run] : runs) means.push_back(run.mean());
  const auto [low, high] = iqm_interval({means});
  return fmt::format("{:.2f} [{:.2f}, {:.2f}]", iqm(means), low, high);
}

int64_t reached(const CellResults& results) {
  return std::count_if(results.runs.begin(), results.runs.end(),
                       [&](const auto& entry) { return entry.second.mean() >= results.cell.goal; });
}

int results(std::span<const std::string> arguments) {
  const Request request = parse(arguments);
  if (request.help) {
    std::cout << usage;
    return 0;
  }
  const std::vector<Cell> all = read_cells(request.table / "cells.toml"), cells = chosen(all, request.cells);
  std::deque<Job> jobs;
  for (const Cell& cell : cells) {
    const fs::path file = request.runs / (cell.name + ".csv");
    const RunResults there = read_results(file);
    const int64_t seeds = request.seeds < 0 ? cell.seeds : std::min(request.seeds, cell.seeds);
    for (uint64_t seed = 0; seed < static_cast<uint64_t>(seeds); ++seed)
      if (there.count(seed) == 0) jobs.push_back({&cell, seed, request.runs / "unfinished", file});
  }
  if (const int status = run_all(jobs, static_cast<size_t>(request.jobs)); status != 0) return status;
  const bool equal = compare(cells, request);
  if (request.record) publish(cells, all, request);
  return equal || request.record ? 0 : 1;
}

}  // namespace ember::cli
