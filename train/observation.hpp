// What an agent sees of its environment: its numbers, or its picture.
#pragma once

#include <ember/envs/env.hpp>
#include <ember/rl/options.hpp>

namespace ember::train {

struct ObservationOptions {
  int64_t pixels = 0;
  int64_t frames = 1;

  template <class Visitor> void describe(Visitor&& visit) {
    visit("pixels", pixels, "side of a square grey picture to see instead of numbers; 0: the numbers",
          rl::Range{0, 1024});
    visit("frames", frames, "last observations to see at once", rl::Range{1, 64});
  }
};

/// The environment as the options show it. Throws UsageError if this program cannot draw.
envs::Env observed(envs::Env env, const ObservationOptions& options);

/// The shape of an observation: {n} for a row of numbers, {height, width} or {channels, height, width} for a
/// picture.
std::vector<int64_t> observation_shape(const envs::Env& env);

/// The largest value of a pixel; 1 for rows of numbers, which stay as they are.
double largest_pixel(const envs::Env& env);

}  // namespace ember::train
