#include <ember/envs/classic/pendulum.hpp>

#include <algorithm>
#include <cmath>

#include <ember/envs/classic/reset_bounds.hpp>
#include <ember/envs/classic/rounding.hpp>

namespace ember::envs {
namespace {

using std::numbers::pi;

constexpr double dt = 0.05;
constexpr double max_speed = 8;

}  // namespace

void Pendulum::reset(Seed seed, std::span<float> observation, double x_init, double y_init) {
  require_size("Pendulum.reset: observation", observation.size(), 3);
  require_bounds("Pendulum.reset: x_init", -x_init, x_init);
  require_bounds("Pendulum.reset: y_init", -y_init, y_init);
  random_.seed(seed);
  theta_ = random_.uniform(-x_init, x_init);
  velocity_ = random_.uniform(-y_init, y_init);
  torque_ = 0;
  observe(observation);
}

// The terms of the float32 torque stay float32 until they meet the float64 state.
Step Pendulum::step(Action action, std::span<float> observation) {
  require_finite("Pendulum.step", action, 1);
  require_size("Pendulum.step: observation", observation.size(), 3);
  torque_ = std::clamp(action[0], -2.0f, 2.0f);
  const double angle = python_mod(theta_ + pi, 2 * pi) - pi;
  const double cost = pow2(angle) + 0.1 * pow2(velocity_) + static_cast<double>(0.001f * pow2(torque_));
  const double acceleration = 3 * options_.g / 2 * std::sin(theta_) + static_cast<double>(3.0f * torque_);
  velocity_ = std::clamp(velocity_ + acceleration * dt, -max_speed, max_speed);
  theta_ += velocity_ * dt;
  observe(observation);
  return {-cost, false, false};
}

void Pendulum::observe(std::span<float> observation) const {
  observation[0] = static_cast<float>(std::cos(theta_));
  observation[1] = static_cast<float>(std::sin(theta_));
  observation[2] = static_cast<float>(velocity_);
}

}  // namespace ember::envs
