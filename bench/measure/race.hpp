// Timing on a machine that others use too: short windows, contestants in turn, and the 10th percentile.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ember::bench {

struct Contestant {
  std::string name;
  std::function<void(int round)> run;  ///< one call of the work; `round` counts calls, to rotate inputs
  std::function<void()> prepare = {};  ///< if given, runs before each call and is not timed
  double seconds = 0;                  ///< result: 10th percentile over the windows, of one call
  double noise = 0;  ///< result: by how much the same of every other window differs, relative to it
};

/// Times all contestants window by window in turn, by processor time on one thread and by wall time on
/// several. Each window repeats the call for about `window_seconds`.
void race(std::vector<Contestant>& contestants, int windows = 60, double window_seconds = 1e-3);

/// Floating-point operations per second of one core, two per fused multiply-add: the best of AVX2 and AVX-512
/// register loops, or 0 where the processor has neither.
double fma_peak(bool double_precision);

/// Bytes per second that one core reads from an array of `bytes` bytes, again and again.
double read_rate(int64_t bytes);

}  // namespace ember::bench
