#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

#include <ember/envs/pixel/atari_preprocessing.hpp>
#include <ember/envs/pixel/catch.hpp>
#include <ember/envs/registry.hpp>

namespace ember::envs {
namespace {

TEST(Catch, AlwaysEndsAfterNineStepsWithOneOrMinusOne) {
  Env env = make("Catch-v0");
  std::vector<float> o(50);
  Generator random(1);
  int caught = 0, starts[5] = {};
  for (int episode = 0; episode < 2000; ++episode) {
    env.reset(episode == 0 ? Seed(0) : Seed(), o);
    const auto ball = std::find(o.begin(), o.end(), 1.0f) - o.begin();
    ASSERT_LT(ball, 5);
    ++starts[ball];
    EXPECT_EQ(std::accumulate(o.begin(), o.end(), 0.0f), 2.0f);
    EXPECT_EQ(o[45 + 2], 1.0f);
    Step step;
    for (int i = 0; i < 9; ++i) {
      ASSERT_FALSE(step.done());
      EXPECT_EQ(step.reward, 0);
      step = env.step(random.integers(3), o);
    }
    EXPECT_TRUE(step.terminated);
    EXPECT_EQ(std::abs(step.reward), 1);
    caught += step.reward > 0;
  }
  for (const int count : starts) EXPECT_NEAR(count, 400, 80);
  EXPECT_GT(caught, 300);
  EXPECT_LT(caught, 600);
}

TEST(Catch, FollowingTheBallCatchesIt) {
  Catch env;
  std::vector<float> o(50);
  for (int seed = 0; seed < 50; ++seed) {
    env.reset(seed, o);
    Step step;
    while (!step.done()) {
      const auto ball = (std::find(o.begin(), o.end(), 1.0f) - o.begin()) % 5;
      const auto paddle = std::find(o.begin() + 45, o.end(), 1.0f) - (o.begin() + 45);
      step = env.step(ball < paddle ? 0 : ball > paddle ? 2 : 1, o);
    }
    EXPECT_EQ(step.reward, 1) << seed;
  }
}

TEST(Catch, RefusesBoardsWithoutRoom) {
  EXPECT_THROW(Catch({.rows = 1}), ValueError);
  EXPECT_THROW(Catch({.columns = 0}), ValueError);
  EXPECT_THROW(Catch({.rows = 1'000'000}), ValueError);
}

TEST(ResizeArea, AveragesWholeBlocks) {
  const std::vector<std::uint8_t> source = {0, 2, 10, 20, 4, 6, 30, 40};
  EXPECT_EQ(resize_area(source, 2, 4, 1, 1, 2), (std::vector<std::uint8_t>{3, 25}));
}

TEST(ResizeArea, WeighsPixelsByTheirPart) {
  // Three pixels to two: (a + b / 2) / 1.5 and (b / 2 + c) / 1.5.
  const std::vector<std::uint8_t> source = {30, 60, 90};
  EXPECT_EQ(resize_area(source, 1, 3, 1, 1, 2), (std::vector<std::uint8_t>{40, 80}));
}

TEST(ResizeArea, KeepsTheMeanOfAnAtariFrame) {
  Generator random(2);
  std::vector<std::uint8_t> source(210 * 160);
  for (auto& v : source) v = static_cast<std::uint8_t>(random.integers(256));
  const auto small = resize_area(source, 210, 160, 1, 84, 84);
  const auto mean = [](const std::vector<std::uint8_t>& v) {
    return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
  };
  EXPECT_NEAR(mean(small), mean(source), 0.5);
  // The definition, in double: the mean over the area of the last row and column's pixel.
  double sum = 0;
  for (int y = 207; y < 210; ++y) {
    for (int x = 158; x < 160; ++x) {
      const double wy = y == 207 ? 0.5 : 1,
                   wx = x == 158 ? 160 - 159 - (160.0 / 84 - 1 < 1 ? 1 - (160.0 / 84 - 1) : 0) : 1;
      sum += wy * wx * source[static_cast<std::size_t>(y * 160 + x)];
    }
  }
  EXPECT_NEAR(small.back(), sum / (2.5 * 160.0 / 84), 0.51);
}

TEST(ResizeArea, RefusesToGrow) {
  EXPECT_THROW(resize_area(std::vector<std::uint8_t>(4), 2, 2, 1, 3, 2), ValueError);
  EXPECT_THROW(resize_area(std::vector<std::uint8_t>(3), 2, 2, 1, 1, 1), ShapeError);
}

// A game whose screen is the number of frames since reset, with a sprite that is shown in every other frame
// only.
struct Flicker {
  using Action = std::int64_t;
  Generator generator;
  std::int64_t frames = 0, last_action = 0, lives_left = 3, seconds = 0;

  static Box observation_space() { return Box(0, 255, {210, 160, 3}, DType::uint8); }
  static Discrete action_space() { return Discrete(4); }
  void reset(Seed seed, std::span<float> o) {
    generator.seed(seed);
    frames = 0;
    lives_left = 3;
    show(o);
  }
  Step step(Action action, std::span<float> o) {
    last_action = action;
    ++frames;
    if (frames % 50 == 0) --lives_left;
    show(o);
    return {1, lives_left == 0, false};
  }
  void show(std::span<float> o) const {
    const auto level = static_cast<float>(frames % 200);
    std::fill(o.begin(), o.end(), level);
    if (frames % 2 == 0) std::fill(o.begin(), o.begin() + 160 * 3 * 5, 250.0f);
  }
  std::int64_t lives() const { return lives_left; }
  Generator& random() { return generator; }
  void serialize(Archive& archive) { archive(generator, frames, last_action, lives_left); }
};

TEST(AtariPreprocessing, SkipsFramesAndMergesTheLastTwo) {
  AtariPreprocessing env(Flicker{}, {.noop_max = 0});
  std::vector<float> o(84 * 84);
  env.reset(0, o);
  EXPECT_EQ(o.back(), 0);
  const Step step = env.step(2, o);
  EXPECT_EQ(step.reward, 4);
  EXPECT_EQ(env.inner().frames, 4);
  EXPECT_EQ(env.inner().last_action, 2);
  EXPECT_EQ(o.back(), 4);     // the larger of frames 3 and 4
  EXPECT_EQ(o.front(), 250);  // the sprite of frame 4
}

TEST(AtariPreprocessing, StartsAfterOneToThirtyIdleFramesFromTheGamesGenerator) {
  AtariPreprocessing env(Flicker{});
  std::vector<float> o(84 * 84);
  for (int seed = 0; seed < 20; ++seed) {
    env.reset(seed, o);
    EXPECT_EQ(env.inner().frames, Generator(Seed(seed)).integers(1, 31));
  }
}

TEST(AtariPreprocessing, EndsWithALifeWhenAsked) {
  for (const bool with_life : {false, true}) {
    AtariPreprocessing env(Flicker{}, {.noop_max = 0, .terminal_on_life_loss = with_life});
    std::vector<float> o(84 * 84);
    env.reset(0, o);
    int frames = 0;
    while (!env.step(0, o).done()) ++frames;
    EXPECT_EQ(env.inner().frames, with_life ? 50 : 150);
  }
}

TEST(AtariPreprocessing, GivesColourAndScaledForms) {
  AtariPreprocessing env(Flicker{},
                         {.noop_max = 0, .screen_size = 42, .grayscale = false, .scale_obs = true});
  EXPECT_EQ(env.observation_space().shape(), (std::vector<std::int64_t>{42, 42, 3}));
  std::vector<float> o(42 * 42 * 3);
  env.reset(0, o);
  EXPECT_FLOAT_EQ(o.front(), 250.0f / 255);
  EXPECT_TRUE(env.observation_space().contains(std::span<const float>(o)));
}

TEST(AtariPreprocessing, RefusesBadOptions) {
  EXPECT_THROW(AtariPreprocessing(Flicker{}, {.noop_max = -1}), ValueError);
  EXPECT_THROW(AtariPreprocessing(Flicker{}, {.frame_skip = 0}), ValueError);
  EXPECT_THROW(AtariPreprocessing(Flicker{}, {.screen_size = 161}), ValueError);
}

}  // namespace
}  // namespace ember::envs
