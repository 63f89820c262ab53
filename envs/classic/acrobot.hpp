#pragma once

#include <array>

#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/environment.hpp>

namespace ember::envs {

struct AcrobotOptions {
  bool nips_dynamics = false;   ///< the equations of the NIPS paper instead of those of the book
  double torque_noise_max = 0;  ///< uniform noise on the torque, up to this size [N m]

  template <class Reader> void describe(Reader& reader) {
    reader("nips_dynamics", nips_dynamics, "the equations of the NIPS paper");
    reader("torque_noise_max", torque_noise_max, "largest noise on the torque [N m]");
  }
};

/// Two linked rods hang from a fixed joint; torque -1, 0 or 1 (action 0, 1, 2) between them must swing the
/// free end one rod's length above the joint. Reward -1 per step until then. Observation: cos and sin of the
/// first angle (0 hangs down), cos and sin of the second relative to the first, both angular velocities
/// [rad/s]. Start: angles and velocities uniform on [-0.1, 0.1), rounded to float32. One Runge-Kutta step of
/// 0.2 s per action. Sutton, "Generalization in Reinforcement Learning: Successful Examples Using Sparse
/// Coarse Coding" (NIPS 1995); equal to Gymnasium's Acrobot to the bit.
class Acrobot {
 public:
  using Action = std::int64_t;
  using Options = AcrobotOptions;
  using State = std::array<double, 4>;  // theta1, theta2, and their velocities

  explicit Acrobot(AcrobotOptions options = {}) : options_(options) {}

  static Box observation_space();
  static Discrete action_space() { return Discrete(3); }

  void reset(Seed seed, std::span<float> observation) { reset(seed, observation, -0.1, 0.1); }

  /// A start within other bounds, for this episode only. Throws ValueError unless low <= high, both finite.
  void reset(Seed seed, std::span<float> observation, double low, double high);

  /// Throws ActionError unless the action is 0, 1 or 2, ShapeError unless the observation has 6 values.
  Step step(Action action, std::span<float> observation);

  void serialize(Archive& archive) { archive(state_, random_); }

  Picture draw() const;

  const State& state() const { return state_; }

 private:
  State derivative(const State& s, double torque) const;

  AcrobotOptions options_;
  State state_{};
  Generator random_;
};

}  // namespace ember::envs
