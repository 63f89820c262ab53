#include <ember/envs/space/multi_discrete.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <ember/envs/space/print.hpp>

namespace ember::envs {
namespace {

void require_entries(const char* what, std::size_t entries, std::size_t wanted) {
  if (entries != wanted) {
    throw ShapeError(std::string(what) + ": wrong number of entries: " + std::to_string(entries) +
                     ", needs " + std::to_string(wanted));
  }
}

std::string print_counts(const std::vector<std::int64_t>& values) {
  std::vector<double> numbers(values.begin(), values.end());
  return print_array(numbers, {static_cast<std::int64_t>(values.size())}, true, false);
}

}  // namespace

MultiDiscrete::MultiDiscrete(std::vector<std::int64_t> nvec, std::vector<std::int64_t> start)
    : nvec_(std::move(nvec)), start_(std::move(start)) {
  if (start_.empty()) start_.assign(nvec_.size(), 0);
  require_entries("MultiDiscrete: start", start_.size(), nvec_.size());
  for (const std::int64_t n : nvec_) {
    if (n < 1) throw ValueError("MultiDiscrete: counts must be positive: " + print_counts(nvec_));
  }
}

bool MultiDiscrete::contains(std::span<const float> row) const {
  if (row.size() != size()) return false;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto low = static_cast<float>(start_[i]), high = static_cast<float>(start_[i] + nvec_[i] - 1);
    if (!(row[i] >= low && row[i] <= high && row[i] == std::floor(row[i]))) return false;
  }
  return true;
}

std::vector<double> MultiDiscrete::sample() {
  std::vector<double> row(size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    row[i] = std::floor(random_.uniform() * static_cast<double>(nvec_[i])) + static_cast<double>(start_[i]);
  }
  return row;
}

std::vector<double> MultiDiscrete::sample_masked(std::span<const std::uint8_t> mask) {
  require_entries("MultiDiscrete.sample: mask", mask.size(), mask_size());
  std::vector<double> row;
  for (std::size_t i = 0; i < size(); ++i) {
    const auto count = static_cast<std::size_t>(nvec_[i]);
    std::vector<std::int64_t> allowed;
    for (std::size_t k = 0; k < count; ++k) {
      if (mask[k] != 0) allowed.push_back(static_cast<std::int64_t>(k));
    }
    mask = mask.subspan(count);
    std::int64_t value = start_[i];
    if (!allowed.empty()) {
      value += allowed[static_cast<std::size_t>(random_.integers(static_cast<std::int64_t>(allowed.size())))];
    }
    row.push_back(static_cast<double>(value));
  }
  return row;
}

std::vector<double> MultiDiscrete::sample_weighted(std::span<const double> probabilities) {
  require_entries("MultiDiscrete.sample: probabilities", probabilities.size(), mask_size());
  std::vector<double> row;
  for (std::size_t i = 0; i < size(); ++i) {
    const auto count = static_cast<std::size_t>(nvec_[i]);
    row.push_back(static_cast<double>(start_[i] + random_.choice(probabilities.first(count))));
    probabilities = probabilities.subspan(count);
  }
  return row;
}

std::size_t MultiDiscrete::mask_size() const {
  return static_cast<std::size_t>(std::accumulate(nvec_.begin(), nvec_.end(), std::int64_t{0}));
}

std::string MultiDiscrete::to_string() const {
  const bool moved = std::any_of(start_.begin(), start_.end(), [](std::int64_t s) { return s != 0; });
  return "MultiDiscrete(" + print_counts(nvec_) + (moved ? ", start=" + print_counts(start_) : "") + ")";
}

MultiBinary::MultiBinary(std::vector<std::int64_t> shape) : shape_(std::move(shape)) {
  for (const std::int64_t n : shape_) {
    if (n < 1) throw ValueError("MultiBinary: sizes must be positive: " + print_shape(shape_));
  }
}

std::size_t MultiBinary::size() const {
  return static_cast<std::size_t>(
      std::accumulate(shape_.begin(), shape_.end(), std::int64_t{1}, std::multiplies<>()));
}

bool MultiBinary::contains(std::span<const float> row) const {
  return row.size() == size() &&
         std::all_of(row.begin(), row.end(), [](float v) { return v == 0 || v == 1; });
}

// NumPy draws small integers a byte at a time, four to a 32-bit draw; the highest bit of the byte is the
// toss.
std::vector<double> MultiBinary::sample() {
  std::vector<double> row(size());
  std::uint32_t bytes = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    bytes = i % 4 == 0 ? random_.next32() : bytes >> 8;
    row[i] = bytes >> 7 & 1;
  }
  return row;
}

std::vector<double> MultiBinary::sample_masked(std::span<const std::uint8_t> mask) {
  require_entries("MultiBinary.sample: mask", mask.size(), size());
  if (std::any_of(mask.begin(), mask.end(), [](std::uint8_t m) { return m > 2; })) {
    throw ValueError("MultiBinary.sample: mask entries must be 0, 1 or 2");
  }
  std::vector<double> row = sample();
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (mask[i] < 2) row[i] = mask[i];
  }
  return row;
}

std::vector<double> MultiBinary::sample_weighted(std::span<const double> probabilities) {
  require_entries("MultiBinary.sample: probabilities", probabilities.size(), size());
  if (!std::all_of(probabilities.begin(), probabilities.end(), [](double p) { return p >= 0 && p <= 1; })) {
    throw ValueError("MultiBinary.sample: probabilities must lie in [0, 1]");
  }
  std::vector<double> row(size());
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = random_.uniform() <= probabilities[i];
  return row;
}

std::string MultiBinary::to_string() const {
  return "MultiBinary(" + (shape_.size() == 1 ? std::to_string(shape_[0]) : print_shape(shape_)) + ")";
}

void MultiDiscrete::serialize(Archive& archive) { archive(nvec_, start_, random_); }

void MultiBinary::serialize(Archive& archive) { archive(shape_, random_); }

}  // namespace ember::envs
