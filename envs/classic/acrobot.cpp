#include <ember/envs/classic/acrobot.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

#include <ember/envs/classic/reset_bounds.hpp>
#include <ember/envs/classic/rounding.hpp>

namespace ember::envs {
namespace {

using std::numbers::pi;
using State = Acrobot::State;

constexpr double dt = 0.2;
constexpr double max_velocity_1 = 4 * pi;
constexpr double max_velocity_2 = 9 * pi;

State advance(const State& state, double by, const State& slope) {
  State next;
  for (std::size_t i = 0; i < 4; ++i) next[i] = state[i] + by * slope[i];
  return next;
}

double wrap(double angle) {
  while (angle > pi) angle -= 2 * pi;
  while (angle < -pi) angle += 2 * pi;
  return angle;
}

}  // namespace

Box Acrobot::observation_space() {
  return Box({-1, -1, -1, -1, -max_velocity_1, -max_velocity_2},
             {1, 1, 1, 1, max_velocity_1, max_velocity_2});
}

void Acrobot::reset(Seed seed, std::span<float> observation, double low, double high) {
  require_size("Acrobot.reset: observation", observation.size(), 6);
  require_bounds("Acrobot.reset", low, high);
  random_.seed(seed);
  std::array<float, 4> start;
  for (float& value : start) value = static_cast<float>(random_.uniform(low, high));
  std::copy(start.begin(), start.end(), state_.begin());

  // The start is still float32 when Gymnasium observes it, so NumPy's float32 functions take part.
  const SinCos first = numpy_sincos(start[0]), second = numpy_sincos(start[1]);
  const std::array row = {first.cos, first.sin, second.cos, second.sin, start[2], start[3]};
  std::copy(row.begin(), row.end(), observation.begin());
}

// Both rods: mass 1 kg, length 1 m, centre of mass at 0.5 m, moment of inertia 1 kg m^2. Constant factors are
// multiplied out where that is exact; the order of the rest is Gymnasium's.
State Acrobot::derivative(const State& s, double torque) const {
  constexpr double g = 9.8;
  const auto [theta1, theta2, velocity1, velocity2] = s;
  const double cos2 = std::cos(theta2), sin2 = std::sin(theta2);
  const double d1 = 0.25 + (1.25 + cos2) + 1 + 1;
  const double d2 = 0.25 + 0.5 * cos2 + 1;
  const double phi2 = 0.5 * g * std::cos(theta1 + theta2 - pi / 2);
  const double phi1 = -0.5 * pow2(velocity2) * sin2 - velocity2 * velocity1 * sin2 +
                      1.5 * g * std::cos(theta1 - pi / 2) + phi2;
  double push = torque + d2 / d1 * phi1;
  if (!options_.nips_dynamics) push -= 0.5 * pow2(velocity1) * sin2;
  const double acceleration2 = (push - phi2) / (1.25 - pow2(d2) / d1);
  const double acceleration1 = -(d2 * acceleration2 + phi1) / d1;
  return {velocity1, velocity2, acceleration1, acceleration2};
}

Step Acrobot::step(Action action, std::span<float> observation) {
  require_choice("Acrobot.step", action, 3);
  require_size("Acrobot.step: observation", observation.size(), 6);
  double torque = static_cast<double>(action - 1);
  if (options_.torque_noise_max > 0) {
    torque += random_.uniform(-options_.torque_noise_max, options_.torque_noise_max);
  }

  const State k1 = derivative(state_, torque);
  const State k2 = derivative(advance(state_, dt / 2, k1), torque);
  const State k3 = derivative(advance(state_, dt / 2, k2), torque);
  const State k4 = derivative(advance(state_, dt, k3), torque);
  for (std::size_t i = 0; i < 4; ++i) state_[i] += dt / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
  state_[0] = wrap(state_[0]);
  state_[1] = wrap(state_[1]);
  state_[2] = std::clamp(state_[2], -max_velocity_1, max_velocity_1);
  state_[3] = std::clamp(state_[3], -max_velocity_2, max_velocity_2);

  const double cos1 = std::cos(state_[0]);
  const std::array row = {cos1,     std::sin(state_[0]), std::cos(state_[1]), std::sin(state_[1]), state_[2],
                          state_[3]};
  std::transform(row.begin(), row.end(), observation.begin(), [](double v) { return static_cast<float>(v); });
  const bool swung_up = -cos1 - std::cos(state_[1] + state_[0]) > 1;
  return {swung_up ? 0.0 : -1.0, swung_up, false};
}

}  // namespace ember::envs
