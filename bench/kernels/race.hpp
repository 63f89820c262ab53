// Timing on a machine that others use too: short windows, contestants in turn, and the 10th percentile.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace ember::bench {

struct Contestant {
  std::string name;
  std::function<void(int round)> run;  ///< one call of the work; `round` counts calls, to rotate inputs
  double seconds = 0;                  ///< result: 10th percentile over the windows, of one call
};

/// Times all contestants window by window in turn, by processor time on one thread and by wall time on
/// several. Each window repeats the call for about `window_seconds`.
void race(std::vector<Contestant>& contestants, int windows = 60, double window_seconds = 1e-3);

/// Fused multiply-adds of one core per second, times two: the best of AVX2 and AVX-512 register loops, or 0
/// where the processor has neither.
double fma_peak(bool double_precision);

}  // namespace ember::bench
