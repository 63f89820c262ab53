#pragma once

#include <limits>
#include <utility>

#include <ember/envs/environment.hpp>
#include <ember/envs/wrappers/running_mean_std.hpp>

namespace ember::envs {

/// Centres and scales each observation by the running mean and standard deviation of all observations so far
/// (gymnasium.wrappers.NormalizeObservation). Freeze it in evaluation, with the statistics of training.
template <Environment E> class NormalizeObservation {
 public:
  using Action = typename E::Action;
  using Statistics = RunningMeanStd<float>;

  /// Throws ValueError unless observations are a Box and epsilon > 0.
  explicit NormalizeObservation(E env, float epsilon = 1e-8f)
      : env_(std::move(env)), epsilon_(epsilon), statistics_(Space(env_.observation_space()).box().size()) {
    if (!(epsilon > 0)) {
      throw ValueError("NormalizeObservation: epsilon must be positive: " + std::to_string(epsilon));
    }
  }

  Box observation_space() const {
    constexpr double any = std::numeric_limits<double>::infinity();
    return Box(-any, any, Space(env_.observation_space()).box().shape());
  }
  auto action_space() const { return env_.action_space(); }

  void reset(Seed seed, std::span<float> observation) {
    env_.reset(seed, observation);
    normalize(observation);
  }

  Step step(Action action, std::span<float> observation) {
    const Step step = env_.step(action, observation);
    normalize(observation);
    return step;
  }

  /// Whether new observations change the statistics; on at first.
  void freeze(bool frozen = true) { frozen_ = frozen; }
  bool frozen() const { return frozen_; }

  Statistics& statistics() { return statistics_; }
  const Statistics& statistics() const { return statistics_; }

  void serialize(Archive& archive) { archive(env_, statistics_, frozen_); }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  void normalize(std::span<float> observation) {
    if (!frozen_) statistics_.update(observation);
    statistics_.normalize(observation, epsilon_);
  }

  E env_;
  float epsilon_;
  Statistics statistics_;
  bool frozen_ = false;
};

}  // namespace ember::envs
