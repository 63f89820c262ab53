#include <ember/envs/registry.hpp>
#include <ember/rl/tabular.hpp>
#include <ember/train/algorithms.hpp>
#include <ember/train/failure.hpp>
#include <ember/train/nearest_name.hpp>

namespace ember::train {
namespace {

const Need choice{"chooses among actions", [](const envs::Env& env) { return env.takes_choice(); }};
const Need anything{"takes any choices and rows of numbers",
                    [](const envs::Env& env) { return env.takes_choice() || env.action_space().is_box(); }};
const Need bounded_rows{"chooses rows of numbers between bounds", [](const envs::Env& env) {
                          return env.action_space().is_box() && env.action_space().box().bounded();
                        }};

const Need count{"needs states and actions that can be counted", [](const envs::Env& env) {
                   return env.takes_choice() && rl::StateNumbers::of(env.observation_space()).has_value();
                 }};

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
  return list.empty() ? "nothing yet" : list;
}

}  // namespace

const std::vector<Algorithm>& algorithms() {
  static const std::vector<Algorithm> all = {
      {"q_learning", "Q-learning with a table (Watkins, 1989)", count, train_tabular},
      {"sarsa", "SARSA with a table (Rummery and Niranjan, 1994)", count, train_tabular},
      {"dqn", "deep Q-network (Mnih et al., 2015)", choice, train_dqn},
      {"double_dqn", "one network chooses, the other values (van Hasselt et al., 2016)", choice, train_dqn},
      {"dueling_dqn", "value and advantages apart (Wang et al., 2016)", choice, train_dqn},
      {"c51", "distributions of the return (Bellemare et al., 2017)", choice, train_dqn},
      {"rainbow", "all six extensions of DQN (Hessel et al., 2018)", choice, train_dqn},
      {"reinforce", "Monte-Carlo policy gradient (Williams, 1992)", anything, train_reinforce},
      {"actor_critic", "one-step actor-critic (Sutton and Barto, 2018)", anything, train_actor_critic},
      {"a2c", "advantage actor-critic (Mnih et al., 2016)", anything, train_a2c},
      {"a3c", "asynchronous advantage actor-critic (Mnih et al., 2016)", anything, train_a3c},
      {"ppo", "proximal policy optimisation (Schulman et al., 2017)", anything, train_ppo},
      {"sac", "soft actor-critic (Haarnoja et al., 2018)", bounded_rows, train_sac},
      {"td3", "twin delayed policy gradient (Fujimoto et al., 2018)", bounded_rows, train_td3},
  };
  return all;
}

const Algorithm& algorithm(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& known : algorithms()) {
    if (known.name == name) return known;
    names.push_back(known.name);
  }
  throw UsageError("unknown algorithm '" + name + "'", "command line",
                   did_you_mean(name, names, "there are: " + joined(names)));
}

envs::Env make_env(const std::string& id, const std::string& algorithm_name) {
  const Algorithm& chosen = algorithm(algorithm_name);
  try {
    envs::Env env = envs::make(id);
    if (chosen.need.met(env)) return env;
    std::vector<std::string> others, ids;
    for (const auto& other : algorithms())
      if (other.need.met(env)) others.push_back(other.name);
    for (const auto& spec : envs::all_specs())
      if (chosen.need.met(envs::make(spec.id))) ids.push_back(spec.id);
    throw UsageError(
        chosen.name + " " + chosen.need.text + "; " + id + " has observations " +
            env.observation_space().to_string() + " and actions " + env.action_space().to_string(),
        "--env " + id, "for " + id + ": " + joined(others) + "; for " + chosen.name + ": " + joined(ids));
  } catch (const envs::UnknownEnv& error) {
    throw UsageError(error.what(), "--env " + id, "`ember envs` lists the environments");
  }
}

}  // namespace ember::train
