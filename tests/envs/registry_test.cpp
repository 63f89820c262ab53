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

}  // namespace
}  // namespace ember::envs
