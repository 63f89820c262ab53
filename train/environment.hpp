// Environments as the command line names them.
#pragma once

#include <ember/envs/env.hpp>
#include <string>

namespace ember::train {

/// The environment of this id, for an algorithm that chooses among actions.
/// Throws UsageError that names the nearest ids, or algorithm and action space where these do not fit.
envs::Env make_discrete(const std::string& id, const std::string& algorithm);

/// How many actions there are to choose from.
int64_t action_count(const envs::Env& env);

}  // namespace ember::train
