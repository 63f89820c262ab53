#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <ember/envs/random/generator.hpp>

namespace ember::envs {

/// The type of a Box's elements, in NumPy's names.
enum class DType : std::uint8_t { float32, float64, int64, int32, uint8, int8 };

/// `float32`, `int64`, ...
std::string to_string(DType dtype);

/// Arrays of a fixed shape whose elements lie between a lower and an upper bound of their own; a bound may be
/// infinite. Bounds are rounded to the dtype. Equal to gymnasium.spaces.Box, samples included.
class Box {
 public:
  /// The same bounds for each element of `shape`. Throws ValueError if a bound is NaN or outside the dtype,
  /// low > high, or an unsigned type has an infinite bound.
  Box(double low, double high, std::vector<std::int64_t> shape, DType dtype = DType::float32);

  /// Bounds per element, row by row. An empty shape means a vector. Throws ShapeError unless both have as
  /// many elements as the shape, and ValueError as above.
  Box(std::vector<double> low, std::vector<double> high, std::vector<std::int64_t> shape = {},
      DType dtype = DType::float32);

  const std::vector<double>& low() const { return low_; }
  const std::vector<double>& high() const { return high_; }
  const std::vector<std::int64_t>& shape() const { return shape_; }
  DType dtype() const { return dtype_; }

  /// The number of elements.
  std::size_t size() const { return low_.size(); }

  /// True if each bound on that side was given as a finite number.
  bool bounded_below() const;
  bool bounded_above() const;
  bool bounded() const { return bounded_below() && bounded_above(); }

  /// True if `values` has size() elements, each within its bounds (NaN is not).
  bool contains(std::span<const float> values) const;
  bool contains(std::span<const double> values) const;

  void seed(Seed seed) { random_.seed(seed); }

  /// One member: uniform between two finite bounds, exponential from one, normal without any. Elements are
  /// drawn in groups, as Gymnasium does: unbounded, bounded below only, above only, both.
  std::vector<double> sample();

  /// The same into caller memory. Throws ShapeError unless `out` has size() elements.
  void sample(std::span<float> out);

  /// As Gymnasium prints it: `Box(-2.0, 2.0, (1,), float32)`.
  std::string to_string() const;

  void serialize(Archive& archive);

  /// Equal members; the generators may differ.
  bool operator==(const Box& other) const {
    return low_ == other.low_ && high_ == other.high_ && shape_ == other.shape_ && dtype_ == other.dtype_;
  }

 private:
  std::vector<double> low_;
  std::vector<double> high_;
  std::vector<std::uint8_t> below_;  // whether the bound was finite when given
  std::vector<std::uint8_t> above_;
  std::vector<std::int64_t> shape_;
  DType dtype_;
  Generator random_;
};

}  // namespace ember::envs
