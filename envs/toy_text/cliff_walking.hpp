#pragma once

#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/toy_text/transition_table.hpp>

namespace ember::envs {

struct CliffWalkingOptions {
  bool is_slippery = false;  ///< slide to either side of the intended direction, with probability 1/3 each

  template <class Reader> void describe(Reader& reader) {
    reader("is_slippery", is_slippery, "slide to the sides, 1/3 each");
  }
};

/// Walk along the edge of a cliff, from one end of the bottom row to the other, on a grid of 4 rows and 12
/// columns. Actions: up (0), right (1), down (2), left (3). Reward -1 per step; a step into the cliff costs
/// 100 and leads back to the start. Observation: the cell, row * 12 + column. There is no time limit. Sutton
/// and Barto, "Reinforcement Learning" (2018), example 6.6; equal to Gymnasium's CliffWalking.
class CliffWalking {
 public:
  using Action = std::int64_t;
  using Options = CliffWalkingOptions;

  explicit CliffWalking(CliffWalkingOptions options = {});

  static Discrete observation_space() { return Discrete(48); }
  static Discrete action_space() { return Discrete(4); }

  void reset(Seed seed, std::span<float> observation);
  Step step(Action action, std::span<float> observation);
  void serialize(Archive& archive) { archive(walk_); }

  Picture draw() const;

  const TableWalk& walk() const { return walk_; }

 private:
  TableWalk walk_;
};

}  // namespace ember::envs
