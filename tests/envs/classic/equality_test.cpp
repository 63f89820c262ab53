#include <gtest/gtest.h>

#include <array>

#include <ember/envs/classic/acrobot.hpp>
#include <ember/envs/classic/mountain_car.hpp>
#include <ember/envs/classic/mountain_car_continuous.hpp>
#include <ember/envs/classic/pendulum.hpp>
#include <ember/envs/registry.hpp>

#include "recorded.hpp"

namespace ember::envs {
namespace {

recorded::Script along(std::size_t velocity) {
  return [velocity](std::span<const float> o) { return Action(o[velocity] > 0 ? 2 : 0); };
}

// A full torque in the direction of a velocity; the row must outlive the call.
recorded::Script pull(std::size_t velocity, float size) {
  return [velocity, row = std::array{size}, size](std::span<const float> o) mutable {
    row[0] = o[velocity] > 0 ? size : -size;
    return Action(row);
  };
}

double number_in(const std::string& options) {
  return options == "-" ? 0 : std::stod(options.substr(options.find('=') + 1));
}

TEST(Acrobot, EqualsGymnasiumToTheBitForAMillionSteps) {
  EXPECT_GE(recorded::replay("acrobot", along(4), recorded::plain).steps, 1'000'000);
}

TEST(MountainCar, EqualsGymnasiumToTheBitForAMillionSteps) {
  const auto maker = [](const std::string& id, const std::string& options) {
    return Env(MountainCar({.goal_velocity = number_in(options)}), spec(id));
  };
  EXPECT_GE(recorded::replay("mountain_car", along(1), maker).steps, 1'000'000);
}

TEST(MountainCarContinuous, EqualsGymnasiumToTheBitForAMillionSteps) {
  const auto maker = [](const std::string& id, const std::string& options) {
    return Env(MountainCarContinuous({.goal_velocity = number_in(options)}), spec(id));
  };
  EXPECT_GE(recorded::replay("mountain_car_continuous", pull(1, 1), maker).steps, 1'000'000);
}

TEST(Pendulum, EqualsGymnasiumToTheBitForAMillionSteps) {
  const auto maker = [](const std::string& id, const std::string& options) {
    return Env(Pendulum({.g = options == "-" ? 10 : number_in(options)}), spec(id));
  };
  EXPECT_GE(recorded::replay("pendulum", pull(2, 2), maker).steps, 1'000'000);
}

}  // namespace
}  // namespace ember::envs
