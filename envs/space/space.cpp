#include <ember/envs/space/space.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <variant>

namespace ember::envs {
namespace {

template <class... Cases> struct Match : Cases... { using Cases::operator()...; };
template <class... Cases> Match(Cases...) -> Match<Cases...>;

template <class T>
concept Composite = std::same_as<std::remove_cvref_t<T>, Tuple> || std::same_as<std::remove_cvref_t<T>, Dict>;

std::vector<double> row_of(std::int64_t value) { return {static_cast<double>(value)}; }

// Takes the front of a row or mask and leaves the rest.
template <class T> std::span<T> take(std::span<T>& rest, std::size_t count) {
  const auto front = rest.first(std::min(count, rest.size()));
  rest = rest.subspan(front.size());
  return front;
}

void append(std::vector<double>& row, const std::vector<double>& part) {
  row.insert(row.end(), part.begin(), part.end());
}

void require_mask(std::size_t size, std::size_t wanted) {
  if (size != wanted) {
    throw ShapeError("Space.sample: wrong number of entries in the mask: " + std::to_string(size) +
                     ", needs " + std::to_string(wanted));
  }
}

}  // namespace

Tuple::Tuple(std::vector<Space> spaces) : spaces_(std::move(spaces)) {}

void Tuple::seed(Seed seed) {
  if (!seed.given()) return;
  Generator random(seed);
  std::vector<std::int64_t> seeds;
  for (std::size_t i = 0; i < spaces_.size(); ++i) {
    seeds.push_back(random.integers(std::numeric_limits<std::int32_t>::max()));
  }
  for (std::size_t i = 0; i < spaces_.size(); ++i) spaces_[i].seed(seeds[i]);
}

std::string Tuple::to_string() const {
  std::string out = "Tuple(";
  for (std::size_t i = 0; i < spaces_.size(); ++i) out += (i > 0 ? ", " : "") + spaces_[i].to_string();
  return out + ")";
}

void Tuple::serialize(Archive& archive) {
  for (Space& space : spaces_) archive(space);
}

bool Tuple::operator==(const Tuple& other) const { return spaces_ == other.spaces_; }

Dict::Dict(std::vector<std::pair<std::string, Space>> spaces) : parts_({}) {
  std::stable_sort(spaces.begin(), spaces.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [key, space] : spaces) {
    if (!keys_.empty() && keys_.back() == key) throw ValueError("Dict: the name occurs twice: " + key);
    keys_.push_back(key);
    parts_.spaces().push_back(std::move(space));
  }
}

const Space& Dict::at(std::string_view key) const {
  const auto found = std::find(keys_.begin(), keys_.end(), key);
  if (found == keys_.end()) throw ValueError("Dict: no space of this name: " + std::string(key));
  return spaces()[static_cast<std::size_t>(found - keys_.begin())];
}

std::string Dict::to_string() const {
  std::string out = "Dict(";
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    out += (i > 0 ? ", '" : "'") + keys_[i] + "': " + spaces()[i].to_string();
  }
  return out + ")";
}

void Dict::serialize(Archive& archive) { archive(keys_, parts_); }

bool Dict::operator==(const Dict& other) const { return keys_ == other.keys_ && parts_ == other.parts_; }

struct Space::Kinds : std::variant<Discrete, Box, MultiDiscrete, MultiBinary, Tuple, Dict> {
  using variant::variant;
};

Space::Space(Discrete space) : kind_(std::make_unique<Kinds>(std::move(space))) {}
Space::Space(Box space) : kind_(std::make_unique<Kinds>(std::move(space))) {}
Space::Space(MultiDiscrete space) : kind_(std::make_unique<Kinds>(std::move(space))) {}
Space::Space(MultiBinary space) : kind_(std::make_unique<Kinds>(std::move(space))) {}
Space::Space(Tuple space) : kind_(std::make_unique<Kinds>(std::move(space))) {}
Space::Space(Dict space) : kind_(std::make_unique<Kinds>(std::move(space))) {}
Space::Space(const Space& other) : kind_(std::make_unique<Kinds>(*other.kind_)) {}
Space::Space(Space&& other) noexcept = default;
Space& Space::operator=(const Space& other) { return *this = Space(other); }
Space& Space::operator=(Space&& other) noexcept = default;
Space::~Space() = default;

bool Space::is_discrete() const { return std::holds_alternative<Discrete>(*kind_); }
bool Space::is_box() const { return std::holds_alternative<Box>(*kind_); }

template <class Kind> const Kind& Space::as() const {
  if (const Kind* kind = std::get_if<Kind>(kind_.get())) return *kind;
  throw ValueError("Space: of another kind: " + to_string());
}
template const Discrete& Space::as() const;
template const Box& Space::as() const;
template const MultiDiscrete& Space::as() const;
template const MultiBinary& Space::as() const;
template const Tuple& Space::as() const;
template const Dict& Space::as() const;

bool Space::operator==(const Space& other) const { return *kind_ == *other.kind_; }

std::size_t Space::size() const {
  return std::visit(
      Match{[](const Discrete&) -> std::size_t { return 1; }, [](const auto& space) { return space.size(); },
            [](const Composite auto& space) {
              std::size_t sum = 0;
              for (const Space& part : space.spaces()) sum += part.size();
              return sum;
            }},
      *kind_);
}

bool Space::contains(std::span<const float> row) const {
  if (row.size() != size()) return false;
  return std::visit(Match{[&](const Discrete& space) {
                            return row[0] == std::floor(row[0]) && std::abs(row[0]) < 0x1p62f &&
                                   space.contains(static_cast<std::int64_t>(row[0]));
                          },
                          [&](const auto& space) { return space.contains(row); },
                          [&](const Composite auto& space) {
                            auto rest = row;
                            return std::all_of(
                                space.spaces().begin(), space.spaces().end(),
                                [&](const Space& part) { return part.contains(take(rest, part.size())); });
                          }},
                    *kind_);
}

void Space::seed(Seed seed) {
  std::visit([&](auto& space) { space.seed(seed); }, *kind_);
}

std::vector<double> Space::sample() {
  const auto join = [](std::vector<Space>& spaces) {
    std::vector<double> row;
    for (Space& part : spaces) append(row, part.sample());
    return row;
  };
  return std::visit(Match{[](Discrete& space) { return row_of(space.sample()); },
                          [](auto& space) { return space.sample(); },
                          [&](Composite auto& space) { return join(space.spaces()); }},
                    *kind_);
}

std::vector<double> Space::sample_masked(std::span<const std::uint8_t> mask) {
  require_mask(mask.size(), mask_size());
  const auto join = [&](std::vector<Space>& spaces) {
    std::vector<double> row;
    for (Space& part : spaces) append(row, part.sample_masked(take(mask, part.mask_size())));
    return row;
  };
  return std::visit(Match{[&](Discrete& space) { return row_of(space.sample_masked(mask)); },
                          [&](Box& space) { return space.sample(); },
                          [&](auto& space) { return space.sample_masked(mask); },
                          [&](Composite auto& space) { return join(space.spaces()); }},
                    *kind_);
}

std::vector<double> Space::sample_weighted(std::span<const double> probabilities) {
  require_mask(probabilities.size(), mask_size());
  const auto join = [&](std::vector<Space>& spaces) {
    std::vector<double> row;
    for (Space& part : spaces) append(row, part.sample_weighted(take(probabilities, part.mask_size())));
    return row;
  };
  return std::visit(Match{[&](Discrete& space) { return row_of(space.sample_weighted(probabilities)); },
                          [&](Box& space) { return space.sample(); },
                          [&](auto& space) { return space.sample_weighted(probabilities); },
                          [&](Composite auto& space) { return join(space.spaces()); }},
                    *kind_);
}

std::size_t Space::mask_size() const {
  return std::visit(
      Match{[](const Discrete& space) { return static_cast<std::size_t>(space.n()); },
            [](const Box&) -> std::size_t { return 0; }, [](const auto& space) { return space.mask_size(); },
            [](const Composite auto& space) {
              std::size_t sum = 0;
              for (const Space& part : space.spaces()) sum += part.mask_size();
              return sum;
            }},
      *kind_);
}

std::string Space::to_string() const {
  return std::visit([](const auto& space) { return space.to_string(); }, *kind_);
}

void Space::serialize(Archive& archive) {
  std::visit([&](auto& space) { archive(space); }, *kind_);
}

}  // namespace ember::envs
