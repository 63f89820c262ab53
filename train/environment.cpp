#include <ember/envs/registry.hpp>
#include <ember/train/environment.hpp>
#include <ember/train/failure.hpp>

namespace ember::train {

envs::Env make_discrete(const std::string& id, const std::string& algorithm) {
  try {
    envs::Env env = envs::make(id);
    if (env.action_space().is_discrete()) return env;
    throw UsageError(algorithm + " chooses among actions; " + id + " has " + env.action_space().to_string(),
                     "command line", "`ember envs` lists the environments with their action spaces");
  } catch (const envs::UnknownEnv& error) {
    throw UsageError(error.what(), "command line", "`ember envs` lists the environments");
  }
}

int64_t action_count(const envs::Env& env) { return env.action_space().discrete().n(); }

}  // namespace ember::train
