#pragma once

#include <ember/envs/box2d/rigid_bodies.hpp>

namespace ember::envs::rigid {

/// Masses and arms at the body's present place; with `warm` the impulses of the last step are kept and
/// applied.
ContactConstraint prepare(Contact& contact, Body& body, const Edge& edge, bool warm);
void warm_start(ContactConstraint& constraint);
void solve_velocity(ContactConstraint& constraint);
void store(const ContactConstraint& constraint);

/// Pushes the body out of the ground by a share of the overlap; the least separation found.
float solve_position(const ContactConstraint& constraint, float share);

}  // namespace ember::envs::rigid
