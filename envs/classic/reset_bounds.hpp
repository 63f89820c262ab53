#pragma once

#include <cmath>
#include <string>

#include <ember/envs/error.hpp>

namespace ember::envs {

/// Throws ValueError unless a start may be drawn from [low, high): low <= high, both finite.
inline void require_bounds(const char* what, double low, double high) {
  if (!(low <= high && std::isfinite(low) && std::isfinite(high))) {
    throw ValueError(std::string(what) + ": bounds of the start must be finite, low <= high: " +
                     std::to_string(low) + ", " + std::to_string(high));
  }
}

}  // namespace ember::envs
