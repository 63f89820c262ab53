// The table of results: which runs it is made of, and what each of them returned.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ember::cli {

/// What one line of the table claims: an algorithm on an environment over some seeds.
struct Cell {
  std::string name, algorithm, env, recipe;
  std::vector<std::string> options;         ///< further arguments of `ember train`
  int64_t steps = 0, seeds = 0;             ///< of each run; seeds are 0, 1, ...
  double goal = 0;                          ///< the mean return that counts as reached
  int64_t at_goal = 0;                      ///< so many runs are to reach it; 0: that many are not asked for
  std::optional<double> iqm;                ///< what the interquartile mean is to reach
  std::string zoo, cleanrl, rltools, note;  ///< figures of other projects, and what to know
};

/// A greedy evaluation while a run trained.
struct Evaluated {
  int64_t step;
  double seconds, mean;
};

/// What one run left.
struct RunResult {
  uint64_t seed = 0;
  int64_t steps = 0;
  double seconds = 0;
  std::string commit, isa;
  std::string weights;  ///< CRC-32C of best.safetensors
  std::vector<Evaluated> evaluations;
  std::vector<double> returns;  ///< of the best weights, one for each of the closing evaluation's episodes

  double mean() const;
  /// Steps and seconds until an evaluation first reached `goal`; infinite if none did.
  Evaluated until(double goal) const;
};

/// The runs of a cell by seed.
using RunResults = std::map<uint64_t, RunResult>;

/// The cells of a TOML file, by name. Throws UsageError naming the place of what is wrong.
std::vector<Cell> read_cells(const std::filesystem::path& file);

/// Reads the runs of a cell, none if there is no such file. Throws FormatError with the line.
RunResults read_results(const std::filesystem::path& file);
/// Writes them as CSV, one line for each run, at once. Lists within a field are separated by spaces, the
/// parts of an evaluation by colons.
void write_results(const std::filesystem::path& file, const RunResults& results);

/// What the finished run in this folder left. Throws IoError, FormatError.
RunResult read_run(const std::filesystem::path& folder);

}  // namespace ember::cli
