// `ember results`: rebuilds the table of results, and compares with the published one.
#pragma once

#include <ember/cli/cells.hpp>
#include <span>
#include <string>
#include <vector>

namespace ember::cli {

/// Runs what is missing of the cells named (all without names) and prints them beside the published ones.
/// The exit status: 0; 1 if a run failed, or returned other weights than the published one on the same
/// instruction set; 128 and the signal that stopped it. Throws UsageError.
int results(std::span<const std::string> arguments);

/// Runs of one cell.
struct CellResults {
  Cell cell;
  RunResults runs;
};

/// The table as a Markdown page.
std::string results_page(const std::vector<CellResults>& cells);

/// `494.2 [480.1, 500.0]`: the interquartile mean over the runs and its 95 % interval; `-` without runs.
std::string iqm_text(const RunResults& runs);
/// How many of the runs returned the cell's goal.
int64_t reached(const CellResults& results);

}  // namespace ember::cli
