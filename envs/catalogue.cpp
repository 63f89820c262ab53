#include <ember/envs/catalogue.hpp>

#include <ember/envs/classic/acrobot.hpp>
#include <ember/envs/classic/cart_pole.hpp>
#include <ember/envs/classic/mountain_car.hpp>
#include <ember/envs/classic/mountain_car_continuous.hpp>
#include <ember/envs/classic/pendulum.hpp>

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
      {{"CartPole-v0", 200, 195}, plain<CartPole>},
      {{"CartPole-v1", 500, 475}, plain<CartPole>},
      {{"MountainCar-v0", 200, -110}, plain<MountainCar>},
      {{"MountainCarContinuous-v0", 999, 90}, plain<MountainCarContinuous>},
      {{"Pendulum-v1", 200}, plain<Pendulum>},
  };
}

}  // namespace ember::envs
