#pragma once

#include <utility>

#include <ember/envs/environment.hpp>

namespace ember::envs {

/// Cuts an episode off after a number of steps: `truncated` becomes true at that step and stays so until
/// reset. A termination in the same step keeps its own flag (gymnasium.wrappers.TimeLimit).
template <Environment E> class TimeLimit {
 public:
  using Action = typename E::Action;
  static constexpr bool passes_actions = true;

  /// Throws ValueError if max_episode_steps < 1.
  TimeLimit(E env, std::int64_t max_episode_steps) : env_(std::move(env)), limit_(max_episode_steps) {
    if (limit_ < 1)
      throw ValueError("TimeLimit: max_episode_steps must be positive: " + std::to_string(limit_));
  }

  auto observation_space() const { return env_.observation_space(); }
  auto action_space() const { return env_.action_space(); }

  void reset(Seed seed, std::span<float> observation) {
    env_.reset(seed, observation);
    elapsed_ = 0;
  }

  Step step(Action action, std::span<float> observation) {
    Step step = env_.step(action, observation);
    if (++elapsed_ >= limit_) step.truncated = true;
    return step;
  }

  /// Steps since the last reset.
  std::int64_t elapsed() const { return elapsed_; }

  void serialize(Archive& archive) { archive(env_, elapsed_); }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  E env_;
  std::int64_t limit_;
  std::int64_t elapsed_ = 0;
};

}  // namespace ember::envs
