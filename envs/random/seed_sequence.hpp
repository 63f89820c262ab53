#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace ember::envs {

/// Spreads a seed of any size over 256 bits of generator state, so that seeds 0, 1, 2, ... give unrelated
/// streams. Equal to numpy.random.SeedSequence(seed).generate_state(4, uint64); after M. O'Neill's
/// seed_seq_fe. `words`: the seed as little-endian 32-bit words without leading zeros; the seed 0 is one
/// word.
std::array<std::uint64_t, 4> seed_sequence(std::span<const std::uint32_t> words);

}  // namespace ember::envs
