#pragma once

#include <string>
#include <vector>

#include <ember/envs/env.hpp>

namespace ember::envs {

/// Tries an environment for what its users rely on, and returns the rules it breaks, each once and in words;
/// none if all is well. Checked over `steps` random steps (gymnasium.utils.env_checker has the like):
/// - reset and step write every value of the observation, inside the observation space; rewards are finite;
/// - the same seed and actions give the same episodes, and another seed may give others;
/// - a copy, and a state that was saved and loaded, go on exactly, and copies do not disturb each other;
/// - actions outside the space, and observation memory of the wrong size, are refused with nothing changed;
/// - a step before reset or after the end of an episode throws StateError (environments from make() do).
/// An environment that throws is reported with what it threw. Throws ValueError if steps < 1.
std::vector<std::string> check_env(const Env& env, std::int64_t steps = 1000);

}  // namespace ember::envs
