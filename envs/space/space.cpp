#include <ember/envs/space/space.hpp>

#include <cmath>

namespace ember::envs {
namespace {

std::size_t row_size(const Discrete&) { return 1; }
std::size_t row_size(const Box& space) { return space.size(); }

bool row_within(const Discrete& space, std::span<const float> row) {
  return row.size() == 1 && row[0] == std::floor(row[0]) && std::abs(row[0]) < 0x1p24f &&
         space.contains(static_cast<std::int64_t>(row[0]));
}
bool row_within(const Box& space, std::span<const float> row) { return space.contains(row); }

std::vector<double> row_sample(Discrete& space) { return {static_cast<double>(space.sample())}; }
std::vector<double> row_sample(Box& space) { return space.sample(); }

}  // namespace

std::size_t Space::size() const {
  return std::visit([](const auto& space) { return row_size(space); }, kind_);
}

bool Space::contains(std::span<const float> row) const {
  return std::visit([&](const auto& space) { return row_within(space, row); }, kind_);
}

void Space::seed(Seed seed) {
  std::visit([&](auto& space) { space.seed(seed); }, kind_);
}

std::vector<double> Space::sample() {
  return std::visit([](auto& space) { return row_sample(space); }, kind_);
}

std::string Space::to_string() const {
  return std::visit([](const auto& space) { return space.to_string(); }, kind_);
}

void Space::serialize(Archive& archive) {
  std::visit([&](auto& space) { archive(space); }, kind_);
}

}  // namespace ember::envs
