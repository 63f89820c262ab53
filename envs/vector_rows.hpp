#pragma once

#include <cstdint>
#include <span>

namespace ember::envs {

/// Caller memory for the results of a step of n environments.
struct VectorRows {
  std::span<float> observations;       ///< [n, observation_size], row by row
  std::span<double> rewards;           ///< [n]
  std::span<std::uint8_t> terminated;  ///< [n], 0 or 1
  std::span<std::uint8_t> truncated;   ///< [n], 0 or 1
};

}  // namespace ember::envs
