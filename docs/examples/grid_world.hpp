#pragma once

// An environment of one's own: a struct with six members. No base class, no macro; the concept
// ember::envs::Environment says what is needed, and the compiler what is missing.

#include <algorithm>

#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/environment.hpp>

// Walk from a random cell to the far corner of a board. Actions: left, right, up, down.
// Observation: column and row, each from 0 to 1. Reward: -1 per step, 10 at the corner.
struct GridWorld {
  using Action = std::int64_t;
  static constexpr std::int64_t size = 5;

  static ember::envs::Box observation_space() { return {0, 1, {2}}; }
  static ember::envs::Discrete action_space() { return ember::envs::Discrete(4); }

  void reset(ember::envs::Seed seed, std::span<float> observation) {
    ember::envs::require_size("GridWorld.reset: observation", observation.size(), 2);
    random.seed(seed);  // a given seed restarts the generator, none continues it
    column = random.integers(size - 1);
    row = random.integers(size - 1);
    observe(observation);
  }

  ember::envs::Step step(Action action, std::span<float> observation) {
    ember::envs::require_choice("GridWorld.step", action, 4);  // refuse first, then move
    ember::envs::require_size("GridWorld.step: observation", observation.size(), 2);
    constexpr std::int64_t right[] = {-1, 1, 0, 0}, down[] = {0, 0, -1, 1};
    column = std::clamp(column + right[action], std::int64_t{0}, size - 1);
    row = std::clamp(row + down[action], std::int64_t{0}, size - 1);
    observe(observation);
    const bool arrived = column == size - 1 && row == size - 1;
    return {.reward = arrived ? 10.0 : -1.0, .terminated = arrived};
  }

  // All that changes, the generator included: a saved environment goes on exactly.
  void serialize(ember::envs::Archive& archive) { archive(column, row, random); }

  // Optional: pictures in the terminal, as SVG and as pixel observations.
  ember::envs::Picture draw() const {
    ember::envs::Picture picture(40 * size, 40 * size);
    picture.rectangle(40 * (size - 1), 40 * (size - 1), 40, 40, {120, 200, 120});
    picture.circle({40 * (static_cast<double>(column) + 0.5), 40 * (static_cast<double>(row) + 0.5)}, 14,
                   {40, 90, 200});
    return picture;
  }

  std::int64_t column = 0, row = 0;
  ember::envs::Generator random;

 private:
  void observe(std::span<float> observation) const {
    observation[0] = static_cast<float>(column) / (size - 1);
    observation[1] = static_cast<float>(row) / (size - 1);
  }
};
