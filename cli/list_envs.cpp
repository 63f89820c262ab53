#include <ember/cli/list_envs.hpp>
#include <ember/envs/check_env.hpp>
#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/registry.hpp>

#include <iomanip>
#include <sstream>

namespace ember::cli {
namespace {

std::string solved_at(const envs::Spec& spec) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  if (spec.reward_threshold) text << *spec.reward_threshold;
  return spec.reward_threshold ? text.str() : "-";
}

}  // namespace

std::string list_envs() {
  std::ostringstream text;
  text << std::left << std::setw(28) << "environment" << std::setw(14) << "actions" << std::setw(12)
       << "step limit"
       << "solved at\n";
  for (const auto& spec : envs::all_specs()) {
    const envs::Env env = envs::make(spec.id);
    text << std::setw(28) << spec.id << std::setw(14)
         << (env.takes_choice() ? std::to_string(env.action_space().discrete().n()) + " choices"
                                : std::to_string(env.action_size()) + " numbers")
         << std::setw(12) << spec.max_episode_steps << solved_at(spec) << '\n';
  }
  return text.str();
}

std::string describe_env(const std::string& id, bool colour) {
  envs::Env env = envs::make(id);
  std::ostringstream text;
  text << env.spec().id << "\n  observation  " << env.observation_space().to_string() << "\n  action       "
       << env.action_space().to_string() << "\n  step limit   " << env.spec().max_episode_steps
       << "\n  solved at    " << solved_at(env.spec()) << "\n  Gymnasium    "
       << (env.spec().differences.empty() ? "the same numbers to the bit" : env.spec().differences) << "\n";
  std::vector<float> observation(env.observation_size());
  env.reset(1, observation);
  if (const auto picture = env.draw()) text << '\n' << envs::to_terminal(*picture, 72, colour);
  return text.str();
}

std::pair<std::string, bool> check_env(const std::string& id) {
  constexpr int64_t steps = 1000;
  const std::vector<std::string> broken = envs::check_env(envs::make(id), steps);
  if (broken.empty())
    return {id + ": deterministic, within its spaces, strict; " + std::to_string(steps) + " random steps\n",
            true};
  std::string text = id + " breaks:\n";
  for (const std::string& rule : broken) text += "  " + rule + "\n";
  return {text, false};
}

}  // namespace ember::cli
