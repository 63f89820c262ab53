#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <ember/envs/action.hpp>
#include <ember/envs/environment.hpp>

namespace ember::envs {

/// Clips continuous actions into the environment's action space; takes any finite action
/// (gymnasium.wrappers.ClipAction).
template <Environment E>
requires(!DiscreteEnvironment<E>) class ClipAction {
 public:
  using Action = std::span<const float>;

  /// Throws ValueError unless actions are a Box.
  explicit ClipAction(E env)
      : env_(std::move(env)), space_(Space(env_.action_space()).box()), row_(space_.size()) {}

  auto observation_space() const { return env_.observation_space(); }
  Box action_space() const {
    constexpr double any = std::numeric_limits<double>::infinity();
    return Box(-any, any, space_.shape());
  }

  void reset(Seed seed, std::span<float> observation) { env_.reset(seed, observation); }

  Step step(Action action, std::span<float> observation) {
    require_finite("ClipAction.step", action, row_.size());
    for (std::size_t i = 0; i < row_.size(); ++i) {
      row_[i] =
          std::clamp(action[i], static_cast<float>(space_.low()[i]), static_cast<float>(space_.high()[i]));
    }
    return env_.step(typename E::Action(std::span<const float>(row_)), observation);
  }

  void serialize(Archive& archive) { archive(env_); }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  E env_;
  Box space_;
  std::vector<float> row_;
};

/// Maps actions on [min_action, max_action] linearly onto the environment's action space
/// (gymnasium.wrappers.RescaleAction).
template <Environment E>
requires(!DiscreteEnvironment<E>) class RescaleAction {
 public:
  using Action = std::span<const float>;

  /// Throws ValueError unless actions are a bounded Box and min_action < max_action, both finite.
  RescaleAction(E env, double min_action, double max_action)
      : env_(std::move(env)), low_(min_action), high_(max_action) {
    const Box space = Space(env_.action_space()).box();
    if (!(min_action < max_action && std::isfinite(max_action - min_action)) || !space.bounded()) {
      throw ValueError("RescaleAction: needs a bounded action space and min_action < max_action: " +
                       std::to_string(min_action) + ", " + std::to_string(max_action) + ", " +
                       space.to_string());
    }
    shape_ = space.shape();
    row_.resize(space.size());
    for (std::size_t i = 0; i < row_.size(); ++i) {
      const long double width =
          static_cast<long double>(space.high()[i]) - static_cast<long double>(space.low()[i]);
      if (!(width > 0))
        throw ValueError("RescaleAction: the action space has no width: " + space.to_string());
      const auto gradient = static_cast<float>((max_action - min_action) / width);
      gradient_.push_back(gradient);
      const float shift = gradient * -static_cast<float>(space.low()[i]);
      intercept_.push_back(static_cast<float>(static_cast<double>(shift) + min_action));
    }
  }

  auto observation_space() const { return env_.observation_space(); }
  Box action_space() const { return Box(low_, high_, shape_); }

  void reset(Seed seed, std::span<float> observation) { env_.reset(seed, observation); }

  Step step(Action action, std::span<float> observation) {
    require_finite("RescaleAction.step", action, row_.size());
    for (std::size_t i = 0; i < row_.size(); ++i) row_[i] = (action[i] - intercept_[i]) / gradient_[i];
    return env_.step(typename E::Action(std::span<const float>(row_)), observation);
  }

  void serialize(Archive& archive) { archive(env_); }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  E env_;
  double low_, high_;
  std::vector<std::int64_t> shape_;
  std::vector<float> gradient_, intercept_, row_;
};

}  // namespace ember::envs
