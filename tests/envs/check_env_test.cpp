#include <ember/envs/check_env.hpp>

#include <gtest/gtest.h>

#include "../../docs/examples/grid_world.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <ember/envs/registry.hpp>
#include <ember/envs/vector_env.hpp>
#include <ember/envs/wrappers/normalize_observation.hpp>
#include <ember/envs/wrappers/time_aware_observation.hpp>

namespace ember::envs {
namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

TEST(CheckEnv, FindsNothingWrongInTheCatalogue) {
  for (const Spec& spec : all_specs()) {
    const auto broken = check_env(make(spec.id), 300);
    EXPECT_TRUE(broken.empty()) << spec.id << ":\n" << joined(broken);
  }
}

TEST(CheckEnv, PassesTheExampleOfTheDocs) {
  register_env<GridWorld>({.id = "docs/GridWorld-v0", .max_episode_steps = 50});
  EXPECT_EQ(joined(check_env(make("docs/GridWorld-v0"))), "");
  Env env(TimeAwareObservation(make("docs/GridWorld-v0")));
  EXPECT_EQ(env.observation_size(), 3u);
  EXPECT_EQ(joined(check_env(Env(NormalizeObservation(make("docs/GridWorld-v0"))))), "");
  VectorEnv<> envs = make_vec("docs/GridWorld-v0", 3);
  std::array<float, 6> rows;
  envs.reset(0, rows);
  EXPECT_TRUE(make("docs/GridWorld-v0").draw());
}

// GridWorld with one thing wrong.
enum class Flaw { none, unwritten, outside, nan_reward, forgetful, unseeded, accepts_all, throws };
template <Flaw flaw> struct Flawed : GridWorld {
  static inline int calls = 0;

  void reset(Seed seed, std::span<float> o) {
    GridWorld::reset(flaw == Flaw::unseeded ? Seed(++calls) : seed, o);
  }
  Step step(Action action, std::span<float> o) {
    if (flaw == Flaw::accepts_all) action = std::clamp<std::int64_t>(action, 0, 3);
    if (flaw == Flaw::throws) throw std::runtime_error("out of order");
    const float before = o[1];
    Step step = GridWorld::step(action, o);
    if (flaw == Flaw::unwritten) o[1] = before;
    if (flaw == Flaw::outside) o[0] += 2;
    if (flaw == Flaw::nan_reward) step.reward = NAN;
    return step;
  }
  void serialize(Archive& archive) {
    if (flaw == Flaw::forgetful) {
      archive(column);
    } else {
      GridWorld::serialize(archive);
    }
  }
};

template <Flaw flaw> std::string findings() {
  return joined(check_env(Env(Flawed<flaw>(), {.id = "Flawed-v0"})));
}

TEST(CheckEnv, FindsEachFlaw) {
  EXPECT_EQ(findings<Flaw::none>(), "");
  const auto has = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  EXPECT_TRUE(has(findings<Flaw::unwritten>(), "does not write every value"));
  EXPECT_TRUE(has(findings<Flaw::outside>(), "outside its space"));
  EXPECT_TRUE(has(findings<Flaw::nan_reward>(), "reward is not finite"));
  EXPECT_TRUE(has(findings<Flaw::forgetful>(), "saved and loaded state goes on differently"));
  EXPECT_TRUE(has(findings<Flaw::unseeded>(), "the same seed gives another observation"));
  EXPECT_TRUE(has(findings<Flaw::accepts_all>(), "accepted: action -1"));
  EXPECT_TRUE(has(findings<Flaw::throws>(), "throws: out of order"));
}

}  // namespace
}  // namespace ember::envs
