#include <ember/envs/registry.hpp>
#include <ember/nn/linear.hpp>
#include <ember/train/options.hpp>
#include <ember/train/run.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace {
using namespace ember;
namespace fs = std::filesystem;

std::vector<std::string> lines_of(const fs::path& file) {
  std::vector<std::string> lines;
  std::ifstream text(file);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

TEST(SeveralEnvironments, KeepTheirEpisodesApartAndShowTheFieldsGiven) {
  std::string folder = testing::TempDir() + "ember-several-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  train::RunOptions options;
  options.out = folder;
  options.name = "several";
  options.steps = 6;
  options.log_every = 2;
  options.final_episodes = 1;
  options.progress = "none";
  train::Options all("train test");
  all.add("Run", options);
  const nn::Linear network(4, 2);
  train::Run run(
      options, all, "test", envs::make("CartPole-v1"), network.ptr(),
      [](std::span<const float>) { return envs::Action(0); }, 2);
  const std::vector<double> rewards = {1, 10};
  const std::vector<std::vector<uint8_t>> terminated = {{0, 0}, {1, 0}, {0, 1}};
  const std::vector<uint8_t> truncated = {0, 0};
  for (size_t i = 0; run.goes_on(); ++i) {
    auto ends = terminated.at(i), cuts = truncated;
    auto values = rewards;
    run.count_update(0.5);
    run.count_steps({{}, values, ends, cuts}, {{"entropy", 0.25}, {"lr", 0.125}});
  }
  EXPECT_EQ(run.step(), 7);
  EXPECT_EQ(run.finish(), 0);
  const fs::path made = fs::path(folder) / "CartPole-v1" / "test" / "several";
  const auto episodes = lines_of(made / "episodes.csv"), metrics = lines_of(made / "metrics.csv");
  ASSERT_EQ(episodes.size(), 3u);
  EXPECT_EQ(episodes[1].substr(0, 8), "1,3,2,2,");   // environment 0: two steps of 1
  EXPECT_EQ(episodes[2].substr(0, 9), "2,6,30,3,");  // environment 1: three steps of 10
  ASSERT_EQ(metrics.size(), 4u);
  EXPECT_EQ(metrics[0], "step,seconds,return,loss,entropy,lr,evaluation_mean,evaluation_std");
  EXPECT_NE(metrics[2].find(",0.5,0.25,0.125,,"), std::string::npos) << metrics[2];
  fs::remove_all(folder);
}

// The step at which a run of up to 100 ends whose policy is fixed and evaluated every 10 steps.
int64_t steps_with(const std::string& env, int64_t network_inputs, const train::Run::Policy& policy) {
  std::string folder = testing::TempDir() + "ember-stops-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
  train::RunOptions options;
  options.out = folder;
  options.steps = 100;
  options.eval_every = 10;
  options.final_episodes = 1;
  options.progress = "none";
  train::Options all("train test");
  all.add("Run", options);
  const nn::Linear network(network_inputs, 2);
  train::Run run(options, all, "test", envs::make(env), network.ptr(), policy);
  while (run.goes_on()) {
    run.count_update(0.5);
    run.count_step(envs::Step{}, {});
  }
  fs::remove_all(folder);
  return run.step() - 1;
}

TEST(StopWhenSolved, EndsARunAlsoWhereReturnsAreNegative) {
  // Torque against the first link's velocity returns about -85 +- 16 with a threshold of -100.
  EXPECT_EQ(steps_with("Acrobot-v1", 6,
                       [](std::span<const float> state) { return envs::Action(state[4] > 0 ? 0 : 2); }),
            10);
}

TEST(StopWhenSolved, IsNotMetByAMeanThatMayBeLuck) {
  // Pushing along the velocity returns about -120 with a threshold of -110.
  EXPECT_EQ(steps_with("MountainCar-v0", 2,
                       [](std::span<const float> state) { return envs::Action(state[1] < 0 ? 0 : 2); }),
            100);
}

}  // namespace
