#include <ember/envs/box2d/rigid_joint.hpp>

namespace ember::envs::rigid {
namespace {

// The solutions of the joint's equations; their determinants are those of the step.
b2Vec2 solve_point(const Joint& j, b2Vec2 x) {
  return {j.point_inverse * (j.mass.ey.y * x.x - j.mass.ey.x * x.y),
          j.point_inverse * (j.mass.ex.x * x.y - j.mass.ex.y * x.x)};
}

b2Vec3 solve_point_and_angle(const Joint& j, b2Vec3 x) {
  return {j.whole_inverse * b2Dot(x, j.cross), j.whole_inverse * b2Dot(j.mass.ex, b2Cross(x, j.mass.ez)),
          j.whole_inverse * b2Dot(j.mass.ex, b2Cross(j.mass.ey, x))};
}

// Velocity of b's point relative to a's.
b2Vec2 relative_velocity(const Joint& j, const Body& a, const Body& b) {
  return b.velocity + b2Cross(b.spin, j.arm_b) - a.velocity - b2Cross(a.spin, j.arm_a);
}

void apply_pair(const Joint& j, Body& a, Body& b, b2Vec2 impulse, float turn) {
  apply(a, impulse, b2Cross(j.arm_a, impulse) + turn, -1);
  apply(b, impulse, b2Cross(j.arm_b, impulse) + turn, 1);
}

}  // namespace

void prepare(Joint& j, std::vector<Body>& bodies) {
  Body &a = bodies[j.a], &b = bodies[j.b];
  j.arm_a = b2Mul(b2Rot(a.sweep.a), j.anchor_a - a.sweep.localCenter);
  j.arm_b = b2Mul(b2Rot(b.sweep.a), j.anchor_b - b.sweep.localCenter);
  const float masses = a.inverse_mass + b.inverse_mass, ia = a.inverse_inertia, ib = b.inverse_inertia;
  const b2Vec2 ra = j.arm_a, rb = j.arm_b;
  j.mass.ex.x = masses + ra.y * ra.y * ia + rb.y * rb.y * ib;
  j.mass.ey.x = -ra.y * ra.x * ia - rb.y * rb.x * ib;
  j.mass.ez.x = -ra.y * ia - rb.y * ib;
  j.mass.ex.y = j.mass.ey.x;
  j.mass.ey.y = masses + ra.x * ra.x * ia + rb.x * rb.x * ib;
  j.mass.ez.y = ra.x * ia + rb.x * ib;
  j.mass.ex.z = j.mass.ez.x;
  j.mass.ey.z = j.mass.ez.y;
  j.mass.ez.z = ia + ib;
  j.motor_mass = 1 / (ia + ib);
  j.cross = b2Cross(j.mass.ey, j.mass.ez);
  j.point_inverse = 1 / (j.mass.ex.x * j.mass.ey.y - j.mass.ey.x * j.mass.ex.y);
  j.whole_inverse = 1 / b2Dot(j.mass.ex, j.cross);

  const float angle = b.sweep.a - a.sweep.a - j.reference;
  const auto before = j.limit;
  j.limit = angle <= j.lower   ? Joint::Limit::lower
            : angle >= j.upper ? Joint::Limit::upper
                               : Joint::Limit::inactive;
  if (j.limit == Joint::Limit::inactive || j.limit != before) j.impulse.z = 0;
  const b2Vec2 point(j.impulse.x, j.impulse.y);
  apply(a, point, b2Cross(ra, point) + j.motor_impulse + j.impulse.z, -1);
  apply(b, point, b2Cross(rb, point) + j.motor_impulse + j.impulse.z, 1);
}

void solve_velocity(Joint& j, std::vector<Body>& bodies, float dt) {
  Body &a = bodies[j.a], &b = bodies[j.b];
  const float most = dt * j.max_torque;
  const float motor_before = j.motor_impulse;
  j.motor_impulse = b2Clamp(motor_before - j.motor_mass * (b.spin - a.spin - j.motor_speed), -most, most);
  const float motor = j.motor_impulse - motor_before;
  a.spin -= a.inverse_inertia * motor;
  b.spin += b.inverse_inertia * motor;

  const b2Vec2 slip = relative_velocity(j, a, b);
  if (j.limit == Joint::Limit::inactive) {
    const b2Vec2 impulse = solve_point(j, -slip);
    j.impulse.x += impulse.x;
    j.impulse.y += impulse.y;
    apply_pair(j, a, b, impulse, 0);
    return;
  }
  b2Vec3 impulse = -solve_point_and_angle(j, {slip.x, slip.y, b.spin - a.spin});
  const float limit = j.impulse.z + impulse.z;
  if (j.limit == Joint::Limit::lower ? limit < 0 : limit > 0) {
    // The limit only pushes: without its impulse, the point alone is solved.
    const b2Vec2 reduced = solve_point(j, -slip + j.impulse.z * b2Vec2(j.mass.ez.x, j.mass.ez.y));
    impulse = {reduced.x, reduced.y, -j.impulse.z};
    j.impulse.x += reduced.x;
    j.impulse.y += reduced.y;
    j.impulse.z = 0;
  } else {
    j.impulse += impulse;
  }
  apply_pair(j, a, b, {impulse.x, impulse.y}, impulse.z);
}

bool solve_position(const Joint& j, std::vector<Body>& bodies) {
  Body &a = bodies[j.a], &b = bodies[j.b];
  const float ia = a.inverse_inertia, ib = b.inverse_inertia;
  float angle_error = 0;
  if (j.limit != Joint::Limit::inactive) {
    const bool lower = j.limit == Joint::Limit::lower;
    const float beyond = b.sweep.a - a.sweep.a - j.reference - (lower ? j.lower : j.upper);
    angle_error = lower ? -beyond : beyond;
    const float correction = lower ? b2Clamp(beyond + b2_angularSlop, -b2_maxAngularCorrection, 0.0f)
                                   : b2Clamp(beyond - b2_angularSlop, 0.0f, b2_maxAngularCorrection);
    const float turn = -j.motor_mass * correction;
    a.sweep.a -= ia * turn;
    b.sweep.a += ib * turn;
  }
  const b2Vec2 ra = b2Mul(b2Rot(a.sweep.a), j.anchor_a - a.sweep.localCenter);
  const b2Vec2 rb = b2Mul(b2Rot(b.sweep.a), j.anchor_b - b.sweep.localCenter);
  const b2Vec2 gap = b.sweep.c + rb - a.sweep.c - ra;
  const float masses = a.inverse_mass + b.inverse_mass;
  b2Mat22 k;
  k.ex.x = masses + ia * ra.y * ra.y + ib * rb.y * rb.y;
  k.ex.y = -ia * ra.x * ra.y - ib * rb.x * rb.y;
  k.ey.x = k.ex.y;
  k.ey.y = masses + ia * ra.x * ra.x + ib * rb.x * rb.x;
  const b2Vec2 impulse = -k.Solve(gap);
  a.sweep.c -= a.inverse_mass * impulse;
  a.sweep.a -= ia * b2Cross(ra, impulse);
  b.sweep.c += b.inverse_mass * impulse;
  b.sweep.a += ib * b2Cross(rb, impulse);
  return gap.Length() <= b2_linearSlop && angle_error <= b2_angularSlop;
}

}  // namespace ember::envs::rigid
