#pragma once

#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/environment.hpp>

namespace ember::envs {

struct MountainCarContinuousOptions {
  double goal_velocity = 0;  ///< least velocity at the goal that ends the episode

  template <class Reader> void describe(Reader& reader) {
    reader("goal_velocity", goal_velocity, "least velocity at the goal");
  }
};

/// MountainCar with a force on [-1, 1] instead of three pushes, and the flag at x = 0.45. A stronger action
/// is clipped. Reward: 100 at the flag, less 0.1 force^2 per step, where the force counts as given.
/// Observation and start as MountainCar's. Equal to Gymnasium's MountainCarContinuous to the bit, for float32
/// actions under the promotion rules of NumPy 2: the state is float64 at the start of an episode and float32
/// after each step.
class MountainCarContinuous {
 public:
  using Action = std::span<const float>;
  using Options = MountainCarContinuousOptions;

  explicit MountainCarContinuous(MountainCarContinuousOptions options = {}) : options_(options) {}

  static Box observation_space();
  static Box action_space() { return Box(-1, 1, {1}); }

  void reset(Seed seed, std::span<float> observation) { reset(seed, observation, -0.6, -0.4); }

  /// A start within other bounds, for this episode only. Throws ValueError unless low <= high, both finite.
  void reset(Seed seed, std::span<float> observation, double low, double high);

  /// Throws ShapeError unless the action has 1 value and the observation 2, ActionError if the action is not
  /// finite.
  Step step(Action action, std::span<float> observation);

  void serialize(Archive& archive) { archive(start_, at_start_, position_, velocity_, random_); }

  Picture draw() const;

  double position() const { return at_start_ ? start_ : static_cast<double>(position_); }

 private:
  template <class Real> bool move(Real position, Real velocity, float action);

  MountainCarContinuousOptions options_;
  double start_ = 0;
  bool at_start_ = true;
  float position_ = 0, velocity_ = 0;
  Generator random_;
};

}  // namespace ember::envs
