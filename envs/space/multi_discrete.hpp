#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <ember/envs/random/generator.hpp>

namespace ember::envs {

/// Several discrete choices at once: value i lies in {start[i], ..., start[i] + nvec[i] - 1}; a row of
/// nvec.size() numbers (gymnasium.spaces.MultiDiscrete with a vector of counts).
class MultiDiscrete {
 public:
  /// Throws ValueError if a count is below 1, ShapeError if start has another length. No start means zeros.
  explicit MultiDiscrete(std::vector<std::int64_t> nvec, std::vector<std::int64_t> start = {});

  const std::vector<std::int64_t>& nvec() const { return nvec_; }
  const std::vector<std::int64_t>& start() const { return start_; }
  std::size_t size() const { return nvec_.size(); }

  /// True if the row has size() whole numbers, each within its range.
  bool contains(std::span<const float> row) const;

  void seed(Seed seed) { random_.seed(seed); }

  /// One member, each equally likely.
  std::vector<double> sample();

  /// One member where the mask allows each choice; the mask holds nvec[0] entries for the first value, then
  /// nvec[1], and so on. A value with no choice allowed takes its start. Throws ShapeError for another
  /// length.
  std::vector<double> sample_masked(std::span<const std::uint8_t> mask);

  /// One member drawn by probabilities, laid out as the mask. Throws ValueError if a value's do not add up
  /// to 1.
  std::vector<double> sample_weighted(std::span<const double> probabilities);

  /// Entries of a mask: the sum of the counts.
  std::size_t mask_size() const;

  /// `MultiDiscrete([5 2 2])`
  std::string to_string() const;

  void serialize(Archive& archive);

  bool operator==(const MultiDiscrete& other) const { return nvec_ == other.nvec_ && start_ == other.start_; }

 private:
  std::vector<std::int64_t> nvec_;
  std::vector<std::int64_t> start_;
  Generator random_;
};

/// Independent bits, a row of zeros and ones (gymnasium.spaces.MultiBinary).
class MultiBinary {
 public:
  /// A vector of n bits, or an array of any shape. Throws ValueError if a size is below 1.
  explicit MultiBinary(std::int64_t n) : MultiBinary(std::vector<std::int64_t>{n}) {}
  explicit MultiBinary(std::vector<std::int64_t> shape);

  const std::vector<std::int64_t>& shape() const { return shape_; }
  std::size_t size() const;

  /// True if the row has size() zeros and ones.
  bool contains(std::span<const float> row) const;

  void seed(Seed seed) { random_.seed(seed); }

  /// One toss of a fair coin per bit.
  std::vector<double> sample();

  /// Bits fixed where the mask is 0 or 1 and tossed where it is 2. Throws ShapeError for another length,
  /// ValueError for another entry.
  std::vector<double> sample_masked(std::span<const std::uint8_t> mask);

  /// Each bit is 1 with its probability. Throws ShapeError, or ValueError for one outside [0, 1].
  std::vector<double> sample_weighted(std::span<const double> probabilities);

  std::size_t mask_size() const { return size(); }

  /// `MultiBinary(5)` or `MultiBinary((2, 3))`
  std::string to_string() const;

  void serialize(Archive& archive);

  bool operator==(const MultiBinary& other) const { return shape_ == other.shape_; }

 private:
  std::vector<std::int64_t> shape_;
  Generator random_;
};

}  // namespace ember::envs
