#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <ember/envs/box2d/lunar_lander.hpp>
#include <ember/envs/drawing/shapes.hpp>
#include <ember/envs/registry.hpp>

namespace ember::envs {
namespace {

// An environment a few steps into an episode.
Picture picture_of(const std::string& id) {
  Env env = make(id);
  Space actions = env.action_space();
  actions.seed(3);
  std::vector<float> o(env.observation_size());
  env.reset(3, o);
  const int steps = id == "Blackjack-v1" ? 0 : id == "Catch-v0" ? 5 : 22;
  for (int i = 0; i < steps; ++i) {
    const std::vector<double> sample = actions.sample();
    const std::vector<float> row(sample.begin(), sample.end());
    Step step;
    if (id == "LunarLander-v3") {
      step = env.step(LunarLanderHeuristic::discrete(o), o);
    } else {
      step = env.takes_choice() ? env.step(static_cast<std::int64_t>(sample[0]), o) : env.step(row, o);
    }
    if (step.done()) env.reset({}, o);
  }
  return *env.draw();
}

// Set EMBER_WRITE_PICTURES=1 to write them anew.
TEST(Drawing, ThePicturesInTheDocsAreWhatTheEnvironmentsDraw) {
  for (const Spec& spec : all_specs()) {
    if (spec.id.find('/') != std::string::npos) continue;
    const std::string path = EMBER_TEST_DATA "/../../docs/images/envs/" + spec.id + ".svg";
    const std::string svg = to_svg(picture_of(spec.id));
    if (std::getenv("EMBER_WRITE_PICTURES") != nullptr) std::ofstream(path) << svg;
    std::ifstream file(path);
    std::stringstream kept;
    kept << file.rdbuf();
    EXPECT_EQ(svg, kept.str()) << spec.id;
  }
}

TEST(Drawing, WritesWellFormedSvg) {
  Picture picture(10, 20);
  picture.text({1, 2}, 5, "a < b & c", {255, 0, 16});
  picture.line({{0, 0}, {1.5, 2.25}}, 2, {});
  const std::string svg = to_svg(picture);
  EXPECT_NE(svg.find("viewBox=\"0 0 10 20\""), std::string::npos) << svg;
  EXPECT_NE(svg.find("a &lt; b &amp; c</text>"), std::string::npos) << svg;
  EXPECT_NE(svg.find("fill=\"#ff0010\""), std::string::npos) << svg;
  EXPECT_NE(svg.find("points=\"0,0 1.5,2.25\""), std::string::npos) << svg;
}

TEST(Drawing, TerminalShowsShapesWhereTheyAre) {
  Picture picture(80, 40);
  picture.rectangle(0, 0, 40, 40, {0, 0, 0});
  const std::string text = to_terminal(picture, 8, false);
  EXPECT_EQ(text, "@@@@    \n@@@@    \n");
  const std::string coloured = to_terminal(picture, 8);
  EXPECT_NE(coloured.find("\x1b[38;2;0;0;0m"), std::string::npos);
  EXPECT_THROW(to_terminal(picture, 0), ValueError);
}

TEST(Drawing, EveryEnvironmentDrawsItself) {
  for (const Spec& spec : all_specs()) {
    Env env = make(spec.id);
    std::vector<float> o(env.observation_size());
    env.reset(0, o);
    ASSERT_TRUE(env.draw()) << spec.id;
    EXPECT_GE(env.draw()->shapes().size(), 2u) << spec.id;
  }
}

}  // namespace
}  // namespace ember::envs
