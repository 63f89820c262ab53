// DQN on an environment with discrete actions.
#pragma once

#include <span>
#include <string>

namespace ember::train {

/// The program `ember train dqn`. Takes the arguments after `dqn`, returns the exit status and throws
/// `Failure`.
int train_dqn(std::span<const std::string> arguments);

}  // namespace ember::train
