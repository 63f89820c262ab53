// How the exploration rate falls.
#pragma once

#include <algorithm>
#include <cstdint>

namespace ember::rl {

/// From `start` at step 0 in a straight line to `end` at step `steps`, and `end` from then on.
constexpr double linear_schedule(double start, double end, int64_t steps, int64_t step) {
  if (step >= steps) return end;
  return start + (end - start) * static_cast<double>(step) / static_cast<double>(steps);
}

}  // namespace ember::rl
