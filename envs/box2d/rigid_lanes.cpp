#include <ember/envs/box2d/rigid_lanes.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace ember::envs::rigid {
namespace {

constexpr std::size_t lanes = 4;
using Lanes = float __attribute__((vector_size(lanes * sizeof(float))));
using Mask = std::int32_t __attribute__((vector_size(lanes * sizeof(float))));

Lanes choose(Mask mask, Lanes yes, Lanes no) {
  Mask a, b;
  std::memcpy(&a, &yes, sizeof a);
  std::memcpy(&b, &no, sizeof b);
  const Mask bits = (a & mask) | (b & ~mask);
  Lanes result;
  std::memcpy(&result, &bits, sizeof result);
  return result;
}

// b2Clamp
Lanes clamp(Lanes x, Lanes low, Lanes high) {
  const Lanes below = choose(x < high, x, high);
  return choose(low > below, low, below);
}

struct BodyLanes {
  Lanes vx, vy, spin, inverse_mass, inverse_inertia;

  void apply(Lanes x, Lanes y, Lanes turn, float sign) {
    vx += sign * inverse_mass * x;
    vy += sign * inverse_mass * y;
    spin += sign * inverse_inertia * turn;
  }
};

struct JointLanes {
  std::size_t a, b;
  Lanes ax, ay, bx, by;                               // arms
  Lanes exx, exy, exz, eyx, eyy, eyz, ezx, ezy, ezz;  // mass
  Lanes cx, cy, cz;                                   // cross
  Lanes point_inverse, whole_inverse, motor_mass, motor_speed, most;
  Lanes x, y, z, motor;  // impulses
  Mask active, lower;    // limits
  bool any_active;
};

// One round of solve_velocity(Joint&, ...), operation by operation.
void solve_velocity(JointLanes& j, BodyLanes& a, BodyLanes& b) {
  const Lanes before = j.motor;
  j.motor = clamp(before - j.motor_mass * (b.spin - a.spin - j.motor_speed), -j.most, j.most);
  const Lanes motor = j.motor - before;
  a.spin -= a.inverse_inertia * motor;
  b.spin += b.inverse_inertia * motor;

  const Lanes slip_x = b.vx + -b.spin * j.by - a.vx - -a.spin * j.ay;
  const Lanes slip_y = b.vy + b.spin * j.bx - a.vy - a.spin * j.ax;
  Lanes wanted_x = -slip_x, wanted_y = -slip_y;
  Lanes turn = {}, full_x = {}, full_y = {};
  Mask whole = {};  // where the limit is solved together with the point
  if (j.any_active) {
    const Lanes slip_z = b.spin - a.spin;
    full_x = -(j.whole_inverse * (slip_x * j.cx + slip_y * j.cy + slip_z * j.cz));
    full_y = -(j.whole_inverse *
               (j.exx * (slip_y * j.ezz - slip_z * j.ezy) + j.exy * (slip_z * j.ezx - slip_x * j.ezz) +
                j.exz * (slip_x * j.ezy - slip_y * j.ezx)));
    const Lanes full_z = -(j.whole_inverse * (j.exx * (j.eyy * slip_z - j.eyz * slip_y) +
                                              j.exy * (j.eyz * slip_x - j.eyx * slip_z) +
                                              j.exz * (j.eyx * slip_y - j.eyy * slip_x)));
    const Lanes limit = j.z + full_z, zero = {};
    const Mask pulls = (j.lower & (limit < zero)) | (~j.lower & (limit > zero));
    whole = j.active & ~pulls;
    wanted_x = choose(j.active, wanted_x + j.z * j.ezx, wanted_x);
    wanted_y = choose(j.active, wanted_y + j.z * j.ezy, wanted_y);
    turn = choose(whole, full_z, choose(j.active, -j.z, zero));
    j.z = choose(whole, limit, choose(j.active, zero, j.z));
  }
  const Lanes point_x = j.point_inverse * (j.eyy * wanted_x - j.eyx * wanted_y);
  const Lanes point_y = j.point_inverse * (j.exx * wanted_y - j.exy * wanted_x);
  const Lanes x = j.any_active ? choose(whole, full_x, point_x) : point_x;
  const Lanes y = j.any_active ? choose(whole, full_y, point_y) : point_y;
  j.x += x;
  j.y += y;
  a.apply(x, y, j.ax * y - j.ay * x + turn, -1);
  b.apply(x, y, j.bx * y - j.by * x + turn, 1);
}

void relax_joints(const std::array<World*, lanes>& worlds, int iterations) {
  std::array<BodyLanes, 3> bodies;
  std::array<JointLanes, 2> joints;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const World& world = *worlds[lane];
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      const Body& from = world.bodies[i];
      BodyLanes& to = bodies[i];
      to.vx[lane] = from.velocity.x;
      to.vy[lane] = from.velocity.y;
      to.spin[lane] = from.spin;
      to.inverse_mass[lane] = from.inverse_mass;
      to.inverse_inertia[lane] = from.inverse_inertia;
    }
    for (std::size_t i = 0; i < joints.size(); ++i) {
      const Joint& from = world.joints[i];
      JointLanes& to = joints[i];
      to.a = from.a;
      to.b = from.b;
      const auto set = [lane](Lanes& x, Lanes& y, b2Vec2 v) {
        x[lane] = v.x;
        y[lane] = v.y;
      };
      const auto set3 = [lane](Lanes& x, Lanes& y, Lanes& z, b2Vec3 v) {
        x[lane] = v.x;
        y[lane] = v.y;
        z[lane] = v.z;
      };
      set(to.ax, to.ay, from.arm_a);
      set(to.bx, to.by, from.arm_b);
      set3(to.exx, to.exy, to.exz, from.mass.ex);
      set3(to.eyx, to.eyy, to.eyz, from.mass.ey);
      set3(to.ezx, to.ezy, to.ezz, from.mass.ez);
      set3(to.cx, to.cy, to.cz, from.cross);
      set3(to.x, to.y, to.z, from.impulse);
      to.point_inverse[lane] = from.point_inverse;
      to.whole_inverse[lane] = from.whole_inverse;
      to.motor_mass[lane] = from.motor_mass;
      to.motor_speed[lane] = from.motor_speed;
      to.most[lane] = world.dt() * from.max_torque;
      to.motor[lane] = from.motor_impulse;
      const bool active = from.limit != Joint::Limit::inactive;
      to.active[lane] = active ? -1 : 0;
      to.lower[lane] = from.limit == Joint::Limit::lower ? -1 : 0;
      to.any_active = active || (lane > 0 && to.any_active);
    }
  }
  BodyLanes hub = bodies[joints[0].a], first = bodies[joints[0].b], second = bodies[joints[1].b];
  JointLanes j0 = joints[0], j1 = joints[1];
  for (int i = 0; i < iterations; ++i) {
    solve_velocity(j0, hub, first);
    solve_velocity(j1, hub, second);
  }
  bodies[joints[0].a] = hub;
  bodies[joints[0].b] = first;
  bodies[joints[1].b] = second;
  joints = {j0, j1};
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    World& world = *worlds[lane];
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      world.bodies[i].velocity.Set(bodies[i].vx[lane], bodies[i].vy[lane]);
      world.bodies[i].spin = bodies[i].spin[lane];
    }
    for (std::size_t i = 0; i < joints.size(); ++i) {
      world.joints[i].impulse.Set(joints[i].x[lane], joints[i].y[lane], joints[i].z[lane]);
      world.joints[i].motor_impulse = joints[i].motor[lane];
    }
  }
}

}  // namespace

void relax_together(std::span<World* const> worlds, int iterations) {
  std::array<World*, lanes> group;
  std::size_t count = 0;
  for (World* world : worlds) {
    if (!world->relaxes_joints_alone()) {
      world->relax(iterations);
      continue;
    }
    group[count++] = world;
    if (count < lanes) continue;
    relax_joints(group, iterations);
    count = 0;
  }
  if (count == 1) group[0]->relax(iterations);
  if (count < 2) return;
  std::fill(group.begin() + static_cast<std::ptrdiff_t>(count), group.end(), group[0]);  // the same again
  relax_joints(group, iterations);
}

}  // namespace ember::envs::rigid
