#include <ember/envs/classic/mountain_car_continuous.hpp>

#include <algorithm>
#include <cmath>

#include <ember/envs/classic/reset_bounds.hpp>

namespace ember::envs {
namespace {

constexpr double left_end = -1.2;
constexpr double right_end = 0.6;
constexpr double max_speed = 0.07;
constexpr double goal = 0.45;
constexpr double power = 0.0015;
constexpr double gravity = 0.0025;

}  // namespace

Box MountainCarContinuous::observation_space() { return Box({left_end, -max_speed}, {right_end, max_speed}); }

void MountainCarContinuous::reset(Seed seed, std::span<float> observation, double low, double high) {
  require_size("MountainCarContinuous.reset: observation", observation.size(), 2);
  require_bounds("MountainCarContinuous.reset", low, high);
  random_.seed(seed);
  start_ = random_.uniform(low, high);
  at_start_ = true;
  position_ = static_cast<float>(start_);
  velocity_ = 0;
  observation[0] = position_;
  observation[1] = 0;
}

// Real is the type of the state: double in the first step, float after it. A constant takes the type of the
// value it meets. An action within its bounds is a float and rounds the push to float; a clipped one is a
// plain double.
template <class Real> bool MountainCarContinuous::move(Real position, Real velocity, float action) {
  const double slope = gravity * std::cos(static_cast<double>(3 * position));
  if (action >= -1 && action <= 1) {
    velocity += static_cast<Real>(action * static_cast<float>(power) - static_cast<float>(slope));
  } else {
    velocity += static_cast<Real>((action > 0 ? power : -power) - slope);
  }
  velocity = std::clamp(velocity, static_cast<Real>(-max_speed), static_cast<Real>(max_speed));
  position = std::clamp(position + velocity, static_cast<Real>(left_end), static_cast<Real>(right_end));
  if (position == static_cast<Real>(left_end) && velocity < 0) velocity = 0;
  position_ = static_cast<float>(position);
  velocity_ = static_cast<float>(velocity);
  return position >= static_cast<Real>(goal) && velocity >= static_cast<Real>(options_.goal_velocity);
}

Step MountainCarContinuous::step(Action action, std::span<float> observation) {
  require_finite("MountainCarContinuous.step", action, 1);
  require_size("MountainCarContinuous.step: observation", observation.size(), 2);
  const bool reached =
      at_start_ ? move<double>(start_, 0, action[0]) : move<float>(position_, velocity_, action[0]);
  at_start_ = false;
  observation[0] = position_;
  observation[1] = velocity_;
  const double size = action[0];  // its square is exact in double
  return {(reached ? 100.0 : 0.0) - size * size * 0.1, reached, false};
}

}  // namespace ember::envs
