// The environments, as text.
#pragma once

#include <string>
#include <utility>

namespace ember::cli {

/// A line for each environment: id, observation and action space, step limit, and the return that counts as
/// solved.
std::string list_envs();

/// All that is known of one environment, with a picture of a first state in characters, `colour`ed by escape
/// sequences. Throws `envs::UnknownEnv`.
std::string describe_env(const std::string& id, bool colour);

/// What check_env() finds in 1000 random steps of an environment, and whether that is nothing. Throws
/// `envs::UnknownEnv`.
std::pair<std::string, bool> check_env(const std::string& id);

}  // namespace ember::cli
