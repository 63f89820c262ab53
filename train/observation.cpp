#include <ember/envs/wrappers/frame_stack.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/observation.hpp>
#if EMBER_CAN_DRAW
#include <ember/envs/raster/pixel_observation.hpp>
#endif

namespace ember::train {

envs::Env observed(envs::Env env, const ObservationOptions& options) {
  if (options.pixels > 0) {
#if EMBER_CAN_DRAW
    const auto side = static_cast<int>(options.pixels);
    env = envs::Env(envs::PixelObservation(std::move(env), side, side));
#else
    throw UsageError("--pixels " + std::to_string(options.pixels) + ": this program cannot draw",
                     "command line", "build Ember with Anti-Grain Geometry (libagg-dev)");
#endif
  }
  if (options.frames > 1) env = envs::Env(envs::FrameStack(std::move(env), options.frames));
  return env;
}

std::vector<int64_t> observation_shape(const envs::Env& env) {
  const envs::Space space = env.observation_space();
  if (space.is_box() && space.box().shape().size() >= 2) return space.box().shape();
  return {static_cast<int64_t>(env.observation_size())};
}

double largest_pixel(const envs::Env& env) {
  if (observation_shape(env).size() < 2) return 1;
  return env.observation_space().box().high().front();
}

}  // namespace ember::train
