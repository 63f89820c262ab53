#pragma once

#include <algorithm>
#include <utility>

#include <ember/envs/environment.hpp>

namespace ember::envs {

/// Clips rewards to [min_reward, max_reward] (gymnasium.wrappers.ClipReward).
template <Environment E> class ClipReward {
 public:
  using Action = typename E::Action;

  /// Throws ValueError unless min_reward <= max_reward.
  explicit ClipReward(E env, double min_reward = -1, double max_reward = 1)
      : env_(std::move(env)), low_(min_reward), high_(max_reward) {
    if (!(low_ <= high_)) {
      throw ValueError("ClipReward: min_reward is above max_reward: " + std::to_string(low_) + ", " +
                       std::to_string(high_));
    }
  }

  auto observation_space() const { return env_.observation_space(); }
  auto action_space() const { return env_.action_space(); }

  void reset(Seed seed, std::span<float> observation) { env_.reset(seed, observation); }

  Step step(Action action, std::span<float> observation) {
    Step step = env_.step(action, observation);
    step.reward = std::clamp(step.reward, low_, high_);
    return step;
  }

  void serialize(Archive& archive) { archive(env_); }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  E env_;
  double low_, high_;
};

}  // namespace ember::envs
