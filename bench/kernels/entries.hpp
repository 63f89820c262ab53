// How results of races become Google Benchmark rows.
#pragma once

#include <string>
#include <vector>

#include "race.hpp"

namespace ember::bench {

/// Registers one row per contestant, `group/name`; `make` gives the contestants in the order of `names` when
/// the first row of the group runs. Each row reports its 10th percentile, with GFLOP/s and percent of the
/// peak when `flops` > 0.
void add_race(const std::string& group, double flops, const std::vector<std::string>& names,
              std::function<std::vector<Contestant>()> make);

double peak();  ///< of this run, in FLOP/s

void add_gemm_races();

}  // namespace ember::bench
