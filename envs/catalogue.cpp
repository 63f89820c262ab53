#include <ember/envs/catalogue.hpp>

#include <ember/envs/box2d/lunar_lander.hpp>
#include <ember/envs/classic/acrobot.hpp>
#include <ember/envs/classic/cart_pole.hpp>
#include <ember/envs/classic/mountain_car.hpp>
#include <ember/envs/classic/mountain_car_continuous.hpp>
#include <ember/envs/classic/pendulum.hpp>
#include <ember/envs/pixel/catch.hpp>
#include <ember/envs/toy_text/blackjack.hpp>
#include <ember/envs/toy_text/cliff_walking.hpp>
#include <ember/envs/toy_text/frozen_lake.hpp>
#include <ember/envs/toy_text/taxi.hpp>

namespace ember::envs {
namespace {

// The type with one option turned to another default.
template <Environment E> Factory with(typename E::Options defaults) {
  return [defaults](const Spec& spec, SettingReader& reader) {
    typename E::Options options = defaults;
    options.describe(reader);
    return Env(E(options), spec);
  };
}

constexpr const char* other_contacts =
    "equal bits until something touches the ground; contacts are found by Box2D 2.4 instead of 2.3, so "
    "returns agree in distribution";

}  // namespace

std::vector<std::pair<Spec, Factory>> built_in() {
  return {
      {{"Acrobot-v1", 500, -100}, factory_of<Acrobot>()},
      {{"Blackjack-v1"}, factory_of<Blackjack>()},
      {{"CartPole-v0", 200, 195}, factory_of<CartPole>()},
      {{"CartPole-v1", 500, 475}, factory_of<CartPole>()},
      {{"Catch-v0", 0, {}, "not in Gymnasium: bsuite's catch"}, factory_of<Catch>()},
      {{"CliffWalking-v1"}, factory_of<CliffWalking>()},
      {{"CliffWalkingSlippery-v1"}, with<CliffWalking>({.is_slippery = true})},
      {{"FrozenLake-v1", 100, 0.70}, factory_of<FrozenLake>()},
      {{"FrozenLake8x8-v1", 200, 0.85}, with<FrozenLake>({.map = frozen_lake_map("8x8")})},
      {{"LunarLander-v3", 1000, 200, other_contacts}, factory_of<LunarLander>()},
      {{"LunarLanderContinuous-v3", 1000, 200, other_contacts}, factory_of<LunarLanderContinuous>()},
      {{"MountainCar-v0", 200, -110}, factory_of<MountainCar>()},
      {{"MountainCarContinuous-v0", 999, 90}, factory_of<MountainCarContinuous>()},
      {{"Pendulum-v1", 200}, factory_of<Pendulum>()},
      {{"Taxi-v4", 200, 8}, factory_of<Taxi>()},
  };
}

}  // namespace ember::envs
