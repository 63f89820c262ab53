// The algorithms that the programs train, in one table: `ember train NAME` and `train_NAME`.
#pragma once

#include <ember/envs/env.hpp>
#include <span>
#include <string>
#include <vector>

namespace ember::train {

/// A training program: takes the name under which it was called and the arguments after it, and returns the
/// exit status. Throws UsageError for wrong arguments.
using Program = int(const std::string& algorithm, std::span<const std::string> arguments);

/// What an algorithm asks of an environment: `dqn chooses among actions`.
struct Need {
  std::string text;
  bool (*met)(const envs::Env&);
};

struct Algorithm {
  std::string name;  ///< as typed, and the name of its file of recipes: `double_dqn`
  std::string doc;   ///< a line for help
  Need need;
  Program* program;
};

/// All algorithms, in the order in which help lists them.
const std::vector<Algorithm>& algorithms();

/// The algorithm of this name. Throws UsageError that names the nearest.
const Algorithm& algorithm(const std::string& name);

/// The environment of this id for an algorithm. Throws UsageError: for an unknown id with the nearest ones,
/// where the two do not fit with both and what fits either.
envs::Env make_env(const std::string& id, const std::string& algorithm_name);

// The programs, each the loop of train/NAME.cpp.
Program train_dqn;      // with double_dqn, dueling_dqn, c51 and rainbow
Program train_tabular;  // q_learning and sarsa
Program train_a2c, train_a3c, train_actor_critic, train_ppo, train_reinforce, train_sac, train_td3;

}  // namespace ember::train
