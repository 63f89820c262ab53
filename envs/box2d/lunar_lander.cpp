#include <ember/envs/box2d/lunar_lander.hpp>

#include <algorithm>
#include <cmath>

namespace ember::envs {
namespace {

struct Wanted {
  double angle, height;
};

Wanted wanted(std::span<const float> observation) {
  require_size("LunarLanderHeuristic: observation", observation.size(), 8);
  std::array<double, 8> s;
  std::copy(observation.begin(), observation.end(), s.begin());
  const double target = std::clamp(0.5 * s[0] + 1.0 * s[2], -0.4, 0.4);
  if (s[6] != 0 || s[7] != 0) return {0, -0.5 * s[3]};
  return {(target - s[4]) * 0.5 - s[5], (0.55 * std::abs(s[0]) - s[1]) * 0.5 - s[3] * 0.5};
}

Engines engines_of(std::int64_t action) {
  Engines engines;
  if (action == 2) engines.main = 1;
  if (action == 1 || action == 3) {
    engines.side = 1;
    engines.direction = static_cast<double>(action - 2);
  }
  return engines;
}

Engines engines_of(std::span<const float> action) {
  const double main = std::clamp(static_cast<double>(action[0]), -1.0, 1.0);
  const double side = std::clamp(static_cast<double>(action[1]), -1.0, 1.0);
  Engines engines;
  if (main > 0) engines.main = (main + 1) * 0.5;
  if (std::abs(side) > 0.5) {
    engines.side = std::abs(side);
    engines.direction = side > 0 ? 1 : -1;
  }
  return engines;
}

template <class Kind, class E, class World>
void worlds_ahead(std::span<E* const> envs, std::span<const Action> actions, const World& world_of) {
  std::array<LanderWorld*, most_ahead> worlds;
  std::array<Engines, most_ahead> engines;
  for (std::size_t i = 0; i < envs.size(); ++i) {
    worlds[i] = world_of(*envs[i]);
    engines[i] = engines_of(actions[i].as<Kind>());
  }
  LanderWorld::ahead(std::span(worlds).first(envs.size()), std::span(engines).first(envs.size()));
}

}  // namespace

Step LunarLander::step(Action action, std::span<float> observation) {
  require_choice("LunarLander.step", action, 4);
  return world_.step(engines_of(action), observation);
}

void LunarLander::ahead(std::span<LunarLander* const> envs, std::span<const envs::Action> actions) {
  worlds_ahead<Action>(envs, actions, [](LunarLander& env) { return &env.world_; });
}

Step LunarLanderContinuous::step(Action action, std::span<float> observation) {
  require_finite("LunarLanderContinuous.step", action, 2);
  return world_.step(engines_of(action), observation);
}

void LunarLanderContinuous::ahead(std::span<LunarLanderContinuous* const> envs,
                                  std::span<const envs::Action> actions) {
  worlds_ahead<Action>(envs, actions, [](LunarLanderContinuous& env) { return &env.world_; });
}

std::array<float, 2> LunarLanderHeuristic::continuous(std::span<const float> observation) {
  const Wanted w = wanted(observation);
  return {static_cast<float>(std::clamp(w.height * 20 - 1, -1.0, 1.0)),
          static_cast<float>(std::clamp(-w.angle * 20, -1.0, 1.0))};
}

std::int64_t LunarLanderHeuristic::discrete(std::span<const float> observation) {
  const Wanted w = wanted(observation);
  if (w.height > std::abs(w.angle) && w.height > 0.05) return 2;
  if (w.angle < -0.05) return 3;
  return w.angle > 0.05 ? 1 : 0;
}

}  // namespace ember::envs
