#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <ember/envs/environment.hpp>

namespace ember::envs {

/// What stands for the observations before the first: copies of it, or zeros.
enum class Padding : std::uint8_t { reset, zero };

/// Observations become the last `stack_size` ones, oldest first: shape [stack_size, ...]
/// (gymnasium.wrappers.FrameStackObservation).
template <Environment E> class FrameStack {
 public:
  using Action = typename E::Action;

  /// Throws ValueError unless stack_size >= 1 and observations are a Box.
  explicit FrameStack(E env, std::int64_t stack_size = 4, Padding padding = Padding::reset)
      : env_(std::move(env)), count_(stack_size), padding_(padding) {
    if (count_ < 1) throw ValueError("FrameStack: stack_size must be positive: " + std::to_string(count_));
    frame_ = Space(env_.observation_space()).box().size();
    frames_.resize(static_cast<std::size_t>(count_) * frame_);
  }

  Box observation_space() const {
    const Box one = Space(env_.observation_space()).box();
    std::vector<double> low, high;
    for (std::int64_t i = 0; i < count_; ++i) {
      low.insert(low.end(), one.low().begin(), one.low().end());
      high.insert(high.end(), one.high().begin(), one.high().end());
    }
    std::vector<std::int64_t> shape = one.shape();
    shape.insert(shape.begin(), count_);
    return Box(std::move(low), std::move(high), std::move(shape), one.dtype());
  }
  auto action_space() const { return env_.action_space(); }

  void reset(Seed seed, std::span<float> observation) {
    require_size("FrameStack.reset: observation", observation.size(), frames_.size());
    env_.reset(seed, newest());
    for (std::size_t i = 0; i + frame_ < frames_.size(); i += frame_) {
      const auto frame = std::span(frames_).subspan(i, frame_);
      if (padding_ == Padding::zero) {
        std::fill(frame.begin(), frame.end(), 0.0f);
      } else {
        std::copy(newest().begin(), newest().end(), frame.begin());
      }
    }
    std::copy(frames_.begin(), frames_.end(), observation.begin());
  }

  Step step(Action action, std::span<float> observation) {
    require_size("FrameStack.step: observation", observation.size(), frames_.size());
    // The caller's row takes the new frame first, so that nothing has moved if the environment refuses the
    // action.
    const auto last = observation.last(frame_);
    const Step step = env_.step(action, last);
    std::copy(frames_.begin() + static_cast<std::ptrdiff_t>(frame_), frames_.end(), frames_.begin());
    std::copy(last.begin(), last.end(), newest().begin());
    std::copy(frames_.begin(), frames_.end(), observation.begin());
    return step;
  }

  void serialize(Archive& archive) { archive(env_, frames_); }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  std::span<float> newest() { return std::span(frames_).last(frame_); }

  E env_;
  std::int64_t count_;
  Padding padding_;
  std::size_t frame_ = 0;
  std::vector<float> frames_;
};

}  // namespace ember::envs
