#pragma once

#include <numbers>

#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/environment.hpp>

namespace ember::envs {

struct PendulumOptions {
  double g = 10;  ///< gravity [m/s^2]

  template <class Reader> void describe(Reader& reader) { reader("g", g, "gravity [m/s^2]"); }
};

/// A pendulum to be swung up and held with a torque on [-2, 2]; a stronger one is clipped. Reward per step:
/// -(angle^2 + 0.1 velocity^2 + 0.001 torque^2) of the state before the step, the angle from upright on [-pi,
/// pi). Episodes never terminate. Observation: cos, sin of the angle, angular velocity on [-8, 8] rad/s.
/// Start: angle uniform on [-pi, pi), velocity on [-1, 1). Equal to Gymnasium's Pendulum to the bit, for
/// float32 actions under the promotion rules of NumPy 2.
class Pendulum {
 public:
  using Action = std::span<const float>;
  using Options = PendulumOptions;

  explicit Pendulum(PendulumOptions options = {}) : options_(options) {}

  static Box observation_space() { return Box({-1, -1, -8}, {1, 1, 8}); }
  static Box action_space() { return Box(-2, 2, {1}); }

  void reset(Seed seed, std::span<float> observation) { reset(seed, observation, std::numbers::pi, 1); }

  /// A start with the angle on [-x_init, x_init) and the velocity on [-y_init, y_init), for this episode
  /// only. Throws ValueError unless both are finite and >= 0.
  void reset(Seed seed, std::span<float> observation, double x_init, double y_init);

  /// Throws ShapeError unless the action has 1 value and the observation 3, ActionError if the action is not
  /// finite.
  Step step(Action action, std::span<float> observation);

  void serialize(Archive& archive) { archive(theta_, velocity_, torque_, random_); }

  Picture draw() const;

  double theta() const { return theta_; }

  /// The torque of the last step; 0 after reset.
  float torque() const { return torque_; }

 private:
  void observe(std::span<float> observation) const;

  PendulumOptions options_;
  double theta_ = 0, velocity_ = 0;
  float torque_ = 0;
  Generator random_;
};

}  // namespace ember::envs
