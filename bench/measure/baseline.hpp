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
  /// Prints the rows that became slower or faster beyond the noise of both runs, and whether none became
  /// slower.
  bool is_met_by(const std::vector<Measured>& now) const;

 private:
  std::map<std::string, Measured> rows_;
};

}  // namespace ember::bench
