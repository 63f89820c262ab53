// The roofline picture (Williams, Waterman and Patterson 2009, "Roofline: an insightful visual performance
// model").
#pragma once

#include "baseline.hpp"

namespace ember::bench {

/// Writes an SVG with every row that states its work: GFLOP/s over FLOP per byte, under the peak of
/// arithmetic and the measured rates at which caches and memory deliver. Throws std::runtime_error when the
/// file cannot be written.
void draw_roofline(const std::string& path, const std::vector<Measured>& rows, double peak);

}  // namespace ember::bench
