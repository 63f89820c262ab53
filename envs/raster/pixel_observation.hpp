#pragma once

#include <algorithm>
#include <utility>

#include <ember/envs/drawing/draw.hpp>
#include <ember/envs/environment.hpp>
#include <ember/envs/raster/frame.hpp>

namespace ember::envs {

/// Replaces the observation by the ink of a grey picture of the environment: [height, width], from 0, the
/// white background, to 255, black. Works for every environment that draws itself; stack frames (FrameStack)
/// where velocities matter.
template <Environment E> class PixelObservation {
 public:
  using Action = typename E::Action;

  /// Throws ValueError unless both sizes are in [1, 16384].
  explicit PixelObservation(E env, int width = 84, int height = 84)
      : env_(std::move(env)), width_(width), height_(height), row_(Space(env_.observation_space()).size()) {
    rasterise(Picture(1, 1), width, height);
  }

  Box observation_space() const { return Box(0, 255, {height_, width_}, DType::uint8); }
  auto action_space() const { return env_.action_space(); }

  /// Throws StateError if the environment cannot be drawn.
  void reset(Seed seed, std::span<float> observation) {
    require_size("PixelObservation.reset: observation", observation.size(), size());
    env_.reset(seed, row_);
    paint(observation);
  }

  Step step(Action action, std::span<float> observation) {
    require_size("PixelObservation.step: observation", observation.size(), size());
    const Step step = env_.step(action, row_);
    paint(observation);
    return step;
  }

  void serialize(Archive& archive) { archive(env_, row_); }

  /// The observation of the environment itself.
  std::span<const float> state() const { return row_; }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  std::size_t size() const { return static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_); }

  void paint(std::span<float> observation) const {
    const std::optional<Picture> picture = draw(env_);
    if (!picture) throw StateError("PixelObservation: the environment cannot be drawn");
    const Frame frame = to_grey(rasterise(*picture, width_, height_));
    std::transform(frame.pixels.begin(), frame.pixels.end(), observation.begin(),
                   [](std::uint8_t grey) { return static_cast<float>(255 - grey); });
  }

  E env_;
  int width_, height_;
  std::vector<float> row_;
};

}  // namespace ember::envs
