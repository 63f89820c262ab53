#pragma once

#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/environment.hpp>

namespace ember::envs {

struct MountainCarOptions {
  double goal_velocity = 0;  ///< least velocity at the goal that ends the episode

  template <class Reader> void describe(Reader& reader) {
    reader("goal_velocity", goal_velocity, "least velocity at the goal");
  }
};

/// A car in a valley, too weak to drive straight up to the flag on the right hill, at x = 0.5: it must swing.
/// Actions: push left (0), none (1), right (2). Reward -1 per step. Observation: position on [-1.2, 0.6],
/// velocity on
/// [-0.07, 0.07]. Start: position uniform on [-0.6, -0.4), at rest.
/// Moore, "Efficient Memory-based Learning for Robot Control" (1990); equal to Gymnasium's MountainCar to the
/// bit.
class MountainCar {
 public:
  using Action = std::int64_t;
  using Options = MountainCarOptions;

  explicit MountainCar(MountainCarOptions options = {}) : options_(options) {}

  static Box observation_space();
  static Discrete action_space() { return Discrete(3); }

  void reset(Seed seed, std::span<float> observation) { reset(seed, observation, -0.6, -0.4); }

  /// A start within other bounds, for this episode only. Throws ValueError unless low <= high, both finite.
  void reset(Seed seed, std::span<float> observation, double low, double high);

  /// Throws ActionError unless the action is 0, 1 or 2, ShapeError unless the observation has 2 values.
  Step step(Action action, std::span<float> observation);

  void serialize(Archive& archive) { archive(position_, velocity_, random_); }

  Picture draw() const;

  double position() const { return position_; }

 private:
  MountainCarOptions options_;
  double position_ = 0, velocity_ = 0;
  Generator random_;
};

}  // namespace ember::envs
