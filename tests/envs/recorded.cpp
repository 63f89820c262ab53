#include "recorded.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <sstream>

#include <ember/envs/registry.hpp>

#include "crc32.hpp"

namespace ember::envs::recorded {
namespace {

constexpr std::int64_t block_steps = 1000;

// The player of record.py: who acts when.
class Player {
 public:
  Player(Env env, std::uint64_t seed, const Script& script)
      : env_(std::move(env)),
        actions_(env_.action_space()),
        script_(script),
        observation(env_.observation_size()) {
    actions_.seed(seed);
    env_.reset(seed, observation);
  }

  void step() {
    const std::vector<double> sample = actions_.sample();
    values.assign(sample.begin(), sample.end());
    choice = static_cast<std::int64_t>(sample[0]);
    if (script_ && episode_ % 3 == 1) {
      const Action scripted = script_(observation);
      if (scripted.is_choice()) {
        choice = scripted.as<std::int64_t>();
      } else {
        const auto row = scripted.as<std::span<const float>>();
        values.assign(row.begin(), row.end());
      }
    } else if (episode_ % 3 == 2) {
      for (float& value : values) value *= 1.5f;
    }
    result = env_.step(discrete() ? Action(choice) : Action(values), observation);
    if (result.done()) ++episode_;
  }
  void reset() { env_.reset({}, observation); }

  bool discrete() const { return actions_.is_discrete(); }
  std::int64_t episodes() const { return episode_; }

 private:
  Env env_;
  Space actions_;
  const Script& script_;
  std::int64_t episode_ = 0;

 public:
  std::vector<float> observation, values;
  std::int64_t choice = 0;
  Step result;
};

std::string bits(std::span<const float> row) {
  std::string text;
  for (const float value : row) {
    char word[12];
    std::snprintf(word, sizeof word, " %08x", std::bit_cast<std::uint32_t>(value));
    text += word;
  }
  return text;
}

std::string line_of(const Player& player) {
  std::ostringstream line;
  line << "s";
  if (player.discrete()) {
    line << ' ' << player.choice;
  } else {
    line << bits(player.values);
  }
  char reward[40];
  std::snprintf(reward, sizeof reward, " %016llx %d",
                static_cast<unsigned long long>(std::bit_cast<std::uint64_t>(player.result.reward)),
                player.result.terminated + 2 * player.result.truncated);
  line << reward << bits(player.observation);
  return line.str();
}

void replay_stream(Player player, std::int64_t steps, std::istream& file, Counts& counts) {
  Crc32 sum;
  sum.add(player.observation);
  std::string line;
  std::istringstream sums;
  for (std::int64_t count = 1; count <= steps; ++count) {
    player.step();
    if (player.discrete()) {
      sum.add(player.choice);
    } else {
      sum.add(player.values);
    }
    sum.add(player.result.reward);
    sum.add(static_cast<std::uint8_t>(player.result.terminated + 2 * player.result.truncated));
    sum.add(player.observation);
    if (count % block_steps == 0) {
      std::string wanted;
      if (!(sums >> wanted) || wanted == "c") {
        std::getline(file, line);
        sums = std::istringstream(line.substr(2));
        sums >> wanted;
      }
      ASSERT_EQ(sum.take(), std::stoul(wanted, nullptr, 16)) << "in the block that ends with step " << count;
    }
    if (player.result.done()) {
      player.reset();
      sum.add(player.observation);
    }
  }
  counts.steps += steps;
  counts.episodes += player.episodes();
  ++counts.streams;
}

}  // namespace

Counts replay(const std::string& name, const Script& script, const Maker& maker) {
  Counts counts;
  std::ifstream file(std::string(EMBER_TEST_DATA) + "/envs/" + name + ".txt");
  EXPECT_TRUE(file) << name;
  std::string line, id, options, word;
  std::optional<Player> player;
  bool over = false;
  while (!testing::Test::HasFatalFailure() && std::getline(file, line)) {
    std::istringstream words(line);
    words >> word;
    std::uint64_t seed = 0;
    std::int64_t steps = 0;
    if (word == "rollout") {
      words >> id >> word >> seed;
      SCOPED_TRACE(line);
      player.emplace(maker(id, "-"), seed, script);
      ++counts.rollouts;
      over = false;
    } else if (word == "stream") {
      words >> id >> options >> word >> seed >> word >> steps;
      SCOPED_TRACE(line);
      replay_stream(Player(maker(id, options), seed, script), steps, file, counts);
    } else if (word == "o") {
      if (over) player->reset();
      EXPECT_EQ(std::string("o").append(bits(player->observation)), line);
    } else {
      player->step();
      over = player->result.done();
      EXPECT_EQ(line_of(*player), line);
    }
    if (testing::Test::HasFailure()) break;
  }
  return counts;
}

Env plain(const std::string& id, const std::string&) { return make(id); }

}  // namespace ember::envs::recorded
