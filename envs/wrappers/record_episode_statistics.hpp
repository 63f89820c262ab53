#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <utility>

#include <ember/envs/environment.hpp>

namespace ember::envs {

/// One finished episode.
struct EpisodeStatistics {
  double total_reward = 0;  ///< undiscounted return
  std::int64_t length = 0;  ///< steps
  double seconds = 0;       ///< wall time
};

/// Adds up the rewards and steps of each episode (gymnasium.wrappers.RecordEpisodeStatistics). Wall times are
/// no part of the saved state.
template <Environment E> class RecordEpisodeStatistics {
 public:
  using Action = typename E::Action;

  /// Keeps the last `buffer_length` episodes. Throws ValueError if that is below 1.
  explicit RecordEpisodeStatistics(E env, std::int64_t buffer_length = 100)
      : env_(std::move(env)), most_(buffer_length) {
    if (most_ < 1) {
      throw ValueError("RecordEpisodeStatistics: buffer_length must be positive: " + std::to_string(most_));
    }
  }

  auto observation_space() const { return env_.observation_space(); }
  auto action_space() const { return env_.action_space(); }

  void reset(Seed seed, std::span<float> observation) {
    env_.reset(seed, observation);
    current_ = {};
    ended_ = false;
    started_ = Clock::now();
  }

  Step step(Action action, std::span<float> observation) {
    const Step step = env_.step(action, observation);
    current_.total_reward += step.reward;
    ++current_.length;
    ended_ = step.done();
    if (ended_) {
      current_.seconds = std::chrono::duration<double>(Clock::now() - started_).count();
      last_.push_back(current_);
      if (last_.size() > static_cast<std::size_t>(most_)) last_.pop_front();
      ++episodes_;
    }
    return step;
  }

  /// The episode that the latest step ended; none if it did not end one.
  std::optional<EpisodeStatistics> episode() const {
    return ended_ ? std::optional(last_.back()) : std::nullopt;
  }

  /// The last episodes, oldest first, and how many there were in all.
  const std::deque<EpisodeStatistics>& last_episodes() const { return last_; }
  std::int64_t episode_count() const { return episodes_; }

  void serialize(Archive& archive) {
    archive(env_, current_.total_reward, current_.length, ended_, episodes_);
    std::vector<double> returns;
    std::vector<std::int64_t> lengths;
    for (const EpisodeStatistics& e : last_) {
      returns.push_back(e.total_reward);
      lengths.push_back(e.length);
    }
    archive(returns, lengths);
    if (!archive.loading()) return;
    if (lengths.size() != returns.size())
      throw ValueError("RecordEpisodeStatistics: the saved state is damaged");
    last_.clear();
    for (std::size_t i = 0; i < returns.size(); ++i) last_.push_back({returns[i], lengths[i], 0});
    started_ = Clock::now();
  }

  E& inner() { return env_; }
  const E& inner() const { return env_; }

 private:
  using Clock = std::chrono::steady_clock;

  E env_;
  std::int64_t most_;
  EpisodeStatistics current_;
  bool ended_ = false;
  std::int64_t episodes_ = 0;
  std::deque<EpisodeStatistics> last_;
  Clock::time_point started_ = Clock::now();
};

}  // namespace ember::envs
