#include <ember/envs/classic/cart_pole.hpp>

#include <cmath>
#include <limits>

#include <ember/envs/classic/cart_pole_motion.hpp>
#include <ember/envs/classic/reset_bounds.hpp>

namespace ember::envs {
Box CartPole::observation_space() {
  constexpr double any = std::numeric_limits<double>::infinity();
  constexpr double x = 2 * cart_pole_x_limit<double>, theta = 2 * cart_pole_theta_limit<double>;
  return Box({-x, -any, -theta, -any}, {x, any, theta, any});
}

void CartPole::reset(Seed seed, std::span<float> observation, double low, double high) {
  require_size("CartPole.reset: observation", observation.size(), 4);
  require_bounds("CartPole.reset", low, high);
  random_.seed(seed);
  state_.x = random_.uniform(low, high);
  state_.x_dot = random_.uniform(low, high);
  state_.theta = random_.uniform(low, high);
  state_.theta_dot = random_.uniform(low, high);
  fallen_ = false;
  observe(observation);
}

Step CartPole::step(Action action, std::span<float> observation) {
  require_choice("CartPole.step", action, 2);
  require_size("CartPole.step: observation", observation.size(), 4);
  const double force = action == 1 ? cart_pole_force<double> : -cart_pole_force<double>;
  move_cart_pole<double>(state_, force, std::cos(state_.theta), std::sin(state_.theta));

  const auto& [x, x_dot, theta, theta_dot] = state_;
  constexpr double x_limit = cart_pole_x_limit<double>, theta_limit = cart_pole_theta_limit<double>;
  Step step;
  step.terminated = x < -x_limit || x > x_limit || theta < -theta_limit || theta > theta_limit;
  if (options_.sutton_barto_reward) {
    step.reward = step.terminated ? -1 : 0;
  } else {
    step.reward = step.terminated && fallen_ ? 0 : 1;
  }
  fallen_ = fallen_ || step.terminated;
  observe(observation);
  return step;
}

void CartPole::observe(std::span<float> observation) const {
  observation[0] = static_cast<float>(state_.x);
  observation[1] = static_cast<float>(state_.x_dot);
  observation[2] = static_cast<float>(state_.theta);
  observation[3] = static_cast<float>(state_.theta_dot);
}

}  // namespace ember::envs
