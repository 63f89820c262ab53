#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <ember/envs/environment.hpp>

namespace ember::envs {

/// Repeats each action `skip` times, adds up the rewards, and returns the larger of the last two
/// observations, value by value (gymnasium.wrappers.MaxAndSkipObservation). An episode that ends early leaves
/// the observation of the unfinished skip to the buffers' earlier contents, as there.
template <Environment E> class MaxAndSkip {
 public:
  using Action = typename E::Action;

  /// Throws ValueError if skip < 2.
  explicit MaxAndSkip(E env, std::int64_t skip = 4) : env_(std::move(env)), skip_(skip) {
    if (skip_ < 2) throw ValueError("MaxAndSkip: skip must be at least 2: " + std::to_string(skip_));
    const std::size_t size = Space(env_.observation_space()).size();
    before_.resize(size);
    last_.resize(size);
  }

  auto observation_space() const { return env_.observation_space(); }
  auto action_space() const { return env_.action_space(); }

  void reset(Seed seed, std::span<float> observation) { env_.reset(seed, observation); }

  Step step(Action action, std::span<float> observation) {
    require_size("MaxAndSkip.step: observation", observation.size(), last_.size());
    Step sum;
    for (std::int64_t i = 0; i < skip_ && !sum.done(); ++i) {
      const Step one = env_.step(action, observation);
      if (i == skip_ - 2) std::copy(observation.begin(), observation.end(), before_.begin());
      if (i == skip_ - 1) std::copy(observation.begin(), observation.end(), last_.begin());
      sum = {sum.reward + one.reward, one.terminated, one.truncated};
    }
    std::transform(before_.begin(), before_.end(), last_.begin(), observation.begin(),
                   [](float a, float b) { return std::max(a, b); });
    return sum;
  }

  void serialize(Archive& archive) { archive(env_, before_, last_); }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  E env_;
  std::int64_t skip_;
  std::vector<float> before_, last_;
};

}  // namespace ember::envs
