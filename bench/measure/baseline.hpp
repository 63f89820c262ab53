// Comparing a run with an earlier one.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace ember::bench {

/// One row of a run.
struct Measured {
  std::string name;
  double seconds, noise, gflops, intensity;  ///< noise: relative; intensity: FLOP per byte of the operands
};

/// The rows of an earlier run, from its --benchmark_out file.
class Baseline {
 public:
  /// False when the file cannot be read or is no such file.
  bool read(const std::string& path);
  bool is_empty() const { return rows_.empty(); }
  /// The names of the rows that became slower beyond the noise of both runs.
  std::vector<std::string> slower(const std::vector<Measured>& now) const;
  /// Gives each row of `now` that this run has too the smaller time of both.
  void lower(std::vector<Measured>& now) const;
  /// Prints the rows that became slower or faster beyond the noise of both runs, and whether none became
  /// slower.
  bool is_met_by(const std::vector<Measured>& now) const;

 private:
  /// The row of this run, the ratio of the times, and the ratio that noise allows; null when there is none.
  struct Comparison {
    const Measured* before;
    double ratio, room;
  };
  Comparison compare(const Measured& row) const;
  std::map<std::string, Measured> rows_;
};

}  // namespace ember::bench
