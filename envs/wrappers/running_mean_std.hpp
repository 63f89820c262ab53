#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <ember/envs/archive.hpp>

namespace ember::envs {

/// Mean and variance of a stream of rows, merged batch by batch (Chan, Golub, LeVeque, "Updating Formulae and
/// a Pairwise Algorithm for Computing Sample Variances", 1979). Starts at mean 0, variance 1 with weight
/// 1e-4, and rounds as gymnasium.wrappers.utils.RunningMeanStd of the same dtype.
template <class Real> class RunningMeanStd {
 public:
  /// Statistics of rows of `size` values.
  explicit RunningMeanStd(std::size_t size) : mean_(size, Real(0)), variance_(size, Real(1)) {}

  /// Takes in a batch of rows, one after the other: [count, size]. Throws ShapeError if the values do not
  /// fill rows.
  void update(std::span<const Real> rows) {
    const std::size_t size = mean_.size();
    if (size == 0 || rows.size() % size != 0) {
      throw ShapeError("RunningMeanStd.update: " + std::to_string(rows.size()) + " values are no rows of " +
                       std::to_string(size));
    }
    const std::size_t rows_count = rows.size() / size;
    if (rows_count == 0) return;
    const auto n = static_cast<Real>(rows_count);
    const auto weight = static_cast<Real>(count_);
    const auto total = static_cast<Real>(count_ + static_cast<double>(rows_count));
    for (std::size_t k = 0; k < size; ++k) {
      Real sum = 0;
      for (std::size_t i = 0; i < rows_count; ++i) sum += rows[i * size + k];
      const Real mean = sum / n;
      Real squares = 0;
      for (std::size_t i = 0; i < rows_count; ++i) {
        const Real distance = rows[i * size + k] - mean;
        squares += distance * distance;
      }
      const Real delta = mean - mean_[k];
      const Real spread = variance_[k] * weight + squares / n * n + delta * delta * weight * n / total;
      mean_[k] = mean_[k] + delta * n / total;
      variance_[k] = spread / total;
    }
    count_ += static_cast<double>(rows_count);
  }

  std::span<const Real> mean() const { return mean_; }
  std::span<const Real> variance() const { return variance_; }

  /// Rows taken in, and the 1e-4 of the start.
  double count() const { return count_; }

  /// (rows - mean) / sqrt(variance + epsilon), in place; `rows` is [count, size].
  void normalize(std::span<Real> rows, Real epsilon) const {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t k = i % mean_.size();
      rows[i] = (rows[i] - mean_[k]) / std::sqrt(variance_[k] + epsilon);
    }
  }

  void serialize(Archive& archive) { archive(mean_, variance_, count_); }

  bool operator==(const RunningMeanStd&) const = default;

 private:
  std::vector<Real> mean_;
  std::vector<Real> variance_;
  double count_ = 1e-4;
};

}  // namespace ember::envs
