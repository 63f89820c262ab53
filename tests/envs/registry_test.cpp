#include <ember/envs/registry.hpp>

#include <gtest/gtest.h>

#include <array>

#include <ember/envs/classic/cart_pole.hpp>

namespace ember::envs {
namespace {

std::string message_of(std::string_view id) {
  try {
    make(id);
  } catch (const UnknownEnv& error) {
    return error.what();
  }
  return "no error";
}

TEST(Registry, NamesTheNearestIds) {
  EXPECT_NE(message_of("CartPol-v1").find("nearest are CartPole-v1"), std::string::npos)
      << message_of("CartPol-v1");
  EXPECT_NE(message_of("cartpole").find("CartPole-v"), std::string::npos);
  EXPECT_NE(message_of("").find("unknown environment"), std::string::npos);
}

TEST(Registry, NamesTheVersionsThatExist) {
  EXPECT_EQ(message_of("CartPole-v7"),
            "make: unknown environment: CartPole-v7: use CartPole-v0 or CartPole-v1");
}

TEST(Registry, RefusesATakenOrMalformedId) {
  EXPECT_THROW(register_env<CartPole>({.id = "CartPole-v1"}), ValueError);
  EXPECT_THROW(register_env<CartPole>({.id = "CartPole"}), ValueError);
  EXPECT_THROW(register_env<CartPole>({.id = "a b-v0"}), ValueError);
}

TEST(Registry, MakesWhatWasRegistered) {
  register_env<CartPole>({.id = "mine/Short-v0", .max_episode_steps = 3});
  Env env = make("mine/Short-v0");
  std::array<float, 4> o;
  env.reset(0, o);
  EXPECT_FALSE(env.step(0, o).truncated);
  EXPECT_FALSE(env.step(1, o).truncated);
  EXPECT_TRUE(env.step(0, o).truncated);
  EXPECT_EQ(env.spec().id, "mine/Short-v0");
}

TEST(Registry, PassesSettingsToTheEnvironment) {
  Env env =
      make("FrozenLake-v1", {{"map_name", "8x8"}, {"is_slippery", "False"}, {"max_episode_steps", "2"}});
  EXPECT_EQ(env.observation_space().discrete().n(), 64);
  std::array<float, 1> o;
  env.reset(0, o);
  EXPECT_FALSE(env.step(2, o).truncated);
  EXPECT_EQ(o[0], 1);
  EXPECT_TRUE(env.step(2, o).truncated);
}

TEST(Registry, RefusesUnknownAndUnreadableSettings) {
  try {
    make("Pendulum-v1", {{"gravity", "9.81"}});
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(),
                 "Pendulum-v1: no setting of this name: gravity: there are max_episode_steps, g");
  }
  EXPECT_THROW(make("Pendulum-v1", {{"g", "heavy"}}), ValueError);
  EXPECT_THROW(make("Pendulum-v1", {{"g", "nan"}}), ValueError);
  EXPECT_THROW(make("CartPole-v1", {{"sutton_barto_reward", "maybe"}}), ValueError);
  EXPECT_THROW(make("CartPole-v1", {{"max_episode_steps", "1.5"}}), ValueError);
}

TEST(Registry, ListsSettingsWithTheirDefaults) {
  const auto settings = settings_of("LunarLander-v3");
  ASSERT_EQ(settings.size(), 5u);
  EXPECT_EQ(settings[1].name, "gravity");
  EXPECT_EQ(settings[1].fallback, "-10");
  EXPECT_EQ(settings[2].fallback, "false");
}

}  // namespace
}  // namespace ember::envs
