#include <ember/envs/box2d/rigid_contact.hpp>

#include <algorithm>
#include <cmath>

namespace ember::envs::rigid {
namespace {

void push(Body& body, const ContactConstraint::Point& point, b2Vec2 impulse) {
  body.velocity += body.inverse_mass * impulse;
  body.spin += body.inverse_inertia * b2Cross(point.arm, impulse);
}

float speed(const Body& body, const ContactConstraint::Point& point, b2Vec2 direction) {
  return b2Dot(body.velocity + b2Cross(body.spin, point.arm), direction);
}

// The impulses x >= 0 of both points at once that leave no approaching speed: the first of the four cases
// (both push, the first, the second, neither) that holds.
void solve_block(ContactConstraint& c) {
  Body& body = *c.body;
  auto &p = c.points[0], &q = c.points[1];
  const b2Vec2 old(p.normal_impulse, q.normal_impulse);
  const b2Vec2 v = b2Vec2(speed(body, p, c.normal), speed(body, q, c.normal)) - b2Mul(c.k, old);

  b2Vec2 x = -b2Mul(c.inverse_k, v);
  const bool solved = [&] {
    if (x.x >= 0 && x.y >= 0) return true;
    x = {-p.normal_mass * v.x, 0};
    if (x.x >= 0 && c.k.ex.y * x.x + v.y >= 0) return true;
    x = {0, -q.normal_mass * v.y};
    if (x.y >= 0 && c.k.ey.x * x.y + v.x >= 0) return true;
    x = {0, 0};
    return v.x >= 0 && v.y >= 0;
  }();
  if (!solved) return;
  const b2Vec2 change = x - old;
  const b2Vec2 first = change.x * c.normal, second = change.y * c.normal;
  body.velocity += body.inverse_mass * (first + second);
  body.spin += body.inverse_inertia * (b2Cross(p.arm, first) + b2Cross(q.arm, second));
  p.normal_impulse = x.x;
  q.normal_impulse = x.y;
}

}  // namespace

ContactConstraint prepare(Contact& contact, Body& body, const Edge& edge, bool warm) {
  ContactConstraint c;
  c.contact = &contact;
  c.body = &body;
  c.friction = std::sqrt(edge.friction * body.friction);
  c.radius = edge.shape.m_radius + body.shape.m_radius;
  c.count = contact.manifold.pointCount;

  b2Transform ground;
  ground.SetIdentity();
  b2WorldManifold world;
  world.Initialize(&contact.manifold, ground, edge.shape.m_radius, body.transform, body.shape.m_radius);
  c.normal = world.normal;
  const b2Vec2 tangent = b2Cross(c.normal, 1.0f);
  for (int i = 0; i < c.count; ++i) {
    const b2ManifoldPoint& source = contact.manifold.points[i];
    auto& point = c.points[static_cast<std::size_t>(i)];
    point.arm = world.points[i] - body.sweep.c;
    point.normal_impulse = warm ? source.normalImpulse : 0;
    point.tangent_impulse = warm ? source.tangentImpulse : 0;
    const float across = b2Cross(point.arm, c.normal), along = b2Cross(point.arm, tangent);
    point.normal_mass = 1 / (body.inverse_mass + body.inverse_inertia * across * across);
    point.tangent_mass = 1 / (body.inverse_mass + body.inverse_inertia * along * along);
  }
  if (c.count == 2) {
    const float a = b2Cross(c.points[0].arm, c.normal), b = b2Cross(c.points[1].arm, c.normal);
    const float m = body.inverse_mass, i = body.inverse_inertia;
    const float k11 = m + i * a * a, k22 = m + i * b * b, k12 = m + i * a * b;
    // Two points that are nearly one make the block singular; one of them is enough then.
    c.block = k11 * k11 < 1000 * (k11 * k22 - k12 * k12);
    if (c.block) {
      c.k = b2Mat22(b2Vec2(k11, k12), b2Vec2(k12, k22));
      c.inverse_k = c.k.GetInverse();
    } else {
      c.count = 1;
    }
  }
  return c;
}

void warm_start(ContactConstraint& c) {
  const b2Vec2 tangent = b2Cross(c.normal, 1.0f);
  for (int i = 0; i < c.count; ++i) {
    const auto& point = c.points[static_cast<std::size_t>(i)];
    push(*c.body, point, point.normal_impulse * c.normal + point.tangent_impulse * tangent);
  }
}

void solve_velocity(ContactConstraint& c) {
  Body& body = *c.body;
  const b2Vec2 tangent = b2Cross(c.normal, 1.0f);
  for (int i = 0; i < c.count; ++i) {
    auto& point = c.points[static_cast<std::size_t>(i)];
    const float most = c.friction * point.normal_impulse;
    const float wanted = point.tangent_impulse - point.tangent_mass * speed(body, point, tangent);
    const float impulse = b2Clamp(wanted, -most, most);
    push(body, point, (impulse - point.tangent_impulse) * tangent);
    point.tangent_impulse = impulse;
  }
  if (c.block) {
    solve_block(c);
    return;
  }
  for (int i = 0; i < c.count; ++i) {
    auto& point = c.points[static_cast<std::size_t>(i)];
    const float impulse =
        std::max(point.normal_impulse - point.normal_mass * speed(body, point, c.normal), 0.0f);
    push(body, point, (impulse - point.normal_impulse) * c.normal);
    point.normal_impulse = impulse;
  }
}

void store(const ContactConstraint& c) {
  for (int i = 0; i < c.count; ++i) {
    c.contact->manifold.points[i].normalImpulse = c.points[static_cast<std::size_t>(i)].normal_impulse;
    c.contact->manifold.points[i].tangentImpulse = c.points[static_cast<std::size_t>(i)].tangent_impulse;
  }
}

float solve_position(const ContactConstraint& c, float share) {
  Body& body = *c.body;
  const b2Manifold& m = c.contact->manifold;
  float least = 0;
  for (int i = 0; i < m.pointCount; ++i) {
    b2Transform place;
    place.q.Set(body.sweep.a);
    place.p = body.sweep.c - b2Mul(place.q, body.sweep.localCenter);
    // The ground does not move, so its frame is the world's.
    b2Vec2 normal = m.localNormal, point = b2Mul(place, m.points[i].localPoint);
    float separation = b2Dot(point - m.localPoint, normal) - c.radius;
    if (m.type == b2Manifold::e_faceB) {
      normal = b2Mul(place.q, m.localNormal);
      point = m.points[i].localPoint;
      separation = b2Dot(point - b2Mul(place, m.localPoint), normal) - c.radius;
      normal = -normal;
    }
    least = std::min(least, separation);
    const b2Vec2 arm = point - body.sweep.c;
    const float error = b2Clamp(share * (separation + b2_linearSlop), -b2_maxLinearCorrection, 0.0f);
    const float across = b2Cross(arm, normal);
    const float k = body.inverse_mass + body.inverse_inertia * across * across;
    const b2Vec2 impulse = (k > 0 ? -error / k : 0.0f) * normal;
    body.sweep.c += body.inverse_mass * impulse;
    body.sweep.a += body.inverse_inertia * b2Cross(arm, impulse);
  }
  return least;
}

}  // namespace ember::envs::rigid
