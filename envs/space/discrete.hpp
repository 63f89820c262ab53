#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <ember/envs/random/generator.hpp>

namespace ember::envs {

/// The integers {start, ..., start + n - 1}. Samples come from the space's own generator, as in
/// gymnasium.spaces.Discrete; resetting an environment does not touch it.
class Discrete {
 public:
  /// Throws ValueError if n < 1.
  explicit Discrete(std::int64_t n, std::int64_t start = 0);

  std::int64_t n() const { return n_; }
  std::int64_t start() const { return start_; }

  bool contains(std::int64_t value) const { return value >= start_ && value - start_ < n_; }

  void seed(Seed seed) { random_.seed(seed); }

  /// One member, each equally likely.
  std::int64_t sample() { return start_ + random_.integers(n_); }

  /// One member among those whose mask is not zero, each equally likely; `start` if none is. Throws
  /// ShapeError unless the mask has n entries.
  std::int64_t sample_masked(std::span<const std::uint8_t> mask);

  /// One member drawn by probability. Throws ShapeError unless there are n, ValueError if they do not add up
  /// to 1.
  std::int64_t sample_weighted(std::span<const double> probabilities);

  /// `Discrete(4)` or `Discrete(4, start=-1)`.
  std::string to_string() const;

  void serialize(Archive& archive);

  /// Equal members; the generators may differ.
  bool operator==(const Discrete& other) const { return n_ == other.n_ && start_ == other.start_; }

 private:
  std::int64_t n_;
  std::int64_t start_;
  Generator random_;
};

}  // namespace ember::envs
