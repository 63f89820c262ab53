// DQN as a program: `ember train dqn` and `train_dqn`.
#pragma once

#include <span>
#include <string>

namespace ember::train {

/// Trains DQN as the arguments say and returns the exit status. Throws UsageError for wrong arguments.
int train_dqn(std::span<const std::string> arguments);

}  // namespace ember::train
