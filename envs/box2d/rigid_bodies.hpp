#pragma once

#include <box2d/b2_collision.h>
#include <box2d/b2_edge_shape.h>
#include <box2d/b2_polygon_shape.h>

#include <array>
#include <vector>

/// Rigid bodies over a fixed ground, joined by revolute joints: the part of Box2D that LunarLander needs,
/// with the solver of its version 2.3, where a joint's limit is solved together with its point (version 2.4
/// solves them one after the other, which lets the legs give way). Shapes, collision and times of impact come
/// from the library. Erin Catto, "Iterative Dynamics with Temporal Coherence" (2005) and "Fast and Simple
/// Physics using Sequential Impulses" (2006). Units: metres, kilograms, seconds, radians; float32 throughout.
namespace ember::envs::rigid {

struct Body {
  b2PolygonShape shape;
  float friction = 0;
  float inverse_mass = 0, inverse_inertia = 0;
  b2Sweep sweep;  ///< motion of the centre of mass during a step
  b2Transform transform;
  b2Vec2 velocity{0, 0};
  float spin = 0;
  b2Vec2 force{0, 0};
  float torque = 0;
  float rest_time = 0;
  bool awake = true;

  /// A body of uniform density whose origin is at `position`.
  Body(const b2PolygonShape& shape, float density, float friction, b2Vec2 position, float angle);

  void push(b2Vec2 impulse, b2Vec2 at);
  void wake();
  void synchronise();  ///< transform from the end of the sweep
};

/// Ground: a segment.
struct Edge {
  b2EdgeShape shape;
  float friction = 0;
};

/// Holds two points of bodies together, turns by a motor, and stays between two angles.
struct Joint {
  std::size_t a = 0, b = 0;
  b2Vec2 anchor_a{0, 0}, anchor_b{0, 0};  ///< in the bodies' frames
  float reference = 0, lower = 0, upper = 0, motor_speed = 0, max_torque = 0;

  enum class Limit { inactive, lower, upper } limit = Limit::inactive;
  b2Vec3 impulse{0, 0, 0};  // point, and limit
  float motor_impulse = 0;

  // Of the current step.
  b2Vec2 arm_a, arm_b;
  b2Mat33 mass;
  b2Vec3 cross;
  float motor_mass = 0, point_inverse = 0, whole_inverse = 0;
};

/// A body near an edge.
struct Contact {
  std::size_t edge = 0, body = 0;
  b2Manifold manifold{};
  bool touching = false;
};

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

/// What began or ended to touch during a step.
struct Touch {
  std::size_t body;
  bool begins;
};

class World {
 public:
  explicit World(b2Vec2 gravity) : gravity_(gravity) {}

  std::vector<Body> bodies;
  std::vector<Edge> edges;
  std::vector<Joint> joints;

  /// One step of dt seconds; joints and contacts are relaxed `velocity_iterations` times in the order of
  /// their vectors. Returns the touches in their order.
  const std::vector<Touch>& step(float dt, int velocity_iterations, int position_iterations) {
    start(dt);
    relax(velocity_iterations);
    return finish(velocity_iterations, position_iterations);
  }

  /// The three parts of step(), so that many worlds can do the middle one together.
  void start(float dt);
  void relax(int iterations);
  const std::vector<Touch>& finish(int velocity_iterations, int position_iterations);

  /// After start(): there are joints to relax and nothing else.
  bool relaxes_joints_alone() const { return moves_ && constraints_.empty(); }
  float dt() const { return dt_; }

 private:
  void collide();
  void update(Contact& contact);
  void solve_positions(int iterations);
  void solve_impacts(int velocity_iterations);
  void rest(bool settled);
  b2AABB box_of(const Body& body, bool swept) const;
  bool overlaps(const Body& body, std::size_t edge) const {
    return b2TestOverlap(box_of(body, false), edge_boxes_[edge]);
  }
  Contact& contact_of(std::size_t body, std::size_t edge) { return contacts_[body * edges.size() + edge]; }

  b2Vec2 gravity_;
  float dt_ = 0;
  bool moves_ = false;                          // in this step
  std::vector<Contact> contacts_;               // [body][edge]
  std::vector<b2AABB> edge_boxes_;              // [edge]
  std::vector<ContactConstraint> constraints_;  // of this step
  std::vector<Touch> touches_;
  std::vector<int> tries_;  // to find an impact, of each contact
};

}  // namespace ember::envs::rigid
