#include <ember/envs/box2d/rigid_bodies.hpp>

#include <box2d/b2_time_of_impact.h>

#include <algorithm>
#include <limits>

#include <ember/envs/box2d/rigid_contact.hpp>
#include <ember/envs/box2d/rigid_joint.hpp>

namespace ember::envs::rigid {
namespace {

void advance(Body& body, float dt) {
  const b2Vec2 way = dt * body.velocity;
  if (b2Dot(way, way) > b2_maxTranslationSquared) body.velocity *= b2_maxTranslation / way.Length();
  const float turn = dt * body.spin;
  if (turn * turn > b2_maxRotationSquared) body.spin *= b2_maxRotation / b2Abs(turn);
  body.sweep.c += dt * body.velocity;
  body.sweep.a += dt * body.spin;
}

// Triangles around the mean of the corners, as version 2.3 adds them up.
b2MassData mass_of(const b2PolygonShape& shape, float density) {
  constexpr float third = 1.0f / 3.0f;
  b2Vec2 middle(0, 0), centre(0, 0);
  for (int i = 0; i < shape.m_count; ++i) middle += shape.m_vertices[i];
  middle *= 1.0f / static_cast<float>(shape.m_count);
  float area = 0, inertia = 0;
  for (int i = 0; i < shape.m_count; ++i) {
    const b2Vec2 p = shape.m_vertices[i] - middle,
                 q = shape.m_vertices[i + 1 < shape.m_count ? i + 1 : 0] - middle;
    const float cross = b2Cross(p, q), triangle = 0.5f * cross;
    area += triangle;
    centre += triangle * third * (p + q);
    const float x = p.x * p.x + q.x * p.x + q.x * q.x, y = p.y * p.y + q.y * p.y + q.y * q.y;
    inertia += (0.25f * third * cross) * (x + y);
  }
  b2MassData mass;
  mass.mass = density * area;
  centre *= 1.0f / area;
  mass.center = centre + middle;
  mass.I = density * inertia + mass.mass * (b2Dot(mass.center, mass.center) - b2Dot(centre, centre));
  return mass;
}

}  // namespace

Body::Body(const b2PolygonShape& outline, float density, float rub, b2Vec2 position, float angle)
    : shape(outline), friction(rub) {
  transform.Set(position, angle);
  const b2MassData mass = mass_of(shape, density);
  inverse_mass = 1 / mass.mass;
  const b2Vec2 centre = inverse_mass * (mass.mass * mass.center);
  inverse_inertia = 1 / (mass.I - mass.mass * b2Dot(centre, centre));
  sweep.localCenter = centre;
  sweep.c0 = sweep.c = b2Mul(transform, centre);
  sweep.a0 = sweep.a = angle;
  sweep.alpha0 = 0;
}

void Body::push(b2Vec2 impulse, b2Vec2 at) {
  wake();
  velocity += inverse_mass * impulse;
  spin += inverse_inertia * b2Cross(at - sweep.c, impulse);
}

void Body::wake() {
  if (!awake) rest_time = 0;
  awake = true;
}

void Body::synchronise() {
  transform.q.Set(sweep.a);
  transform.p = sweep.c - b2Mul(transform.q, sweep.localCenter);
}

void World::start(float dt) {
  dt_ = dt;
  touches_.clear();
  if (contacts_.empty()) {
    for (std::size_t body = 0; body < bodies.size(); ++body) {
      for (std::size_t edge = 0; edge < edges.size(); ++edge) contacts_.push_back({edge, body, {}, false});
    }
    b2Transform ground;
    ground.SetIdentity();
    edge_boxes_.resize(edges.size());
    for (std::size_t i = 0; i < edges.size(); ++i) edges[i].shape.ComputeAABB(&edge_boxes_[i], ground, 0);
  }
  collide();

  constraints_.clear();
  moves_ = std::any_of(bodies.begin(), bodies.end(), [](const Body& b) { return b.awake; });
  if (!moves_) return;
  for (Body& body : bodies) {
    body.wake();  // joined bodies wake together
    body.sweep.c0 = body.sweep.c;
    body.sweep.a0 = body.sweep.a;
    body.velocity += dt * (gravity_ + body.inverse_mass * body.force);
    body.spin += dt * body.inverse_inertia * body.torque;
  }
  for (Contact& contact : contacts_) {
    if (!contact.touching) continue;
    constraints_.push_back(prepare(contact, bodies[contact.body], edges[contact.edge], true));
  }
  for (ContactConstraint& c : constraints_) warm_start(c);
  for (Joint& joint : joints) prepare(joint, bodies);
}

void World::relax(int iterations) {
  if (!moves_) return;
  for (int i = 0; i < iterations; ++i) {
    for (Joint& joint : joints) solve_velocity(joint, bodies, dt_);
    for (ContactConstraint& c : constraints_) solve_velocity(c);
  }
}

const std::vector<Touch>& World::finish(int velocity_iterations, int position_iterations) {
  if (moves_) solve_positions(position_iterations);
  solve_impacts(velocity_iterations);
  for (Body& body : bodies) {
    body.force.SetZero();
    body.torque = 0;
  }
  return touches_;
}

// Around the body as it is, or from the start of its sweep on.
b2AABB World::box_of(const Body& body, bool swept) const {
  b2AABB around;
  body.shape.ComputeAABB(&around, body.transform, 0);
  if (swept) {
    b2Transform before;
    body.sweep.GetTransform(&before, 0);
    b2AABB start;
    body.shape.ComputeAABB(&start, before, 0);
    around.Combine(start);
  }
  around.lowerBound -= b2Vec2(b2_aabbExtension, b2_aabbExtension);
  around.upperBound += b2Vec2(b2_aabbExtension, b2_aabbExtension);
  return around;
}

void World::update(Contact& contact) {
  const b2Manifold before = contact.manifold;
  Body& body = bodies[contact.body];
  const Edge& edge = edges[contact.edge];
  b2Transform ground;
  ground.SetIdentity();
  b2CollideEdgeAndPolygon(&contact.manifold, &edge.shape, ground, &body.shape, body.transform);
  for (int i = 0; i < contact.manifold.pointCount; ++i) {
    b2ManifoldPoint& point = contact.manifold.points[i];
    point.normalImpulse = point.tangentImpulse = 0;
    for (int k = 0; k < before.pointCount; ++k) {
      if (before.points[k].id.key != point.id.key) continue;
      point.normalImpulse = before.points[k].normalImpulse;
      point.tangentImpulse = before.points[k].tangentImpulse;
      break;
    }
  }
  const bool touching = contact.manifold.pointCount > 0;
  if (touching != contact.touching) {
    body.wake();
    touches_.push_back({contact.body, touching});
  }
  contact.touching = touching;
}

void World::collide() {
  b2AABB around;
  for (Contact& contact : contacts_) {
    const Body& body = bodies[contact.body];
    if (contact.edge == 0) around = box_of(body, false);
    if (!body.awake) continue;
    if (b2TestOverlap(around, edge_boxes_[contact.edge])) {
      update(contact);
    } else if (contact.touching) {
      contact = {contact.edge, contact.body, {}, false};
      touches_.push_back({contact.body, false});
    }
  }
}

void World::solve_positions(int iterations) {
  for (const ContactConstraint& c : constraints_) store(c);
  for (Body& body : bodies) advance(body, dt_);
  bool settled = false;
  for (int i = 0; i < iterations && !settled; ++i) {
    float least = 0;
    for (const ContactConstraint& c : constraints_) least = std::min(least, solve_position(c, b2_baumgarte));
    settled = least >= -3 * b2_linearSlop;
    for (const Joint& joint : joints) settled = solve_position(joint, bodies) && settled;
  }
  for (Body& body : bodies) body.synchronise();
  rest(settled);
}

void World::rest(bool settled) {
  float least = std::numeric_limits<float>::max();
  for (Body& body : bodies) {
    const bool moves =
        body.spin * body.spin > b2_angularSleepTolerance * b2_angularSleepTolerance ||
        b2Dot(body.velocity, body.velocity) > b2_linearSleepTolerance * b2_linearSleepTolerance;
    body.rest_time = moves ? 0 : body.rest_time + dt_;
    least = std::min(least, body.rest_time);
  }
  if (least < b2_timeToSleep || !settled) return;
  for (Body& body : bodies) {
    body.awake = false;
    body.rest_time = 0;
    body.velocity.SetZero();
    body.spin = 0;
  }
}

// Bodies that met the ground within the step are taken back to that moment, in its order, and go on from
// there alone.
void World::solve_impacts(int velocity_iterations) {
  tries_.assign(contacts_.size(), 0);
  for (Body& body : bodies) body.sweep.alpha0 = 0;
  for (;;) {
    Contact* first = nullptr;
    float earliest = 1;
    b2AABB way;
    for (std::size_t i = 0; i < contacts_.size(); ++i) {
      const Body& body = bodies[contacts_[i].body];
      const Edge& edge = edges[contacts_[i].edge];
      if (!body.awake) continue;
      if (contacts_[i].edge == 0) way = box_of(body, true);
      if (tries_[i] > b2_maxSubSteps || !b2TestOverlap(way, edge_boxes_[contacts_[i].edge])) continue;
      b2TOIInput input;
      input.proxyA.Set(&edge.shape, 0);
      input.proxyB.Set(&body.shape, 0);
      input.sweepA.localCenter = input.sweepA.c0 = input.sweepA.c = b2Vec2(0, 0);
      input.sweepA.a0 = input.sweepA.a = 0;
      input.sweepA.alpha0 = body.sweep.alpha0;
      input.sweepB = body.sweep;
      input.tMax = 1;
      b2TOIOutput output;
      b2TimeOfImpact(&output, &input);
      if (output.state != b2TOIOutput::e_touching) continue;
      const float alpha = std::min(body.sweep.alpha0 + (1 - body.sweep.alpha0) * output.t, 1.0f);
      if (alpha < earliest) {
        earliest = alpha;
        first = &contacts_[i];
      }
    }
    if (first == nullptr || earliest > 1 - 10 * b2_epsilon) return;

    Body& body = bodies[first->body];
    const b2Sweep whole = body.sweep;
    body.sweep.Advance(earliest);
    body.sweep.c = body.sweep.c0;
    body.sweep.a = body.sweep.a0;
    body.synchronise();
    ++tries_[static_cast<std::size_t>(first - contacts_.data())];
    update(*first);
    if (!first->touching) {
      body.sweep = whole;
      body.synchronise();
      continue;
    }
    std::vector<ContactConstraint> constraints = {prepare(*first, body, edges[first->edge], false)};
    for (std::size_t edge = 0; edge < edges.size(); ++edge) {
      Contact& other = contact_of(first->body, edge);
      if (&other == first || !overlaps(body, edge)) continue;
      update(other);
      if (other.touching) constraints.push_back(prepare(other, body, edges[edge], false));
    }
    for (int i = 0; i < 20; ++i) {
      float least = 0;
      for (const ContactConstraint& c : constraints)
        least = std::min(least, solve_position(c, b2_toiBaumgarte));
      if (least >= -1.5f * b2_linearSlop) break;
    }
    body.sweep.c0 = body.sweep.c;
    body.sweep.a0 = body.sweep.a;
    body.synchronise();
    for (ContactConstraint& c : constraints) c = prepare(*c.contact, body, edges[c.contact->edge], false);
    for (int i = 0; i < velocity_iterations; ++i) {
      for (ContactConstraint& c : constraints) solve_velocity(c);
    }
    advance(body, (1 - earliest) * dt_);
    body.synchronise();
  }
}

}  // namespace ember::envs::rigid
