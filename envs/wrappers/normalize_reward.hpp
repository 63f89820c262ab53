#pragma once

#include <cmath>
#include <utility>

#include <ember/envs/environment.hpp>
#include <ember/envs/wrappers/running_mean_std.hpp>

namespace ember::envs {

/// Divides rewards by the running standard deviation of their discounted sum, without centring them, so signs
/// are kept (gymnasium.wrappers.NormalizeReward). The sum starts anew after a termination, but not after a
/// truncation.
template <Environment E> class NormalizeReward {
 public:
  using Action = typename E::Action;
  using Statistics = RunningMeanStd<double>;

  /// Throws ValueError unless 0 <= gamma <= 1 and epsilon > 0.
  explicit NormalizeReward(E env, double gamma = 0.99, double epsilon = 1e-8)
      : env_(std::move(env)), gamma_(gamma), epsilon_(epsilon) {
    if (!(gamma >= 0 && gamma <= 1)) {
      throw ValueError("NormalizeReward: gamma is not in [0, 1]: " + std::to_string(gamma));
    }
    if (!(epsilon > 0))
      throw ValueError("NormalizeReward: epsilon must be positive: " + std::to_string(epsilon));
  }

  auto observation_space() const { return env_.observation_space(); }
  auto action_space() const { return env_.action_space(); }

  void reset(Seed seed, std::span<float> observation) { env_.reset(seed, observation); }

  Step step(Action action, std::span<float> observation) {
    Step step = env_.step(action, observation);
    return_ = return_ * gamma_ * (step.terminated ? 0 : 1) + step.reward;
    if (!frozen_) statistics_.update(std::span<const double>(&return_, 1));
    step.reward /= std::sqrt(statistics_.variance()[0] + epsilon_);
    return step;
  }

  /// Whether new rewards change the statistics; on at first.
  void freeze(bool frozen = true) { frozen_ = frozen; }
  bool frozen() const { return frozen_; }

  Statistics& statistics() { return statistics_; }
  const Statistics& statistics() const { return statistics_; }

  void serialize(Archive& archive) { archive(env_, statistics_, return_, frozen_); }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  E env_;
  double gamma_;
  double epsilon_;
  Statistics statistics_{1};
  double return_ = 0;
  bool frozen_ = false;
};

}  // namespace ember::envs
