// n-step returns (Sutton 1988; Sutton and Barto 2018, chapter 7): one transition over n steps.
#pragma once

#include <ember/rl/replay_buffer.hpp>

namespace ember::rl {

/// Turns the steps of one environment into transitions (s_t, a_t, R, s_{t+m}) with
/// R = r_t + gamma r_{t+1} + ... + gamma^{m-1} r_{t+m-1}. m is n, or less where the episode ended before: m
/// is the transition's `steps`, so that a value after it is discounted by gamma^m.
class NStep {
 public:
  /// Throws ValueError for n or a size below 1.
  NStep(int64_t n, double gamma, int64_t observation_size);

  /// Takes the next step of the environment, and calls `store(transition)` for each that is complete: none at
  /// first, then one per step, and all that wait at the end of an episode.
  template <class Store> void push(const Transition& step, const Store& store) {
    add(step);
    while (waiting_ == n_ || ((step.terminated || step.truncated) && waiting_ > 0)) {
      store(Transition{row(first_), actions_[first_], returns_[first_], step.next_observation,
                       step.terminated, step.truncated, waiting_});
      first_ = (first_ + 1) % actions_.size();
      --waiting_;
    }
  }

  /// The steps that wait.
  void serialize(envs::Archive& archive) { archive(waiting_, first_, observations_, actions_, returns_); }

 private:
  void add(const Transition& step);
  std::span<const float> row(size_t place) const {
    return std::span(observations_).subspan(place * observation_size_, observation_size_);
  }

  int64_t n_, waiting_ = 0;  // steps whose return still grows, from place first_ on
  double gamma_;
  size_t observation_size_, first_ = 0;
  std::vector<float> observations_;  // [n, observation_size]
  std::vector<int64_t> actions_;     // [n]
  std::vector<double> returns_;      // [n]
};

}  // namespace ember::rl
