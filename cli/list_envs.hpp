// The environments, as text.
#pragma once

#include <string>

namespace ember::cli {

/// A line for each environment: id, observation and action space, step limit, and the return that counts as
/// solved.
std::string list_envs();

/// All that is known of one environment. Throws `envs::UnknownEnv`.
std::string describe_env(const std::string& id);

}  // namespace ember::cli
