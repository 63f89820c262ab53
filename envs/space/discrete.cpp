#include <ember/envs/space/discrete.hpp>

#include <vector>

namespace ember::envs {
namespace {

void require_entries(const char* what, std::size_t entries, std::int64_t n) {
  if (entries != static_cast<std::size_t>(n)) {
    throw ShapeError(std::string("Discrete.sample: ") + what +
                     " must have n entries: " + std::to_string(entries) + ", n = " + std::to_string(n));
  }
}

}  // namespace

Discrete::Discrete(std::int64_t n, std::int64_t start) : n_(n), start_(start) {
  if (n < 1) throw ValueError("Discrete: n must be positive: " + std::to_string(n));
}

std::int64_t Discrete::sample_masked(std::span<const std::uint8_t> mask) {
  require_entries("the mask", mask.size(), n_);
  std::vector<std::int64_t> allowed;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] != 0) allowed.push_back(static_cast<std::int64_t>(i));
  }
  if (allowed.empty()) return start_;
  const auto pick = random_.integers(static_cast<std::int64_t>(allowed.size()));
  return start_ + allowed[static_cast<std::size_t>(pick)];
}

std::int64_t Discrete::sample_weighted(std::span<const double> probabilities) {
  require_entries("the probabilities", probabilities.size(), n_);
  return start_ + random_.choice(probabilities);
}

std::string Discrete::to_string() const {
  const std::string start = start_ == 0 ? "" : ", start=" + std::to_string(start_);
  return "Discrete(" + std::to_string(n_) + start + ")";
}

void Discrete::serialize(Archive& archive) { archive(n_, start_, random_); }

}  // namespace ember::envs
