#include <gtest/gtest.h>

#include <array>

#include <ember/envs/registry.hpp>
#include <ember/envs/toy_text/blackjack.hpp>
#include <ember/envs/toy_text/cliff_walking.hpp>
#include <ember/envs/toy_text/frozen_lake.hpp>
#include <ember/envs/toy_text/taxi.hpp>

#include "recorded.hpp"

namespace ember::envs {
namespace {

bool has(const std::string& options, const char* option) { return options.find(option) != std::string::npos; }

std::int64_t state_of(std::span<const float> observation) {
  return static_cast<std::int64_t>(observation[0]);
}

TEST(FrozenLake, EqualsGymnasiumForAMillionSteps) {
  for (const bool large : {false, true}) {
    const auto script = [large](std::span<const float> o) {
      constexpr int small[] = {0, 3, 3, 3, 0, 0, 0, 0, 3, 1, 0, 0, 0, 2, 1, 0};
      return Action(large ? (state_of(o) % 8 < 7 ? 2 : 1) : small[state_of(o) % 16]);
    };
    const auto maker = [](const std::string& id, const std::string& options) {
      FrozenLakeOptions lake;
      if (has(id, "8x8")) lake.map = frozen_lake_map("8x8");
      if (has(options, "is_slippery=False")) lake.is_slippery = false;
      if (has(options, "success_rate")) lake.success_rate = 0.7;
      return Env(FrozenLake(lake), spec(id));
    };
    EXPECT_GE(recorded::replay(large ? "frozen_lake_8x8" : "frozen_lake", script, maker).steps, 1'000'000);
  }
}

TEST(CliffWalking, EqualsGymnasiumForAMillionSteps) {
  const auto script = [](std::span<const float> o) {
    return Action(state_of(o) == 36 ? 0 : state_of(o) % 12 == 11 ? 2 : 1);
  };
  EXPECT_GE(recorded::replay("cliff_walking", script, recorded::plain).steps, 2'000'000);
}

TEST(Taxi, EqualsGymnasiumForAMillionSteps) {
  const auto script = [](std::span<const float> o) {
    const auto [row, column, passenger, destination] = Taxi::decode(state_of(o));
    constexpr std::int64_t rows[] = {0, 0, 4, 4}, columns[] = {0, 4, 0, 3};
    const std::int64_t stop = passenger == 4 ? destination : passenger;
    if (row == rows[stop] && column == columns[stop]) return Action(passenger == 4 ? 5 : 4);
    if (column != columns[stop]) return Action(row < 2 ? 0 : row > 2 ? 1 : column < columns[stop] ? 2 : 3);
    return Action(row < rows[stop] ? 0 : 1);
  };
  const auto maker = [](const std::string& id, const std::string& options) {
    return Env(Taxi({.is_rainy = has(options, "is_rainy"), .fickle_passenger = has(options, "fickle")}),
               spec(id));
  };
  EXPECT_GE(recorded::replay("taxi", script, maker).steps, 1'000'000);
}

TEST(Blackjack, EqualsGymnasiumForAMillionSteps) {
  const auto script = [](std::span<const float> o) { return Action(o[0] >= 17 ? 0 : 1); };
  const auto maker = [](const std::string& id, const std::string& options) {
    return Env(Blackjack({.sab = !has(options, "sab=False"), .natural = has(options, "natural=True")}),
               spec(id));
  };
  EXPECT_GE(recorded::replay("blackjack", script, maker).steps, 1'000'000);
}

TEST(FrozenLake, RefusesMalformedMaps) {
  for (const LakeMap& map : {LakeMap{}, LakeMap{"SFF", "FG"}, LakeMap{"SX", "FG"}, LakeMap{"FF", "FG"}}) {
    EXPECT_THROW(FrozenLake({.map = map}), ValueError);
  }
  EXPECT_THROW(FrozenLake({.success_rate = 1.5}), ValueError);
  EXPECT_THROW(random_lake_map(1), ValueError);
  EXPECT_THROW(random_lake_map(4, 0), ValueError);
}

TEST(FrozenLake, RandomMapsEqualGymnasiums) {
  EXPECT_EQ(random_lake_map(4, 0.8, 42), (LakeMap{"SFHF", "FHFF", "FFFH", "FHFG"}));
  EXPECT_EQ(random_lake_map(8, 0.6, 7), (LakeMap{"SFHFFFHF", "HFFHHFFH", "FHFFFHFH", "HHHHFFFF", "FHHFHFFH",
                                                 "FHFHHFFF", "HHHFHHHF", "HFFFFFFG"}));
}

TEST(Taxi, MasksTheActionsThatChangeNothing) {
  Taxi taxi;
  std::array<float, 1> o;
  taxi.reset(42, o);
  for (int i = 0; i < 1000; ++i) {
    const auto mask = taxi.action_mask();
    for (std::size_t action = 0; action < 6; ++action) {
      Taxi copy = taxi;
      const float before = o[0];
      std::array<float, 1> after;
      copy.step(static_cast<std::int64_t>(action), after);
      const bool changed = after[0] != before;
      EXPECT_EQ(mask[action] != 0, action == 5 && mask[5] ? true : changed) << before << ' ' << action;
    }
    if (taxi.step(i % 6, o).terminated) taxi.reset({}, o);
  }
}

TEST(ToyText, RefusesActionsOutsideTheSpace) {
  for (const char* id : {"FrozenLake-v1", "CliffWalking-v1", "Taxi-v4", "Blackjack-v1"}) {
    Env env = make(id);
    std::vector<float> o(env.observation_size());
    env.reset(0, o);
    const auto state = save(env);
    EXPECT_THROW(env.step(-1, o), ActionError) << id;
    EXPECT_THROW(env.step(6, o), ActionError) << id;
    EXPECT_EQ(save(env), state) << id;
  }
}

}  // namespace
}  // namespace ember::envs
