// How results of races become Google Benchmark rows, and the command line that all suites share.
#pragma once

#include <string>
#include <vector>

#include "race.hpp"

namespace ember::bench {

/// What one call amounts to; 0 where it is of no interest.
struct Work {
  double flops = 0, bytes = 0, items = 0;
};

/// Registers one row per contestant, `group/name`; `make` gives the contestants in the order of `names` when
/// the first row of the group runs. Each row reports the 10th percentile of its windows, with GFLOP/s and
/// percent of the peak, or items per second, where the work says so.
void add_race(const std::string& group, const Work& work, const std::vector<std::string>& names,
              std::function<std::vector<Contestant>()> make);

double peak();  ///< of this run and all its threads, in FLOP/s

/// Whether the user wants this rival beside Ember.
bool is_asked(const std::string& rival);

/// Another library, whether it was found, and the Debian package that has it.
struct RivalName {
  std::string name;
  bool found;
  std::string package;
};

/// The main() of a suite: takes --vs NAME,..., --threads N, --baseline FILE, --roofline FILE and --help,
/// leaves all other flags to Google Benchmark, calls `add` to register the rows, and runs them. Returns 0, 1
/// when a row is slower than in the baseline by more than the noise of both runs, 2 for a wrong command line.
int run_suite(int argc, char** argv, const std::vector<RivalName>& rivals, const std::function<void()>& add);

}  // namespace ember::bench
