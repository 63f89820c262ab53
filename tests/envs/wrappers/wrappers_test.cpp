#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include <ember/envs/registry.hpp>
#include <ember/envs/wrappers/clip_reward.hpp>
#include <ember/envs/wrappers/frame_stack.hpp>
#include <ember/envs/wrappers/max_and_skip.hpp>
#include <ember/envs/wrappers/normalize_observation.hpp>
#include <ember/envs/wrappers/normalize_reward.hpp>
#include <ember/envs/wrappers/record_episode_statistics.hpp>
#include <ember/envs/wrappers/time_aware_observation.hpp>
#include <ember/envs/wrappers/transform_action.hpp>

#include "crc32.hpp"

namespace ember::envs {
namespace {

Env wrapped(const std::string& name) {
  if (name == "NormalizeObservation") return Env(NormalizeObservation(make("CartPole-v1")));
  if (name == "NormalizeReward") return Env(NormalizeReward(make("Pendulum-v1")));
  if (name == "NormalizeRewardTerminated") return Env(NormalizeReward(make("CartPole-v1"), 0.9));
  if (name == "ClipAction") return Env(ClipAction(make("MountainCarContinuous-v0")));
  if (name == "RescaleAction") return Env(RescaleAction(make("Pendulum-v1"), -0.7, 0.3));
  if (name == "ClipReward") return Env(ClipReward(make("Pendulum-v1"), -1, 1));
  if (name == "TimeAware") return Env(TimeAwareObservation(make("CartPole-v1")));
  if (name == "TimeAwareNormalized") return Env(TimeAwareObservation(make("CartPole-v1"), true));
  if (name == "FrameStack") return Env(FrameStack(make("CartPole-v1"), 4));
  if (name == "FrameStackZero") return Env(FrameStack(make("CartPole-v1"), 3, Padding::zero));
  if (name == "MaxAndSkip") return Env(MaxAndSkip(make("CartPole-v1"), 4));
  return Env(FrameStack(NormalizeObservation(RescaleAction(make("Pendulum-v1"), -1, 1)), 2));
}

// Steps with sampled actions; resets after an end.
class Walk {
 public:
  Walk(Env env, std::uint64_t seed)
      : env_(std::move(env)), actions_(env_.action_space()), row(env_.observation_size()) {
    actions_.seed(seed);
    env_.reset(seed, row);
  }
  Step step() {
    const std::vector<double> sample = actions_.sample();
    const std::vector<float> values(sample.begin(), sample.end());
    return actions_.is_discrete() ? env_.step(static_cast<std::int64_t>(sample[0]), row)
                                  : env_.step(values, row);
  }
  void reset() { env_.reset({}, row); }
  void serialize(Archive& archive) { archive(env_, actions_, row); }

 private:
  Env env_;
  Space actions_;

 public:
  std::vector<float> row;
};

TEST(Wrappers, EqualGymnasiumsToTheBit) {
  std::ifstream file(EMBER_TEST_DATA "/envs/wrappers.txt");
  std::string word, name;
  std::uint64_t seed = 0;
  std::int64_t steps = 0;
  int runs = 0;
  for (; file >> word >> name >> word >> seed >> word >> steps; ++runs) {
    Walk walk(wrapped(name), seed);
    Crc32 crc;
    crc.add(walk.row);
    for (std::int64_t step = 1; step <= steps; ++step) {
      const Step result = walk.step();
      crc.add(walk.row);
      crc.add(result.reward);
      crc.add(static_cast<std::uint8_t>(result.terminated + 2 * result.truncated));
      if (step % 500 == 0) {
        std::string wanted;
        file >> wanted;
        if (wanted == "c") file >> wanted;
        ASSERT_EQ(crc.take(), std::stoul(wanted, nullptr, 16)) << name << " before step " << step;
      }
      if (result.done()) {
        walk.reset();
        crc.add(walk.row);
      }
    }
  }
  EXPECT_EQ(runs, 12);
}

TEST(Wrappers, GoOnExactlyFromASavedState) {
  for (const char* name :
       {"NormalizeObservation", "NormalizeReward", "TimeAware", "FrameStack", "MaxAndSkip", "Nested"}) {
    Walk walk(wrapped(name), 1), other(wrapped(name), 2);
    for (int i = 0; i < 30; ++i) {
      if (walk.step().done()) walk.reset();
    }
    load(other, save(walk));
    for (int i = 0; i < 100; ++i) {
      const Step a = walk.step(), b = other.step();
      ASSERT_EQ(a.reward, b.reward) << name;
      ASSERT_EQ(walk.row, other.row) << name;
      if (a.done()) {
        walk.reset();
        other.reset();
      }
    }
  }
}

TEST(NormalizeObservation, LeavesItsStatisticsAloneWhenFrozen) {
  NormalizeObservation env(make("CartPole-v1"));
  std::vector<float> o(4);
  env.reset(0, o);
  env.step(Action(1), o);
  env.freeze();
  const auto before = env.statistics();
  env.step(Action(1), o);
  env.reset(5, o);
  EXPECT_EQ(env.statistics(), before);
  env.freeze(false);
  env.step(Action(1), o);
  EXPECT_NE(env.statistics(), before);
}

TEST(NormalizeReward, KeepsTheSignOfEveryRewardAndFreezes) {
  NormalizeReward env(make("MountainCar-v0"));
  std::vector<float> o(2);
  env.reset(0, o);
  for (int i = 0; i < 100; ++i) EXPECT_LT(env.step(Action(i % 3), o).reward, 0);
  env.freeze();
  const auto before = env.statistics();
  env.step(Action(1), o);
  EXPECT_EQ(env.statistics(), before);
}

TEST(RunningMeanStd, AgreesWithTwoPassesOverAllRows) {
  Generator random(3);
  RunningMeanStd<double> statistics(2);
  std::vector<double> all;
  for (size_t batch = 0; batch < 200; ++batch) {
    std::vector<double> rows(2 * (1 + batch % 7));
    for (double& value : rows) value = 5 + 3 * random.normal();
    statistics.update(rows);
    all.insert(all.end(), rows.begin(), rows.end());
  }
  const double n = static_cast<double>(all.size()) / 2;
  for (std::size_t k = 0; k < 2; ++k) {
    // The start counts as 1e-4 of a row with mean 0 and variance 1.
    const double weight = n + 1e-4;
    double sum = 0, squares = 1e-4;
    for (std::size_t i = k; i < all.size(); i += 2) sum += all[i];
    const double mean = sum / weight;
    for (std::size_t i = k; i < all.size(); i += 2) squares += (all[i] - mean) * (all[i] - mean);
    squares += 1e-4 * mean * mean;
    EXPECT_NEAR(statistics.mean()[k], mean, 1e-10);
    EXPECT_NEAR(statistics.variance()[k], squares / weight, 1e-10);
  }
}

TEST(RecordEpisodeStatistics, AddsUpReturnsAndLengths) {
  RecordEpisodeStatistics env(make("CartPole-v1"), 2);
  std::vector<float> o(4);
  std::int64_t length = 0;
  for (int episode = 0; episode < 3; ++episode) {
    env.reset(episode, o);
    EXPECT_FALSE(env.episode());
    length = 0;
    while (!env.episode()) {
      env.step(Action(1), o);
      ++length;
    }
    EXPECT_EQ(env.episode()->length, length);
    EXPECT_EQ(env.episode()->total_reward, static_cast<double>(length));
  }
  EXPECT_EQ(env.episode_count(), 3);
  EXPECT_EQ(env.last_episodes().size(), 2u);
}

TEST(Wrappers, RefuseBadArguments) {
  EXPECT_THROW(TimeLimit(make("CartPole-v1"), 0), ValueError);
  EXPECT_THROW(FrameStack(make("CartPole-v1"), 0), ValueError);
  EXPECT_THROW(FrameStack(make("Taxi-v4")), ValueError);
  EXPECT_THROW(MaxAndSkip(make("CartPole-v1"), 1), ValueError);
  EXPECT_THROW(ClipAction(make("CartPole-v1")), ValueError);
  EXPECT_THROW(RescaleAction(make("Pendulum-v1"), 1, 1), ValueError);
  EXPECT_THROW(RescaleAction(make("Pendulum-v1"), -INFINITY, 1), ValueError);
  EXPECT_THROW(ClipReward(make("Pendulum-v1"), 1, -1), ValueError);
  EXPECT_THROW(NormalizeReward(make("Pendulum-v1"), 1.5), ValueError);
  EXPECT_THROW(NormalizeObservation(make("Pendulum-v1"), 0.0f), ValueError);
  EXPECT_THROW(TimeAwareObservation(make("CliffWalking-v1")), ValueError);
  EXPECT_THROW(RecordEpisodeStatistics(make("CartPole-v1"), 0), ValueError);
}

TEST(Wrappers, PassARefusedActionOnWithNothingChanged) {
  for (const char* name : {"ClipAction", "RescaleAction", "Nested", "NormalizeReward"}) {
    Env env = wrapped(name);
    std::vector<float> o(env.observation_size());
    env.reset(0, o);
    const auto before = save(env);
    EXPECT_THROW(env.step(std::array{NAN}, o), ActionError) << name;
    EXPECT_THROW(env.step(std::array{0.0f, 0.0f}, o), ShapeError) << name;
    EXPECT_EQ(save(env), before) << name;
  }
}

}  // namespace
}  // namespace ember::envs
