#pragma once

#include <ember/envs/box2d/lander_world.hpp>

namespace ember::envs {

/// Land a rocket on the pad at (0, 0). Actions: nothing (0), left engine (1), main engine (2), right engine
/// (3). Observation: position, velocity, angle, angular velocity (all scaled), and whether each leg touches
/// the ground. Reward: for nearing the pad slowly and upright, 10 per leg on the ground, -0.3 and -0.03 per
/// step of main and side engine, -100 for a crash or leaving the picture, 100 for coming to rest.
///
/// Equal to Gymnasium's LunarLander-v3 to the bit until something touches the ground: terrain, wind, draws,
/// engines and solver are the same. Contacts are found by Box2D 2.4 where Gymnasium has 2.3, so landings
/// part, by last digits first, and returns agree in distribution.
class LunarLander {
 public:
  using Action = std::int64_t;
  using Options = LunarLanderOptions;

  explicit LunarLander(LunarLanderOptions options = {}) : world_(options) {}

  static Box observation_space() { return LanderWorld::observation_space(); }
  static Discrete action_space() { return Discrete(4); }

  void reset(Seed seed, std::span<float> observation) { world_.reset(seed, observation); }
  Step step(Action action, std::span<float> observation);
  static void ahead(std::span<LunarLander* const> envs, std::span<const envs::Action> actions);
  void serialize(Archive& archive) { archive(world_); }

  Picture draw() const { return world_.draw(); }

  const LanderWorld& world() const { return world_; }

 private:
  LanderWorld world_;
};

/// LunarLander with throttles: action[0] above 0 fires the main engine with half to full power, |action[1]|
/// above 0.5 the side engines. Actions are clipped to [-1, 1].
class LunarLanderContinuous {
 public:
  using Action = std::span<const float>;
  using Options = LunarLanderOptions;

  explicit LunarLanderContinuous(LunarLanderOptions options = {}) : world_(options) {}

  static Box observation_space() { return LanderWorld::observation_space(); }
  static Box action_space() { return Box(-1, 1, {2}); }

  void reset(Seed seed, std::span<float> observation) { world_.reset(seed, observation); }
  Step step(Action action, std::span<float> observation);
  static void ahead(std::span<LunarLanderContinuous* const> envs, std::span<const envs::Action> actions);
  void serialize(Archive& archive) { archive(world_); }

  Picture draw() const { return world_.draw(); }

  const LanderWorld& world() const { return world_; }

 private:
  LanderWorld world_;
};

/// The policy that Gymnasium ships for LunarLander: keeps an angle towards the pad and a height above it, by
/// two proportional-derivative controllers. `continuous` gives the throttles, `discrete` one engine.
struct LunarLanderHeuristic {
  static std::array<float, 2> continuous(std::span<const float> observation);
  static std::int64_t discrete(std::span<const float> observation);
};

}  // namespace ember::envs
