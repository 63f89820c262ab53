// What an agent chooses.
#pragma once

#include <cstdint>
#include <ember/envs/space/space.hpp>
#include <vector>

namespace ember::rl {

/// A choice among `count` actions, or a row of `count` numbers, each between its bounds where there are any.
struct ActionSpace {
  int64_t count;
  bool discrete;
  std::vector<double> low = {}, high = {};
};

/// Of an environment's space.
inline ActionSpace action_space_of(const envs::Space& space) {
  if (space.is_discrete()) return {space.discrete().n(), true};
  ActionSpace rows{static_cast<int64_t>(space.size()), false};
  if (space.is_box() && space.box().bounded()) {
    rows.low = space.box().low();
    rows.high = space.box().high();
  }
  return rows;
}

}  // namespace ember::rl
