#include <ember/envs/toy_text/cliff_walking.hpp>

#include <algorithm>

namespace ember::envs {
namespace {

constexpr std::int64_t rows = 4, columns = 12, start = 36, goal = 47;

Transition move(std::int64_t state, std::int64_t direction, double probability) {
  constexpr std::int64_t down[] = {-1, 0, 1, 0}, right[] = {0, 1, 0, -1};
  const std::int64_t row = std::clamp(state / columns + down[direction], std::int64_t{0}, rows - 1);
  const std::int64_t column = std::clamp(state % columns + right[direction], std::int64_t{0}, columns - 1);
  const std::int64_t next = row * columns + column;
  if (next > start && next < goal) return {probability, start, -100, false};
  return {probability, next, -1, next == goal};
}

std::shared_ptr<const TransitionTable> table_of(CliffWalkingOptions options) {
  auto table = std::make_shared<TransitionTable>(rows * columns, 4);
  for (std::int64_t state = 0; state < rows * columns; ++state) {
    for (std::int64_t action = 0; action < 4; ++action) {
      if (!options.is_slippery) {
        table->add(state, action, move(state, action, 1));
      } else {
        for (const std::int64_t turn : {3, 0, 1})
          table->add(state, action, move(state, (action + turn) % 4, 1.0 / 3));
      }
    }
  }
  table->start_in({start});
  return table;
}

}  // namespace

CliffWalking::CliffWalking(CliffWalkingOptions options) : walk_(table_of(options)) {}

void CliffWalking::reset(Seed seed, std::span<float> observation) {
  require_size("CliffWalking.reset: observation", observation.size(), 1);
  walk_.reset(seed);
  observation[0] = static_cast<float>(walk_.state());
}

Step CliffWalking::step(Action action, std::span<float> observation) {
  require_choice("CliffWalking.step", action, 4);
  require_size("CliffWalking.step: observation", observation.size(), 1);
  const Step step = walk_.step(action);
  observation[0] = static_cast<float>(walk_.state());
  return step;
}

}  // namespace ember::envs
