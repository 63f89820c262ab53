// The notebook's two programs whole: acting, the environment, replay and updates.
#pragma once

#include <cstdint>
#include <functional>

namespace ember::bench {

/// CartPole-v1 behind two functions, so that a program knows no environment library.
struct Game {
  std::function<void(float* state)> reset;
  std::function<bool(int64_t action, float* state)> step;  ///< true when the episode is over; the reward is 1
};

struct Run {
  int64_t steps = 0;
  double last_returns = 0;  ///< mean over the last 50 episodes
};

using Program = Run (*)(const Game& game, int64_t episodes, unsigned seed);
struct Programs {
  Program dqn, reinforce;
};
Programs ember_programs();
Programs libtorch_programs();

}  // namespace ember::bench
