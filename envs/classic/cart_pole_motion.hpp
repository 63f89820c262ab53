#pragma once

#include <numbers>

namespace ember::envs {

/// Position [m] and velocity [m/s] of the cart, lean [rad] and its velocity [rad/s] of the pole: numbers, or
/// vectors of them.
template <class V> struct CartPoleState { V x{}, x_dot{}, theta{}, theta_dot{}; };

template <class T> constexpr T cart_pole_force = T(10.0);  // N, to either side
template <class T> constexpr T cart_pole_x_limit = T(2.4);
template <class T> constexpr T cart_pole_theta_limit = T(12 * 2 * std::numbers::pi / 360);

template <class T> constexpr T cart_pole_mass = T(0.1 + 1.0);  // kg, of cart and pole

/// Divides by multiplying with the inverse, within one rounding of the quotient.
template <class T> struct Inverse {
  T of;
  friend T operator/(T numerator, Inverse by) { return numerator * by.of; }
};

/// One step of 0.02 s under a force [N], by explicit Euler: positions move with the old velocities. T is the
/// type of a single number of V. Products and quotients associate as in Gymnasium's source: another order
/// would round differently, and so does an Inverse of the mass.
template <class T, class V, class Mass = T>
[[gnu::always_inline]] inline void move_cart_pole(CartPoleState<V>& state, const V& force, const V& cosine,
                                                  const V& sine, Mass total_mass = cart_pole_mass<T>) {
  constexpr T gravity = T(9.8), pole_mass = T(0.1), half_length = T(0.5);
  constexpr T pole_mass_length = T(0.1 * 0.5), tau = T(0.02);
  const V push = (force + pole_mass_length * (state.theta_dot * state.theta_dot) * sine) / total_mass;
  const V theta_acc = (gravity * sine - cosine * push) /
                      (half_length * (T(4.0 / 3.0) - pole_mass * (cosine * cosine) / total_mass));
  const V x_acc = push - pole_mass_length * theta_acc * cosine / total_mass;
  state.x += tau * state.x_dot;
  state.x_dot += tau * x_acc;
  state.theta += tau * state.theta_dot;
  state.theta_dot += tau * theta_acc;
}

}  // namespace ember::envs
