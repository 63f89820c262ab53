#include <ember/envs/toy_text/taxi.hpp>

#include <algorithm>
#include <string_view>

namespace ember::envs {
namespace {

using Place = Taxi::Place;

struct Cell {
  std::int64_t row, column;
  bool operator==(const Cell&) const = default;
};

constexpr std::array<Cell, 4> stops = {{{0, 0}, {0, 4}, {4, 0}, {4, 3}}};
constexpr std::int64_t inside = 4;  // the passenger's place in the taxi

// Column c lies at letter 2 c + 1; a colon between two columns lets the taxi pass.
constexpr std::array<std::string_view, 5> town = {"|R: | : :G|", "| : | : : |", "| : : : : |", "| | : | : |",
                                                  "|Y| : |B: |"};

bool open_west(Cell c) {
  return town[static_cast<std::size_t>(c.row)][static_cast<std::size_t>(2 * c.column)] == ':';
}
bool open_east(Cell c) {
  return town[static_cast<std::size_t>(c.row)][static_cast<std::size_t>(2 * c.column + 2)] == ':';
}

// South, north, east, west.
bool can_move(Cell c, std::int64_t direction) {
  switch (direction) {
    case 0: return c.row < 4;
    case 1: return c.row > 0;
    case 2: return open_east(c);
    default: return open_west(c);
  }
}

Cell moved(Cell c, std::int64_t direction) {
  if (!can_move(c, direction)) return c;
  constexpr std::int64_t down[] = {1, -1, 0, 0}, right[] = {0, 0, 1, -1};
  return {c.row + down[direction], c.column + right[direction]};
}

const Cell* stop_at(Cell c) {
  const auto* found = std::find(stops.begin(), stops.end(), c);
  return found == stops.end() ? nullptr : found;
}

Transition pick_up(Place p) {
  if (p.passenger < 4 && stops[static_cast<std::size_t>(p.passenger)] == Cell{p.row, p.column}) {
    p.passenger = inside;
    return {1, Taxi::encode(p), -1, false};
  }
  return {1, Taxi::encode(p), -10, false};
}

Transition drop_off(Place p) {
  const Cell* stop = stop_at({p.row, p.column});
  if (stop == nullptr || p.passenger != inside) return {1, Taxi::encode(p), -10, false};
  p.passenger = stop - stops.data();
  const bool right = p.passenger == p.destination;
  return {1, Taxi::encode(p), right ? 20.0 : -1.0, right};
}

void check(const char* name, double probability) {
  if (!(probability >= 0 && probability <= 1)) {
    throw ValueError(std::string("Taxi: ") + name + " is not in [0, 1]: " + std::to_string(probability));
  }
}

std::shared_ptr<const TransitionTable> table_of(const TaxiOptions& options) {
  check("rainy_probability", options.rainy_probability);
  check("fickle_probability", options.fickle_probability);
  constexpr std::int64_t left_of[] = {2, 3, 1, 0}, right_of[] = {3, 2, 0, 1};
  const double side = (1 - options.rainy_probability) / 2;
  auto table = std::make_shared<TransitionTable>(500, 6);
  std::vector<std::int64_t> starts;
  for (std::int64_t state = 0; state < 500; ++state) {
    const Place place = Taxi::decode(state);
    const Cell cell{place.row, place.column};
    if (place.passenger < 4 && place.passenger != place.destination) starts.push_back(state);
    const auto drive = [&](std::int64_t action, std::int64_t direction, double probability) {
      Place to = place;
      // In the rain there is no sliding where the intended way is blocked.
      if (can_move(cell, action)) {
        const Cell next = moved(cell, direction);
        to.row = next.row;
        to.column = next.column;
      }
      table->add(state, action, {probability, Taxi::encode(to), -1, false});
    };
    for (std::int64_t action = 0; action < 4; ++action) {
      drive(action, action, options.is_rainy ? options.rainy_probability : 1);
      if (!options.is_rainy) continue;
      drive(action, left_of[action], side);
      drive(action, right_of[action], side);
    }
    table->add(state, 4, pick_up(place));
    table->add(state, 5, drop_off(place));
  }
  table->start_in(starts);
  return table;
}

}  // namespace

Taxi::Taxi(TaxiOptions options) : options_(options), walk_(table_of(options)) {}

std::int64_t Taxi::encode(Place p) { return ((p.row * 5 + p.column) * 5 + p.passenger) * 4 + p.destination; }

Place Taxi::decode(std::int64_t state) { return {state / 100, state / 20 % 5, state / 4 % 5, state % 4}; }

void Taxi::reset(Seed seed, std::span<float> observation) {
  require_size("Taxi.reset: observation", observation.size(), 1);
  walk_.reset(seed);
  fickle_now_ = options_.fickle_passenger && walk_.random().uniform() < options_.fickle_probability;
  observation[0] = static_cast<float>(walk_.state());
}

Step Taxi::step(Action action, std::span<float> observation) {
  require_choice("Taxi.step", action, 6);
  require_size("Taxi.step: observation", observation.size(), 1);
  const Place before = decode(walk_.state());
  const Step step = walk_.step(action);
  Place after = decode(walk_.state());
  const bool drove = after.row != before.row || after.column != before.column;
  if (fickle_now_ && before.passenger == inside && drove) {
    fickle_now_ = false;
    const std::int64_t other = walk_.random().integers(3);
    after.destination = other + (other >= before.destination ? 1 : 0);
    walk_.move_to(encode(after));
  }
  observation[0] = static_cast<float>(walk_.state());
  return step;
}

std::array<std::uint8_t, 6> Taxi::action_mask() const {
  const Place place = decode(walk_.state());
  const Cell cell{place.row, place.column};
  std::array<std::uint8_t, 6> mask{};
  for (std::size_t direction = 0; direction < 4; ++direction) {
    mask[direction] = can_move(cell, static_cast<std::int64_t>(direction));
  }
  mask[4] = place.passenger < 4 && stops[static_cast<std::size_t>(place.passenger)] == cell;
  mask[5] = place.passenger == inside && stop_at(cell) != nullptr;
  return mask;
}

}  // namespace ember::envs
