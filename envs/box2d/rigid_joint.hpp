#pragma once

#include <ember/envs/box2d/rigid_bodies.hpp>

namespace ember::envs::rigid {

/// The three parts of a joint's share in a step: masses and warm start; one relaxation of the velocities; one
/// correction of the positions, true if the error is within tolerance.
void prepare(Joint& joint, std::vector<Body>& bodies);
void solve_velocity(Joint& joint, std::vector<Body>& bodies, float dt);
bool solve_position(const Joint& joint, std::vector<Body>& bodies);

/// Adds an impulse at an arm from the centre, and a turning one.
inline void apply(Body& body, b2Vec2 impulse, float turn, float sign) {
  body.velocity += sign * body.inverse_mass * impulse;
  body.spin += sign * body.inverse_inertia * turn;
}

}  // namespace ember::envs::rigid
