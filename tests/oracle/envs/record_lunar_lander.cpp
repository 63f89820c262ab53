// Records the flights of LunarLander on Box2D 2.3 (lunar_lander_flight.txt): until the first touch, Ember's
// own solver must give the same bits. Built outside the tree, against the Box2D sources that pybox2d 0964332
// carries (in b2Settings.h, USE_EXCEPTIONS undefined) and this library, whose LanderWorld it replaces:
//
//     g++ -std=c++20 -O2 -DNDEBUG -ffp-contract=off -I <pybox2d> -I <include roots> -I tests/envs
//         record_lunar_lander.cpp <pybox2d>/Box2D/{Collision,Common,Dynamics}/**/*.cpp lunar_lander.cpp
//         libember_envs.a
//
// One line per seed: seed, steps, CRC-32 of observations and rewards. Odd seeds fly by the heuristic, even
// ones at random; every fourth has wind.
#include <Box2D/Box2D.h>

#include <cmath>
#include <cstdio>
#include <numbers>
#include <optional>

#include <ember/envs/box2d/lander_world.hpp>
#include <ember/envs/box2d/lunar_lander.hpp>

#include "crc32.hpp"

namespace ember::envs {
namespace {

constexpr double scale = 30;  // pixels per metre of the original's 600 x 400 picture
constexpr double width = 600 / scale, height = 400 / scale;
constexpr double fps = 50;
constexpr double leg_away = 20, leg_down = 18;
constexpr std::size_t chunks = 11;
constexpr double pad_y = height / 4;

b2Vec2 vec(double x, double y) { return {static_cast<float>(x), static_cast<float>(y)}; }

}  // namespace

// The order of creation, of draws and of roundings is Gymnasium's.
struct LanderWorld::Physics final : b2ContactListener {
  b2World world;
  b2Body* lander = nullptr;
  std::array<b2Body*, 2> legs{};
  std::array<bool, 2> leg_contact{};
  bool crashed = false;
  std::optional<double> shaping;
  std::int64_t wind_index = 0, torque_index = 0;
  std::array<double, chunks> ground{};

  Physics(const LunarLanderOptions& options, Generator& random) : world(vec(0, options.gravity)) {
    world.SetContactListener(this);
    build_moon(random);
    build_lander();
    const double x = random.uniform(-1000, 1000);
    lander->ApplyForceToCenter(vec(x, random.uniform(-1000, 1000)), true);
    if (options.enable_wind) {
      wind_index = random.integers(-9999, 9999);
      torque_index = random.integers(-9999, 9999);
    }
    for (const std::size_t leg : {0u, 1u}) build_leg(leg);
  }

  void build_moon(Generator& random) {
    std::array<double, chunks + 1> draw;
    for (double& y : draw) y = random.uniform(0, height / 2);
    for (std::size_t i = chunks / 2 - 2; i <= chunks / 2 + 2; ++i) draw[i] = pad_y;
    for (std::size_t i = 0; i < chunks; ++i) {
      ground[i] = 0.33 * (draw[i == 0 ? chunks : i - 1] + draw[i] + draw[i + 1]);
    }
    b2BodyDef body;
    b2Body* moon = world.CreateBody(&body);
    b2EdgeShape edge;
    b2FixtureDef fixture;
    fixture.shape = &edge;
    edge.Set(vec(0, 0), vec(width, 0));
    moon->CreateFixture(&fixture);
    fixture.friction = 0.1f;
    for (std::size_t i = 0; i + 1 < chunks; ++i) {
      edge.Set(vec(ground_x(i), ground[i]), vec(ground_x(i + 1), ground[i + 1]));
      moon->CreateFixture(&fixture);
    }
  }

  static double ground_x(std::size_t i) { return width / (chunks - 1) * static_cast<double>(i); }

  void build_lander() {
    constexpr double corners[6][2] = {{-14, 17}, {-17, 0}, {-17, -10}, {17, -10}, {17, 0}, {14, 17}};
    std::array<b2Vec2, 6> points;
    for (std::size_t i = 0; i < 6; ++i) points[i] = vec(corners[i][0] / scale, corners[i][1] / scale);
    b2PolygonShape shape;
    shape.Set(points.data(), 6);
    lander = add_body(vec(width / 2, height), 0, shape, 5, 0.1f, 0x10);
  }

  void build_leg(std::size_t index) {
    const double side = index == 0 ? -1 : 1;
    b2PolygonShape shape;
    shape.SetAsBox(static_cast<float>(2 / scale), static_cast<float>(8 / scale));
    b2Body* leg = add_body(vec(width / 2 - side * leg_away / scale, height), static_cast<float>(side * 0.05),
                           shape, 1, 0.2f, 0x20);
    b2RevoluteJointDef joint;
    joint.bodyA = lander;
    joint.bodyB = leg;
    joint.localAnchorB = vec(side * leg_away / scale, leg_down / scale);
    joint.referenceAngle = leg->GetAngle() - lander->GetAngle();
    joint.enableMotor = joint.enableLimit = true;
    joint.maxMotorTorque = 40;
    joint.motorSpeed = static_cast<float>(0.3 * side);
    joint.lowerAngle = static_cast<float>(side < 0 ? 0.9 - 0.5 : -0.9);
    joint.upperAngle = static_cast<float>(side < 0 ? 0.9 : -0.9 + 0.5);
    world.CreateJoint(&joint);
    legs[index] = leg;
  }

  // Bodies touch the ground (category 1) and not each other.
  b2Body* add_body(b2Vec2 position, float angle, const b2PolygonShape& shape, float density, float friction,
                   std::uint16_t category) {
    b2BodyDef body;
    body.type = b2_dynamicBody;
    body.position = position;
    body.angle = angle;
    b2FixtureDef fixture;
    fixture.shape = &shape;
    fixture.density = density;
    fixture.friction = friction;
    fixture.filter.categoryBits = category;
    fixture.filter.maskBits = 1;
    b2Body* made = world.CreateBody(&body);
    made->CreateFixture(&fixture);
    return made;
  }

  void BeginContact(b2Contact* contact) override { touch(contact, true); }
  void EndContact(b2Contact* contact) override { touch(contact, false); }

  void touch(b2Contact* contact, bool begins) {
    const b2Body* a = contact->GetFixtureA()->GetBody();
    const b2Body* b = contact->GetFixtureB()->GetBody();
    if (begins && (a == lander || b == lander)) crashed = true;
    for (std::size_t i = 0; i < 2; ++i) {
      if (a == legs[i] || b == legs[i]) leg_contact[i] = begins;
    }
  }

  void blow(const LunarLanderOptions& options) {
    const auto gust = [](std::int64_t index) {
      const auto t = static_cast<double>(index);
      return std::tanh(std::sin(0.02 * t) + std::sin(std::numbers::pi * 0.01 * t));
    };
    lander->ApplyForceToCenter(vec(gust(wind_index++) * options.wind_power, 0), true);
    lander->ApplyTorque(static_cast<float>(gust(torque_index++) * options.turbulence_power), true);
  }

  void fire(const Engines& engines, Generator& random) {
    const double sine = std::sin(static_cast<double>(lander->GetAngle()));
    const double cosine = std::cos(static_cast<double>(lander->GetAngle()));
    const double tip[2] = {sine, cosine}, side[2] = {-cosine, sine};
    const double along = random.uniform(-1, 1) / scale;
    const double across = random.uniform(-1, 1) / scale;
    const double at_x = lander->GetPosition().x, at_y = lander->GetPosition().y;
    if (engines.main > 0) {
      const double x = tip[0] * (4 / scale + 2 * along) + side[0] * across;
      const double y = -tip[1] * (4 / scale + 2 * along) - side[1] * across;
      lander->ApplyLinearImpulse(vec(-x * 13.0 * engines.main, -y * 13.0 * engines.main),
                                 vec(at_x + x, at_y + y), true);
    }
    if (engines.side > 0) {
      const double offset = 3 * across + engines.direction * 12 / scale;
      const double x = tip[0] * along + side[0] * offset;
      const double y = -tip[1] * along - side[1] * offset;
      // 17 beside 14: the original's two different heights of one engine.
      lander->ApplyLinearImpulse(vec(-x * 0.6 * engines.side, -y * 0.6 * engines.side),
                                 vec(at_x + x - tip[0] * 17 / scale, at_y + y + tip[1] * 14 / scale), true);
    }
  }
};

LanderWorld::LanderWorld(LunarLanderOptions options) : options_(options) {
  if (!(options.gravity > -12 && options.gravity < 0)) {
    throw ValueError("LunarLander: gravity is not between -12 and 0: " + std::to_string(options.gravity));
  }
  if (!std::isfinite(options.wind_power) || !std::isfinite(options.turbulence_power)) {
    throw ValueError("LunarLander: the powers of the wind must be finite");
  }
}

LanderWorld::LanderWorld(const LanderWorld& other) : LanderWorld(other.options_) {
  random_ = other.random_;
  at_start_ = other.at_start_;
  engines_ = other.engines_;
  if (other.physics_) begin();
}

LanderWorld::LanderWorld(LanderWorld&&) noexcept = default;
LanderWorld::~LanderWorld() = default;

LanderWorld& LanderWorld::operator=(LanderWorld other) noexcept {
  options_ = other.options_;
  random_ = other.random_;
  at_start_ = other.at_start_;
  engines_ = std::move(other.engines_);
  physics_ = std::move(other.physics_);
  return *this;
}

Box LanderWorld::observation_space() {
  constexpr double turn = 2 * std::numbers::pi;
  return Box({-2.5, -2.5, -10, -10, -turn, -10, 0, 0}, {2.5, 2.5, 10, 10, turn, 10, 1, 1});
}

void LanderWorld::reset(Seed seed, std::span<float> observation) {
  require_size("LunarLander.reset: observation", observation.size(), 8);
  random_.seed(seed);
  at_start_ = random_;
  engines_.clear();
  physics_ = std::make_unique<Physics>(options_, random_);
  advance({}, observation);
}

Step LanderWorld::step(const Engines& engines, std::span<float> observation) {
  require_size("LunarLander.step: observation", observation.size(), 8);
  if (!physics_) throw StateError("LunarLander.step: never reset: call reset first");
  engines_.push_back(engines);
  return advance(engines, observation);
}

// Plays the recorded episode from its start, which leaves the generator as it was.
void LanderWorld::begin() {
  std::array<float, 8> observation;
  random_ = at_start_;
  physics_ = std::make_unique<Physics>(options_, random_);
  advance({}, observation);
  for (const Engines& engines : engines_) advance(engines, observation);
}

Step LanderWorld::advance(const Engines& engines, std::span<float> observation) {
  Physics& p = *physics_;
  if (options_.enable_wind && !p.leg_contact[0] && !p.leg_contact[1]) p.blow(options_);
  p.fire(engines, random_);
  p.world.Step(static_cast<float>(1 / fps), 180, 60);

  const b2Vec2 position = p.lander->GetPosition(), velocity = p.lander->GetLinearVelocity();
  const std::array<double, 8> state = {
      (position.x - width / 2) / (width / 2),
      (position.y - (pad_y + leg_down / scale)) / (height / 2),
      velocity.x * (width / 2) / fps,
      velocity.y * (height / 2) / fps,
      p.lander->GetAngle(),
      20.0 * p.lander->GetAngularVelocity() / fps,
      p.leg_contact[0] ? 1.0 : 0.0,
      p.leg_contact[1] ? 1.0 : 0.0,
  };
  const double shaping = -100 * std::sqrt(state[0] * state[0] + state[1] * state[1]) -
                         100 * std::sqrt(state[2] * state[2] + state[3] * state[3]) -
                         100 * std::abs(state[4]) + 10 * state[6] + 10 * state[7];
  Step step;
  if (p.shaping) step.reward = shaping - *p.shaping;
  p.shaping = shaping;
  step.reward -= engines.main * 0.30;
  step.reward -= engines.side * 0.03;
  if (p.crashed || std::abs(state[0]) >= 1) {
    step.terminated = true;
    step.reward = -100;
  }
  if (!p.lander->IsAwake()) {
    step.terminated = true;
    step.reward = 100;
  }
  for (std::size_t i = 0; i < 8; ++i) observation[i] = static_cast<float>(state[i]);
  return step;
}

void LanderWorld::serialize(Archive& archive) {
  bool running = physics_ != nullptr;
  archive(running, random_, at_start_, engines_);
  if (!archive.loading()) return;
  if (running) {
    begin();
  } else {
    physics_.reset();
  }
}

}  // namespace ember::envs

int main() {
  using namespace ember::envs;
  for (int seed = 0; seed < 400; ++seed) {
    LunarLander env({.enable_wind = seed % 4 == 3});
    std::array<float, 8> o;
    Space actions = env.action_space();
    actions.seed(seed);
    env.reset(seed, o);
    Crc32 crc;
    crc.add(std::span<const float>(o));
    int steps = 0;
    for (; steps < 400; ++steps) {
      const auto sample = static_cast<std::int64_t>(actions.sample()[0]);
      const Step step = env.step(seed % 2 == 1 ? LunarLanderHeuristic::discrete(o) : sample, o);
      if (o[6] != 0 || o[7] != 0 || step.done()) break;
      crc.add(std::span<const float>(o));
      crc.add(step.reward);
    }
    std::printf("%d %d %08x\n", seed, steps, crc.take());
  }
}
