#include <ember/envs/classic/mountain_car.hpp>

#include <algorithm>
#include <cmath>

#include <ember/envs/classic/reset_bounds.hpp>

namespace ember::envs {
namespace {

constexpr double left_end = -1.2;
constexpr double right_end = 0.6;
constexpr double max_speed = 0.07;
constexpr double goal = 0.5;
constexpr double force = 0.001;
constexpr double gravity = 0.0025;

}  // namespace

Box MountainCar::observation_space() { return Box({left_end, -max_speed}, {right_end, max_speed}); }

void MountainCar::reset(Seed seed, std::span<float> observation, double low, double high) {
  require_size("MountainCar.reset: observation", observation.size(), 2);
  require_bounds("MountainCar.reset", low, high);
  random_.seed(seed);
  position_ = random_.uniform(low, high);
  velocity_ = 0;
  observation[0] = static_cast<float>(position_);
  observation[1] = 0;
}

Step MountainCar::step(Action action, std::span<float> observation) {
  require_choice("MountainCar.step", action, 3);
  require_size("MountainCar.step: observation", observation.size(), 2);
  velocity_ += static_cast<double>(action - 1) * force + std::cos(3 * position_) * -gravity;
  velocity_ = std::clamp(velocity_, -max_speed, max_speed);
  position_ = std::clamp(position_ + velocity_, left_end, right_end);
  if (position_ == left_end && velocity_ < 0) velocity_ = 0;
  observation[0] = static_cast<float>(position_);
  observation[1] = static_cast<float>(velocity_);
  return {-1, position_ >= goal && velocity_ >= options_.goal_velocity, false};
}

}  // namespace ember::envs
