#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <ember/envs/wrappers/order_enforcing.hpp>

namespace ember::envs {

/// What the catalogue knows of an environment beside its code.
struct Spec {
  std::string id;                      ///< name and version: `CartPole-v1`
  std::int64_t max_episode_steps = 0;  ///< steps until an episode is truncated; 0 for no limit
  std::optional<double> reward_threshold =
      {};  ///< mean return over 100 episodes that counts as solved, if any is set
  std::string differences =
      {};  ///< from Gymnasium's environment of this id, in a sentence; empty if there are none
  Order order = Order::strict;  ///< what happens on a step before reset or after the end
};

}  // namespace ember::envs
