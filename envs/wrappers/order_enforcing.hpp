#pragma once

#include <utility>

#include <ember/envs/environment.hpp>

namespace ember::envs {

/// What OrderEnforcing refuses: `strict`, a step before the first reset or after the end of an episode;
/// `lenient`, only a step before the first reset, as Gymnasium does.
enum class Order : std::uint8_t { strict, lenient };

/// Refuses calls in the wrong order with StateError, before they reach the environment.
template <Environment E> class OrderEnforcing {
 public:
  using Action = typename E::Action;
  static constexpr bool passes_actions = true;

  explicit OrderEnforcing(E env, Order order = Order::strict) : env_(std::move(env)), order_(order) {}

  auto observation_space() const { return env_.observation_space(); }
  auto action_space() const { return env_.action_space(); }

  void reset(Seed seed, std::span<float> observation) {
    env_.reset(seed, observation);
    phase_ = Phase::running;
  }

  Step step(Action action, std::span<float> observation) {
    if (phase_ != Phase::running) [[unlikely]]
      refuse();
    const Step step = env_.step(action, observation);
    if (step.done() && order_ == Order::strict) phase_ = Phase::ended;
    return step;
  }

  void serialize(Archive& archive) { archive(env_, phase_); }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  enum class Phase : std::uint8_t { fresh, running, ended };

  [[noreturn]] void refuse() const {
    throw StateError(phase_ == Phase::fresh ? "step: the environment was never reset: call reset first"
                                            : "step: the episode has ended: call reset first");
  }

  E env_;
  Order order_;
  Phase phase_ = Phase::fresh;
};

}  // namespace ember::envs
