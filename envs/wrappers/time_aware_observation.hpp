#pragma once

#include <utility>

#include <ember/envs/environment.hpp>

namespace ember::envs {

/// Adds the number of steps since reset to the observation, as its last value; with `normalize_time` their
/// share of the step limit (gymnasium.wrappers.TimeAwareObservation, flattened).
template <Environment E> class TimeAwareObservation {
 public:
  using Action = typename E::Action;

  /// `max_episode_steps` is that of the environment's spec unless given. Throws ValueError if there is none.
  explicit TimeAwareObservation(E env, bool normalize_time = false, std::int64_t max_episode_steps = 0)
      : env_(std::move(env)), normalize_(normalize_time), limit_(max_episode_steps) {
    if constexpr (requires { env_.spec(); }) {
      if (limit_ == 0) limit_ = env_.spec().max_episode_steps;
    }
    if (limit_ < 1) {
      throw ValueError("TimeAwareObservation: needs a positive max_episode_steps: " + std::to_string(limit_));
    }
  }

  Space observation_space() const {
    const Space inner = env_.observation_space();
    const double last = normalize_ ? 1 : static_cast<double>(limit_);
    if (!inner.is_box() || inner.box().shape().size() != 1) return Tuple({inner, Box(0, last, {1})});
    std::vector<double> low = inner.box().low(), high = inner.box().high();
    low.push_back(0);
    high.push_back(last);
    return Box(low, high);
  }
  auto action_space() const { return env_.action_space(); }

  void reset(Seed seed, std::span<float> observation) {
    env_.reset(seed, inner_part(observation));
    steps_ = 0;
    write_time(observation);
  }

  Step step(Action action, std::span<float> observation) {
    const Step step = env_.step(action, inner_part(observation));
    ++steps_;
    write_time(observation);
    return step;
  }

  void serialize(Archive& archive) { archive(env_, steps_); }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  std::span<float> inner_part(std::span<float> observation) const {
    if (observation.empty()) throw ShapeError("TimeAwareObservation: the observation has no values");
    return observation.first(observation.size() - 1);
  }

  void write_time(std::span<float> observation) const {
    const auto time = static_cast<double>(steps_);
    observation.back() = static_cast<float>(normalize_ ? time / static_cast<double>(limit_) : time);
  }

  E env_;
  bool normalize_;
  std::int64_t limit_;
  std::int64_t steps_ = 0;
};

}  // namespace ember::envs
