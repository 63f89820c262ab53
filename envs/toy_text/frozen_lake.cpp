#include <ember/envs/toy_text/frozen_lake.hpp>

#include <algorithm>

namespace ember::envs {
namespace {

struct Tile {
  std::int64_t row, column;
};

char letter_at(const LakeMap& map, Tile tile) {
  return map[static_cast<std::size_t>(tile.row)][static_cast<std::size_t>(tile.column)];
}

Tile neighbour(const LakeMap& map, Tile tile, std::int64_t direction) {
  const auto last_row = static_cast<std::int64_t>(map.size()) - 1;
  const auto last_column = static_cast<std::int64_t>(map[0].size()) - 1;
  switch (direction) {
    case 0: return {tile.row, std::max<std::int64_t>(tile.column - 1, 0)};
    case 1: return {std::min(tile.row + 1, last_row), tile.column};
    case 2: return {tile.row, std::min(tile.column + 1, last_column)};
    default: return {std::max<std::int64_t>(tile.row - 1, 0), tile.column};
  }
}

bool has_path(const LakeMap& map) {
  std::vector<Tile> open = {{0, 0}};
  std::vector<bool> seen(map.size() * map.size());
  while (!open.empty()) {
    const Tile tile = open.back();
    open.pop_back();
    const auto index =
        static_cast<std::size_t>(tile.row) * map.size() + static_cast<std::size_t>(tile.column);
    if (seen[index]) continue;
    seen[index] = true;
    for (std::int64_t direction = 0; direction < 4; ++direction) {
      const Tile next = neighbour(map, tile, direction);
      if (letter_at(map, next) == 'G') return true;
      if (letter_at(map, next) != 'H') open.push_back(next);
    }
  }
  return false;
}

void check(const FrozenLakeOptions& options) {
  const LakeMap& map = options.map;
  if (!(options.success_rate >= 0 && options.success_rate <= 1)) {
    throw ValueError("FrozenLake: success_rate is not in [0, 1]: " + std::to_string(options.success_rate));
  }
  std::size_t starts = 0;
  for (const std::string& row : map) {
    if (row.empty() || row.size() != map[0].size()) {
      throw ValueError("FrozenLake: the rows of the map differ in length: " + map[0] + ", " + row);
    }
    if (row.find_first_not_of("SFHG") != std::string::npos) {
      throw ValueError("FrozenLake: the map has letters beside S, F, H, G: " + row);
    }
    starts += static_cast<std::size_t>(std::count(row.begin(), row.end(), 'S'));
  }
  if (starts == 0) throw ValueError("FrozenLake: the map has no start S");
}

std::shared_ptr<const TransitionTable> table_of(const FrozenLakeOptions& options) {
  check(options);
  const LakeMap& map = options.map;
  const auto rows = static_cast<std::int64_t>(map.size());
  const auto columns = static_cast<std::int64_t>(map[0].size());
  const double failure_rate = (1.0 - options.success_rate) / 2.0;
  auto table = std::make_shared<TransitionTable>(rows * columns, 4);

  const auto move = [&](Tile from, std::int64_t direction, double probability) {
    const Tile to = neighbour(map, from, direction);
    const char letter = letter_at(map, to);
    const double reward = options.rewards[letter == 'G' ? 0 : letter == 'H' ? 1 : 2];
    return Transition{probability, to.row * columns + to.column, reward, letter == 'G' || letter == 'H'};
  };
  std::vector<std::int64_t> starts;
  for (std::int64_t state = 0; state < rows * columns; ++state) {
    const Tile tile{state / columns, state % columns};
    const char letter = letter_at(map, tile);
    if (letter == 'S') starts.push_back(state);
    for (std::int64_t action = 0; action < 4; ++action) {
      if (letter == 'G' || letter == 'H') {
        table->add(state, action, {1, state, 0, true});
      } else if (!options.is_slippery) {
        table->add(state, action, move(tile, action, 1));
      } else {
        table->add(state, action, move(tile, (action + 3) % 4, failure_rate));
        table->add(state, action, move(tile, action, options.success_rate));
        table->add(state, action, move(tile, (action + 1) % 4, failure_rate));
      }
    }
  }
  table->start_in(starts);
  return table;
}

}  // namespace

LakeMap frozen_lake_map(const std::string& name) {
  if (name == "4x4") return {"SFFF", "FHFH", "FFFH", "HFFG"};
  if (name == "8x8") {
    return {"SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG"};
  }
  throw ValueError("FrozenLake: no map of this name: " + name + ": use 4x4 or 8x8");
}

LakeMap random_lake_map(std::int64_t size, double p, Seed seed) {
  if (size < 2 || !(p > 0)) {
    throw ValueError("random_lake_map: needs size >= 2 and p > 0: " + std::to_string(size) + ", " +
                     std::to_string(p));
  }
  p = std::min(1.0, p);
  Generator random(seed);
  const auto n = static_cast<std::size_t>(size);
  for (int attempt = 0; attempt < 1'000'000; ++attempt) {
    LakeMap map(n, std::string(n, 'F'));
    for (std::string& row : map) {
      for (char& tile : row) tile = random.choice(std::array{p, 1 - p}) == 0 ? 'F' : 'H';
    }
    map.front().front() = 'S';
    map.back().back() = 'G';
    if (has_path(map)) return map;
  }
  throw ValueError("random_lake_map: no map with a path in a million tries: size " + std::to_string(size) +
                   ", p " + std::to_string(p));
}

FrozenLake::FrozenLake(FrozenLakeOptions options) : map_(options.map), walk_(table_of(options)) {}

void FrozenLake::reset(Seed seed, std::span<float> observation) {
  require_size("FrozenLake.reset: observation", observation.size(), 1);
  walk_.reset(seed);
  observation[0] = static_cast<float>(walk_.state());
}

Step FrozenLake::step(Action action, std::span<float> observation) {
  require_choice("FrozenLake.step", action, 4);
  require_size("FrozenLake.step: observation", observation.size(), 1);
  const Step step = walk_.step(action);
  observation[0] = static_cast<float>(walk_.state());
  return step;
}

}  // namespace ember::envs
