// How good a policy is, measured apart from training.
#pragma once

#include <ember/envs/env.hpp>
#include <vector>

namespace ember::rl {

/// The undiscounted returns of `episodes` episodes with actions `policy(observation)`, on a copy of `env`
/// that is reset with seeds first_seed, first_seed + 1, ... PolicyOf gives an envs::Action.
template <class Policy>
std::vector<double> evaluate(envs::Env env, const Policy& policy, uint64_t first_seed, int64_t episodes) {
  std::vector<float> observation(env.observation_size());
  std::vector<double> returns;
  for (int64_t episode = 0; episode < episodes; ++episode) {
    env.reset(first_seed + static_cast<uint64_t>(episode), observation);
    double total = 0;
    for (envs::Step step; !step.done(); total += step.reward)
      step = env.step(policy(observation), observation);
    returns.push_back(total);
  }
  return returns;
}

}  // namespace ember::rl
