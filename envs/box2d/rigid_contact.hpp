#pragma once

#include <ember/envs/box2d/rigid_bodies.hpp>

namespace ember::envs::rigid {

/// A touching contact of a body with the ground, made ready for a step: up to two points that push apart and
/// rub.
struct ContactConstraint {
  struct Point {
    b2Vec2 arm;
    float normal_impulse, tangent_impulse;
    float normal_mass, tangent_mass;
  };

  Contact* contact = nullptr;
  Body* body = nullptr;
  float friction = 0, radius = 0;
  b2Vec2 normal;
  std::array<Point, 2> points;
  int count = 0;       // points relaxed
  bool block = false;  // both at once
  b2Mat22 k, inverse_k;
};

/// Masses and arms at the body's present place; with `warm` the impulses of the last step are kept and
/// applied.
ContactConstraint prepare(Contact& contact, Body& body, const Edge& edge, bool warm);
void warm_start(ContactConstraint& constraint);
void solve_velocity(ContactConstraint& constraint);
void store(const ContactConstraint& constraint);

/// Pushes the body out of the ground by a share of the overlap; the least separation found.
float solve_position(const ContactConstraint& constraint, float share);

}  // namespace ember::envs::rigid
