#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <ember/envs/random/generator.hpp>
#include <ember/envs/vector_rows.hpp>

namespace ember::envs {

/// n CartPoles side by side in SIMD lanes, computed in T (double or float), each under a step limit, with the
/// rows that VectorEnv<TimeLimit<CartPole>> with Autoreset::same_step gives. Environment i is seeded seed + i
/// and starts its episodes where CartPole does; sine and cosine are polynomials instead of the C library's,
/// so that a step from the same state is within a few units in the last place of T of CartPole's, not equal
/// to it.
template <class T> class CartPoleBatch {
 public:
  /// Throws ValueError unless 1 <= n <= 1 000 000 and max_episode_steps >= 1.
  explicit CartPoleBatch(std::int64_t n, std::int64_t max_episode_steps = 500);

  std::int64_t num_envs() const { return n_; }
  std::size_t observation_size() const { return 4; }

  /// Starts an episode in each; `observations` is [n, 4].
  void reset(Seed seed, std::span<float> observations);

  /// One step of each with a choice of 0 or 1, [n]. An episode that ends gives way to the next one in the
  /// same step: the row holds its first observation, final_observation(i) the last one of the old. Throws
  /// ActionError before any moves, ShapeError for wrong sizes, StateError before the first reset.
  void step(std::span<const std::int64_t> actions, VectorRows out);

  /// The last observation of the episode that environment i ended in its latest ending step.
  std::span<const float> final_observation(std::int64_t i) const;

  /// Puts environment i into a state, for comparisons: x, x_dot, theta, theta_dot, |theta| <= pi / 8.
  void set_state(std::int64_t i, std::span<const double> state);

  /// The state of environment i, in that order.
  std::vector<double> state(std::int64_t i) const;

 private:
  void start(std::size_t i, std::span<float> observation);

  std::int64_t n_;
  std::int32_t limit_ = 0;
  bool started_ = false;
  std::vector<T> x_, x_dot_, theta_, theta_dot_;  // these and the next four fill whole blocks
  std::vector<std::int32_t> steps_;
  std::vector<std::int64_t> actions_;
  std::vector<float> observations_;
  std::vector<std::uint8_t> terminated_, truncated_;
  std::vector<float> final_;
  std::vector<Generator> random_;
};

}  // namespace ember::envs
