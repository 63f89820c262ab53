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

template <class E>
Env plain(const Spec& spec) {
  return Env(E{}, spec);
}

}  // namespace

std::vector<std::pair<Spec, Factory>> built_in() {
  return {
      {{"Acrobot-v1", 500, -100}, plain<Acrobot>},
      {{"Blackjack-v1"}, plain<Blackjack>},
      {{"CartPole-v0", 200, 195}, plain<CartPole>},
      {{"CartPole-v1", 500, 475}, plain<CartPole>},
      {{"Catch-v0"}, plain<Catch>},
      {{"CliffWalking-v1"}, plain<CliffWalking>},
      {{"CliffWalkingSlippery-v1"},
       [](const Spec& spec) { return Env(CliffWalking({.is_slippery = true}), spec); }},
      {{"FrozenLake-v1", 100, 0.70}, plain<FrozenLake>},
      {{"FrozenLake8x8-v1", 200, 0.85},
       [](const Spec& spec) { return Env(FrozenLake({.map = frozen_lake_map("8x8")}), spec); }},
      {{"LunarLander-v3", 1000, 200}, plain<LunarLander>},
      {{"LunarLanderContinuous-v3", 1000, 200}, plain<LunarLanderContinuous>},
      {{"MountainCar-v0", 200, -110}, plain<MountainCar>},
      {{"MountainCarContinuous-v0", 999, 90}, plain<MountainCarContinuous>},
      {{"Pendulum-v1", 200}, plain<Pendulum>},
      {{"Taxi-v4", 200, 8}, plain<Taxi>},
  };
}

}  // namespace ember::envs
