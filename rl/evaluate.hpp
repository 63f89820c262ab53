// How good a policy is, measured apart from training.
#pragma once

#include <ember/envs/env.hpp>
#include <vector>

namespace ember::rl {

/// The undiscounted returns of `episodes` episodes with actions `policy(observation)`, on a copy of `env`
/// that is reset with seeds first_seed, first_seed + 1, ... A policy gives an envs::Action. In an environment
/// without a limit of its own an episode is cut off after 10 000 steps: a policy may walk in circles.
template <class Policy>
std::vector<double> evaluate(envs::Env env, const Policy& policy, uint64_t first_seed, int64_t episodes) {
  std::vector<float> observation(env.observation_size());
  std::vector<double> returns;
  const int64_t limit = env.spec().max_episode_steps > 0 ? env.spec().max_episode_steps : 10'000;
  for (int64_t episode = 0; episode < episodes; ++episode) {
    env.reset(first_seed + static_cast<uint64_t>(episode), observation);
    double total = 0;
    envs::Step step;
    for (int64_t t = 0; t < limit && !step.done(); ++t, total += step.reward)
      step = env.step(policy(observation), observation);
    returns.push_back(total);
  }
  return returns;
}

}  // namespace ember::rl
