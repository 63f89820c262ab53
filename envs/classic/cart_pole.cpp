#include <ember/envs/classic/cart_pole.hpp>

#include <cmath>
#include <limits>
#include <numbers>

#include <ember/envs/classic/reset_bounds.hpp>

namespace ember::envs {
namespace {

constexpr double gravity = 9.8;
constexpr double pole_mass = 0.1;
constexpr double total_mass = pole_mass + 1.0;
constexpr double half_length = 0.5;
constexpr double pole_mass_length = pole_mass * half_length;
constexpr double force_size = 10.0;
constexpr double tau = 0.02;  // seconds per step
constexpr double x_limit = 2.4;
constexpr double theta_limit = 12 * 2 * std::numbers::pi / 360;

}  // namespace

Box CartPole::observation_space() {
  constexpr double any = std::numeric_limits<double>::infinity();
  return Box({-2 * x_limit, -any, -2 * theta_limit, -any}, {2 * x_limit, any, 2 * theta_limit, any});
}

void CartPole::reset(Seed seed, std::span<float> observation, double low, double high) {
  require_size("CartPole.reset: observation", observation.size(), 4);
  require_bounds("CartPole.reset", low, high);
  random_.seed(seed);
  x_ = random_.uniform(low, high);
  x_dot_ = random_.uniform(low, high);
  theta_ = random_.uniform(low, high);
  theta_dot_ = random_.uniform(low, high);
  fallen_ = false;
  observe(observation);
}

// Products and quotients associate as in Gymnasium's source: another order would round differently.
Step CartPole::step(Action action, std::span<float> observation) {
  require_choice("CartPole.step", action, 2);
  require_size("CartPole.step: observation", observation.size(), 4);
  const double force = action == 1 ? force_size : -force_size;
  const double cosine = std::cos(theta_);
  const double sine = std::sin(theta_);
  const double push = (force + pole_mass_length * (theta_dot_ * theta_dot_) * sine) / total_mass;
  const double theta_acc = (gravity * sine - cosine * push) /
                           (half_length * (4.0 / 3.0 - pole_mass * (cosine * cosine) / total_mass));
  const double x_acc = push - pole_mass_length * theta_acc * cosine / total_mass;

  // Explicit Euler: positions move with the old velocities.
  x_ += tau * x_dot_;
  x_dot_ += tau * x_acc;
  theta_ += tau * theta_dot_;
  theta_dot_ += tau * theta_acc;

  Step step;
  step.terminated = x_ < -x_limit || x_ > x_limit || theta_ < -theta_limit || theta_ > theta_limit;
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
  observation[0] = static_cast<float>(x_);
  observation[1] = static_cast<float>(x_dot_);
  observation[2] = static_cast<float>(theta_);
  observation[3] = static_cast<float>(theta_dot_);
}

}  // namespace ember::envs
