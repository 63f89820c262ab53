#pragma once

#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/environment.hpp>

namespace ember::envs {

struct CatchOptions {
  std::int64_t rows = 10;
  std::int64_t columns = 5;

  template <class Reader> void describe(Reader& reader) {
    reader("rows", rows, "height of the board");
    reader("columns", columns, "width of the board");
  }
};

/// A ball falls down a board, one row per step, and the paddle on the bottom row must be under it: the
/// smallest task from pixels. Actions: left (0), stay (1), right (2). Observation: the board, [rows,
/// columns], 1 at ball and paddle and 0 elsewhere. Reward 1 or -1 at the end, when the ball reaches the
/// bottom row, after rows - 1 steps. Start: the ball in a random column of the top row, the paddle in the
/// middle. Osband et al., "Behaviour Suite for Reinforcement Learning" (2020).
class Catch {
 public:
  using Action = std::int64_t;
  using Options = CatchOptions;

  /// Throws ValueError unless the board has at least 2 rows and 1 column, and at most 1000 of each.
  explicit Catch(CatchOptions options = {});

  Box observation_space() const { return Box(0, 1, {options_.rows, options_.columns}); }
  static Discrete action_space() { return Discrete(3); }

  void reset(Seed seed, std::span<float> observation);
  Step step(Action action, std::span<float> observation);
  void serialize(Archive& archive) { archive(ball_row_, ball_column_, paddle_, random_); }

  Picture draw() const;

 private:
  std::size_t size() const { return static_cast<std::size_t>(options_.rows * options_.columns); }
  void observe(std::span<float> observation) const;

  CatchOptions options_;
  std::int64_t ball_row_ = 0, ball_column_ = 0, paddle_ = 0;
  Generator random_;
};

}  // namespace ember::envs
