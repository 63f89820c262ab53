#pragma once

#include <array>
#include <string>
#include <vector>

#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/toy_text/transition_table.hpp>

namespace ember::envs {

/// Rows of a lake: S start, F frozen, H hole, G goal.
using LakeMap = std::vector<std::string>;

/// The two maps of Gymnasium: `4x4` and `8x8`. Throws ValueError for another name.
LakeMap frozen_lake_map(const std::string& name);

/// A random square map with a path from S (top left) to G (bottom right); every other tile is frozen with
/// probability p. Equal to Gymnasium's generate_random_map. Throws ValueError unless size >= 2 and 0 < p, or
/// if no map with a path turns up in a million tries.
LakeMap random_lake_map(std::int64_t size = 8, double p = 0.8, Seed seed = {});

struct FrozenLakeOptions {
  LakeMap map = frozen_lake_map("4x4");
  bool is_slippery = true;          ///< slide to either side of the intended direction
  double success_rate = 1.0 / 3.0;  ///< probability of the intended direction; the sides share the rest
  std::array<double, 3> rewards = {1, 0, 0};  ///< for reaching the goal, a hole, any other tile

  template <class Reader> void describe(Reader& reader) {
    std::string map_name;
    reader("map_name", map_name, "4x4 or 8x8");
    if (!map_name.empty()) map = frozen_lake_map(map_name);
    reader("is_slippery", is_slippery, "slide to the sides");
    reader("success_rate", success_rate, "of the intended direction");
  }
};

/// Cross a frozen lake to the goal without falling into a hole, on ice that makes you slide. Actions: left
/// (0), down (1), right (2), up (3). Observation: the tile, row * columns + column. Equal to Gymnasium's
/// FrozenLake.
class FrozenLake {
 public:
  using Action = std::int64_t;
  using Options = FrozenLakeOptions;

  /// Throws ValueError if the map is not a rectangle of the letters SFHG with a start, or success_rate is not
  /// in [0, 1].
  explicit FrozenLake(FrozenLakeOptions options = {});

  Discrete observation_space() const { return Discrete(walk_.table().states()); }
  static Discrete action_space() { return Discrete(4); }

  void reset(Seed seed, std::span<float> observation);
  Step step(Action action, std::span<float> observation);
  void serialize(Archive& archive) { archive(walk_); }

  Picture draw() const;

  const LakeMap& map() const { return map_; }
  const TableWalk& walk() const { return walk_; }

 private:
  LakeMap map_;
  TableWalk walk_;
};

}  // namespace ember::envs
