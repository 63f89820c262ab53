#include <ember/envs/raster/frame.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include <ember/envs/raster/pixel_observation.hpp>
#include <ember/envs/registry.hpp>
#include <ember/envs/wrappers/frame_stack.hpp>

namespace ember::envs {
namespace {

TEST(Rasterise, PaintsShapesInOrderWithSmoothEdges) {
  Picture picture(100, 50, {0, 0, 0});
  picture.rectangle(0, 0, 50, 50, {200, 0, 0});
  picture.circle({25, 25}, 10, {0, 0, 250});
  const Frame frame = rasterise(picture, 100, 50);
  EXPECT_EQ(frame.at(2, 2, 0), 200);
  EXPECT_EQ(frame.at(80, 10, 0), 0);
  EXPECT_EQ(frame.at(25, 25, 2), 250);
  EXPECT_EQ(frame.at(25, 25, 0), 0);
  int between = 0;
  for (int x = 0; x < 50; ++x) between += frame.at(x, 25, 2) > 0 && frame.at(x, 25, 2) < 250;
  EXPECT_GT(between + frame.at(18, 18, 2), 0);
}

TEST(Rasterise, StretchesThePictureToTheFrame) {
  Picture picture(600, 400, {255, 255, 255});
  picture.rectangle(300, 0, 300, 400, {0, 0, 0});
  const Frame grey = to_grey(rasterise(picture, 84, 84));
  EXPECT_EQ(grey.channels, 1);
  EXPECT_EQ(grey.at(41, 83), 255);
  EXPECT_EQ(grey.at(42, 0), 0);
}

TEST(Rasterise, RefusesImpossibleSizes) {
  EXPECT_THROW(rasterise(Picture(1, 1), 0, 5), ValueError);
  EXPECT_THROW(rasterise(Picture(1, 1), 5, 100000), ValueError);
}

TEST(Png, HasTheSignatureAndChunksOfTheStandard) {
  const Frame frame{2, 1, 1, {0, 255}};
  const std::vector<std::uint8_t> expected = {
      0x89, 'P',  'N',  'G',  13,   10,   26,   10,   0,    0,    0,    13,   'I', 'H',
      'D',  'R',  0,    0,    0,    2,    0,    0,    0,    1,    8,    0,    0,   0,
      0,    0xd1, 0x49, 0xc4, 0x29, 0,    0,    0,    14,   'I',  'D',  'A',  'T', 0x78,
      0x01, 0x01, 0x03, 0x00, 0xfc, 0xff, 0x00, 0x00, 0xff, 0x01, 0x02, 0x01, 0x00};
  const auto png = to_png(frame);
  ASSERT_GT(png.size(), expected.size());
  for (std::size_t i = 0; i < 29; ++i) EXPECT_EQ(png[i], expected[i]) << i;
  const std::array<std::uint8_t, 12> end = {0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};
  EXPECT_TRUE(std::equal(end.begin(), end.end(), png.end() - 12));
}

TEST(PixelObservation, ShowsEveryEnvironmentInTheCatalogue) {
  for (const Spec& spec : all_specs()) {
    PixelObservation env(make(spec.id));
    EXPECT_EQ(env.observation_space().shape(), (std::vector<std::int64_t>{84, 84})) << spec.id;
    std::vector<float> o(84 * 84);
    env.reset(0, o);
    const auto [darkest, brightest] = std::minmax_element(o.begin(), o.end());
    EXPECT_GT(*brightest - *darkest, 50) << spec.id;
    EXPECT_TRUE(env.observation_space().contains(std::span<const float>(o))) << spec.id;
  }
}

TEST(PixelObservation, ChangesWithTheStateAndIsDeterministic) {
  PixelObservation a(make("CartPole-v1")), b(make("CartPole-v1"));
  std::vector<float> x(84 * 84), y(84 * 84);
  a.reset(1, x);
  b.reset(1, y);
  EXPECT_EQ(x, y);
  for (int i = 0; i < 5; ++i) a.step(Action(1), x);
  EXPECT_NE(x, y);
}

TEST(PixelObservation, StacksUnderFrameStack) {
  Env env(FrameStack(PixelObservation(make("CartPole-v1")), 4));
  EXPECT_EQ(env.observation_space().box().shape(), (std::vector<std::int64_t>{4, 84, 84}));
  std::vector<float> o(env.observation_size());
  env.reset(0, o);
  env.step(1, o);
  const std::size_t n = 84 * 84;
  EXPECT_TRUE(std::equal(o.begin(), o.begin() + n, o.begin() + n));
  EXPECT_FALSE(std::equal(o.begin(), o.begin() + n, o.begin() + 3 * n));
}

TEST(PixelObservation, RefusesBadSizesAndMemory) {
  EXPECT_THROW(PixelObservation(make("CartPole-v1"), 0, 84), ValueError);
  PixelObservation env(make("CartPole-v1"));
  std::vector<float> o(10);
  EXPECT_THROW(env.reset(0, o), ShapeError);
}

}  // namespace
}  // namespace ember::envs
