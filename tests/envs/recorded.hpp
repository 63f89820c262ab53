#pragma once

#include <functional>
#include <string>

#include <ember/envs/env.hpp>

/// Replays what tests/oracle/envs/record.py wrote, on our environments.
namespace ember::envs::recorded {

/// The scripted policy that acts in every third episode, on the last observation.
using Script = std::function<Action(std::span<const float>)>;

/// Makes the environment of a record from its id and options (`a=1,b=2`, `-` for none); order checks as it
/// likes.
using Maker = std::function<Env(const std::string& id, const std::string& options)>;

struct Counts {
  std::int64_t rollouts = 0, streams = 0, steps = 0, episodes = 0;
};

/// Replays every record of `file` and fails the running test at the first bit that differs.
Counts replay(const std::string& file, const Script& script, const Maker& maker);

/// Makes by id alone.
Env plain(const std::string& id, const std::string& options);

}  // namespace ember::envs::recorded
