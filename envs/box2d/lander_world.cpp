#include <ember/envs/box2d/lander_world.hpp>

#include <cmath>
#include <numbers>
#include <optional>

#include <ember/envs/box2d/rigid_bodies.hpp>
#include <ember/envs/box2d/rigid_lanes.hpp>

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
struct LanderWorld::Physics {
  // Relaxation goes through bodies and joints in their order, which is Box2D's: the newest first.
  static constexpr std::size_t lander = 1;
  static constexpr std::array<std::size_t, 2> legs = {2, 0};

  rigid::World world;
  std::array<bool, 2> leg_contact{};
  bool crashed = false;
  std::optional<double> shaping;
  std::int64_t wind_index = 0, torque_index = 0;
  std::array<double, chunks> ground{};

  Physics(const LunarLanderOptions& options, Generator& random) : world(vec(0, options.gravity)) {
    build_moon(random);
    const double x = random.uniform(-1000, 1000), y = random.uniform(-1000, 1000);
    if (options.enable_wind) {
      wind_index = random.integers(-9999, 9999);
      torque_index = random.integers(-9999, 9999);
    }
    build_leg(1);
    build_lander();
    build_leg(-1);
    body().force += vec(x, y);
  }

  rigid::Body& body() { return world.bodies[lander]; }
  const rigid::Body& body() const { return world.bodies[lander]; }

  void build_moon(Generator& random) {
    std::array<double, chunks + 1> draw;
    for (double& y : draw) y = random.uniform(0, height / 2);
    for (std::size_t i = chunks / 2 - 2; i <= chunks / 2 + 2; ++i) draw[i] = pad_y;
    for (std::size_t i = 0; i < chunks; ++i) {
      ground[i] = 0.33 * (draw[i == 0 ? chunks : i - 1] + draw[i] + draw[i + 1]);
    }
    add_edge(vec(0, 0), vec(width, 0), 0.2f);
    for (std::size_t i = 0; i + 1 < chunks; ++i) {
      add_edge(vec(ground_x(i), ground[i]), vec(ground_x(i + 1), ground[i + 1]), 0.1f);
    }
  }

  void add_edge(b2Vec2 from, b2Vec2 to, float friction) {
    rigid::Edge& edge = world.edges.emplace_back();
    edge.shape.SetTwoSided(from, to);
    edge.friction = friction;
  }

  static double ground_x(std::size_t i) { return width / (chunks - 1) * static_cast<double>(i); }

  void build_lander() {
    constexpr double corners[6][2] = {{-14, 17}, {-17, 0}, {-17, -10}, {17, -10}, {17, 0}, {14, 17}};
    std::array<b2Vec2, 6> points;
    for (std::size_t i = 0; i < 6; ++i) points[i] = vec(corners[i][0] / scale, corners[i][1] / scale);
    b2PolygonShape shape;
    shape.Set(points.data(), 6);
    world.bodies.emplace_back(shape, 5.0f, 0.1f, vec(width / 2, height), 0.0f);
  }

  void build_leg(double side) {
    b2PolygonShape shape;
    shape.SetAsBox(static_cast<float>(2 / scale), static_cast<float>(8 / scale));
    const auto angle = static_cast<float>(side * 0.05);
    rigid::Joint& joint = world.joints.emplace_back();
    joint.a = lander;
    joint.b = world.bodies.size();  // the leg about to be made
    joint.anchor_b = vec(side * leg_away / scale, leg_down / scale);
    joint.reference = angle;
    joint.max_torque = 40;
    joint.motor_speed = static_cast<float>(0.3 * side);
    joint.lower = static_cast<float>(side < 0 ? 0.9 - 0.5 : -0.9);
    joint.upper = static_cast<float>(side < 0 ? 0.9 : -0.9 + 0.5);
    world.bodies.emplace_back(shape, 1.0f, 0.2f, vec(width / 2 - side * leg_away / scale, height), angle);
  }

  static constexpr int velocity_iterations = 180, position_iterations = 60;

  // Up to the relaxation of the velocities.
  void start(const LunarLanderOptions& options, const Engines& engines, Generator& random) {
    if (options.enable_wind && !leg_contact[0] && !leg_contact[1]) blow(options);
    fire(engines, random);
    world.start(static_cast<float>(1 / fps));
  }

  void finish() {
    for (const rigid::Touch& touch : world.finish(velocity_iterations, position_iterations)) {
      if (touch.body == lander) {
        crashed = crashed || touch.begins;
      } else {
        leg_contact[touch.body == legs[0] ? 0 : 1] = touch.begins;
      }
    }
  }

  void blow(const LunarLanderOptions& options) {
    const auto gust = [](std::int64_t index) {
      const auto t = static_cast<double>(index);
      return std::tanh(std::sin(0.02 * t) + std::sin(std::numbers::pi * 0.01 * t));
    };
    body().wake();
    body().force += vec(gust(wind_index++) * options.wind_power, 0);
    body().torque += static_cast<float>(gust(torque_index++) * options.turbulence_power);
  }

  void fire(const Engines& engines, Generator& random) {
    const double sine = std::sin(static_cast<double>(body().sweep.a));
    const double cosine = std::cos(static_cast<double>(body().sweep.a));
    const double tip[2] = {sine, cosine}, side[2] = {-cosine, sine};
    const double along = random.uniform(-1, 1) / scale;
    const double across = random.uniform(-1, 1) / scale;
    const double at_x = body().transform.p.x, at_y = body().transform.p.y;
    if (engines.main > 0) {
      const double x = tip[0] * (4 / scale + 2 * along) + side[0] * across;
      const double y = -tip[1] * (4 / scale + 2 * along) - side[1] * across;
      body().push(vec(-x * 13.0 * engines.main, -y * 13.0 * engines.main), vec(at_x + x, at_y + y));
    }
    if (engines.side > 0) {
      const double offset = 3 * across + engines.direction * 12 / scale;
      const double x = tip[0] * along + side[0] * offset;
      const double y = -tip[1] * along - side[1] * offset;
      // 17 beside 14: the original's two different heights of one engine.
      body().push(vec(-x * 0.6 * engines.side, -y * 0.6 * engines.side),
                  vec(at_x + x - tip[0] * 17 / scale, at_y + y + tip[1] * 14 / scale));
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
  ahead_ = other.ahead_;
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
  ahead_ = false;
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
  ahead_ = false;
  physics_ = std::make_unique<Physics>(options_, random_);
  advance({}, observation);
  for (const Engines& engines : engines_) advance(engines, observation);
}

Step LanderWorld::advance(const Engines& engines, std::span<float> observation) {
  Physics& p = *physics_;
  if (!ahead_) {
    p.start(options_, engines, random_);
    p.world.relax(Physics::velocity_iterations);
    p.finish();
  }
  ahead_ = false;

  const b2Vec2 position = p.body().transform.p, velocity = p.body().velocity;
  const std::array<double, 8> state = {
      (position.x - width / 2) / (width / 2),
      (position.y - (pad_y + leg_down / scale)) / (height / 2),
      velocity.x * (width / 2) / fps,
      velocity.y * (height / 2) / fps,
      p.body().sweep.a,
      20.0 * p.body().spin / fps,
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
  if (!p.body().awake) {
    step.terminated = true;
    step.reward = 100;
  }
  for (std::size_t i = 0; i < 8; ++i) observation[i] = static_cast<float>(state[i]);
  return step;
}

void LanderWorld::ahead(std::span<LanderWorld* const> worlds, std::span<const Engines> engines) {
  std::array<rigid::World*, most_ahead> relaxing;
  for (std::size_t i = 0; i < worlds.size(); ++i) {
    LanderWorld& world = *worlds[i];
    world.physics_->start(world.options_, engines[i], world.random_);
    relaxing[i] = &world.physics_->world;
  }
  rigid::relax_together(std::span(relaxing).first(worlds.size()), Physics::velocity_iterations);
  for (LanderWorld* world : worlds) {
    world->physics_->finish();
    world->ahead_ = true;
  }
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

Picture LanderWorld::draw() const {
  Picture picture(width * scale, height * scale, {12, 14, 28});
  if (!physics_) return picture;
  const Physics& p = *physics_;
  const auto pixel = [](double x, double y) { return Point{x * scale, (height - y) * scale}; };

  std::vector<Point> moon = {pixel(0, 0)};
  for (std::size_t i = 0; i < chunks; ++i) moon.push_back(pixel(Physics::ground_x(i), p.ground[i]));
  moon.push_back(pixel(width, 0));
  picture.polygon(std::move(moon), {200, 200, 205});

  for (const std::size_t i : {chunks / 2 - 1, chunks / 2 + 1}) {
    const double x = Physics::ground_x(i), top = pad_y + 50 / scale;
    picture.line({pixel(x, pad_y), pixel(x, top)}, 2, {240, 240, 240});
    picture.polygon({pixel(x, top), pixel(x + 25 / scale, top - 5 / scale), pixel(x, top - 10 / scale)},
                    {230, 200, 30});
  }

  const auto flame = [&](b2Vec2 from, b2Vec2 to, double power) {
    const b2Vec2 a = b2Mul(p.body().transform, from), b = b2Mul(p.body().transform, to);
    picture.line({pixel(a.x, a.y), pixel(b.x, b.y)}, 4 + 4 * power, {250, 150, 40});
  };
  if (const Engines last = engines_.empty() ? Engines{} : engines_.back(); last.main > 0 || last.side > 0) {
    if (last.main > 0) flame(vec(0, -10 / scale), vec(0, -(14 + 16 * last.main) / scale), last.main);
    const double side = last.direction;
    if (last.side > 0) flame(vec(side * 17 / scale, 13 / scale), vec(side * 32 / scale, 13 / scale), 0);
  }

  const auto outline = [&](const rigid::Body& part, Colour colour) {
    std::vector<Point> corners;
    for (int i = 0; i < part.shape.m_count; ++i) {
      const b2Vec2 corner = b2Mul(part.transform, part.shape.m_vertices[i]);
      corners.push_back(pixel(corner.x, corner.y));
    }
    picture.polygon(std::move(corners), colour);
  };
  for (std::size_t i = 0; i < 2; ++i) {
    outline(p.world.bodies[Physics::legs[i]],
            p.leg_contact[i] ? Colour{120, 200, 120} : Colour{110, 90, 190});
  }
  outline(p.body(), {128, 102, 230});
  return picture;
}

}  // namespace ember::envs
