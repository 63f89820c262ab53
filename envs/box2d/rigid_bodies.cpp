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

const std::vector<Touch>& World::step(float dt, int velocity_iterations, int position_iterations) {
  touches_.clear();
  if (contacts_.empty()) {
    for (std::size_t body = 0; body < bodies.size(); ++body) {
      for (std::size_t edge = 0; edge < edges.size(); ++edge) contacts_.push_back({edge, body, {}, false});
    }
  }
  collide();
  solve(dt, velocity_iterations, position_iterations);
  solve_impacts(dt, velocity_iterations);
  for (Body& body : bodies) {
    body.force.SetZero();
    body.torque = 0;
  }
  return touches_;
}

bool World::overlaps(const Body& body, const Edge& edge, bool swept) const {
  b2Transform ground;
  ground.SetIdentity();
  b2AABB around, segment;
  body.shape.ComputeAABB(&around, body.transform, 0);
  if (swept) {
    b2Transform before;
    body.sweep.GetTransform(&before, 0);
    b2AABB start;
    body.shape.ComputeAABB(&start, before, 0);
    around.Combine(start);
  }
  edge.shape.ComputeAABB(&segment, ground, 0);
  around.lowerBound -= b2Vec2(b2_aabbExtension, b2_aabbExtension);
  around.upperBound += b2Vec2(b2_aabbExtension, b2_aabbExtension);
  return b2TestOverlap(around, segment);
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
  for (Contact& contact : contacts_) {
    const Body& body = bodies[contact.body];
    if (!body.awake) continue;
    if (overlaps(body, edges[contact.edge], false)) {
      update(contact);
    } else if (contact.touching) {
      contact = {contact.edge, contact.body, {}, false};
      touches_.push_back({contact.body, false});
    }
  }
}

void World::solve(float dt, int velocity_iterations, int position_iterations) {
  const bool any_awake = std::any_of(bodies.begin(), bodies.end(), [](const Body& b) { return b.awake; });
  if (!any_awake) return;
  for (Body& body : bodies) {
    body.wake();  // joined bodies wake together
    body.sweep.c0 = body.sweep.c;
    body.sweep.a0 = body.sweep.a;
    body.velocity += dt * (gravity_ + body.inverse_mass * body.force);
    body.spin += dt * body.inverse_inertia * body.torque;
  }
  std::vector<ContactConstraint> constraints;
  for (Contact& contact : contacts_) {
    if (!contact.touching) continue;
    constraints.push_back(prepare(contact, bodies[contact.body], edges[contact.edge], true));
  }
  for (ContactConstraint& c : constraints) warm_start(c);
  for (Joint& joint : joints) prepare(joint, bodies);

  for (int i = 0; i < velocity_iterations; ++i) {
    for (Joint& joint : joints) solve_velocity(joint, bodies, dt);
    for (ContactConstraint& c : constraints) solve_velocity(c);
  }
  for (const ContactConstraint& c : constraints) store(c);

  for (Body& body : bodies) advance(body, dt);
  bool settled = false;
  for (int i = 0; i < position_iterations && !settled; ++i) {
    float least = 0;
    for (const ContactConstraint& c : constraints) least = std::min(least, solve_position(c, b2_baumgarte));
    settled = least >= -3 * b2_linearSlop;
    for (const Joint& joint : joints) settled = solve_position(joint, bodies) && settled;
  }
  for (Body& body : bodies) body.synchronise();
  rest(dt, settled);
}

void World::rest(float dt, bool settled) {
  float least = std::numeric_limits<float>::max();
  for (Body& body : bodies) {
    const bool moves =
        body.spin * body.spin > b2_angularSleepTolerance * b2_angularSleepTolerance ||
        b2Dot(body.velocity, body.velocity) > b2_linearSleepTolerance * b2_linearSleepTolerance;
    body.rest_time = moves ? 0 : body.rest_time + dt;
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
void World::solve_impacts(float dt, int velocity_iterations) {
  std::vector<int> tries(contacts_.size(), 0);
  for (Body& body : bodies) body.sweep.alpha0 = 0;
  for (;;) {
    Contact* first = nullptr;
    float earliest = 1;
    for (std::size_t i = 0; i < contacts_.size(); ++i) {
      const Body& body = bodies[contacts_[i].body];
      const Edge& edge = edges[contacts_[i].edge];
      if (!body.awake || tries[i] > b2_maxSubSteps || !overlaps(body, edge, true)) continue;
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
    ++tries[static_cast<std::size_t>(first - contacts_.data())];
    update(*first);
    if (!first->touching) {
      body.sweep = whole;
      body.synchronise();
      continue;
    }
    std::vector<ContactConstraint> constraints = {prepare(*first, body, edges[first->edge], false)};
    for (std::size_t edge = 0; edge < edges.size(); ++edge) {
      Contact& other = contact_of(first->body, edge);
      if (&other == first || !overlaps(body, edges[edge], false)) continue;
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
    advance(body, (1 - earliest) * dt);
    body.synchronise();
  }
}

}  // namespace ember::envs::rigid
