// One seed for a run, a stream of its own for every consumer of random numbers.
#pragma once

#include <cstdint>
#include <string_view>

namespace ember::rl {

/// The seed of the stream `name` of a run: equal names give equal streams, different ones unrelated streams,
/// so that evaluating more often or drawing another batch does not change what the others draw.
constexpr uint64_t stream_seed(uint64_t run_seed, std::string_view name) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a of the name
  for (const char c : name) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  uint64_t z = hash + (run_seed + 1) * 0x9e3779b97f4a7c15;  // the finaliser of splitmix64
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace ember::rl
