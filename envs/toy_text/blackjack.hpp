#pragma once

#include <vector>

#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/environment.hpp>

namespace ember::envs {

struct BlackjackOptions {
  bool sab = true;  ///< the rules of Sutton and Barto: an ace with a ten wins unless the dealer has it too
  bool natural = false;  ///< without sab: such a win pays 1.5

  template <class Reader> void describe(Reader& reader) {
    reader("sab", sab, "rules of Sutton and Barto");
    reader("natural", natural, "a natural pays 1.5 (without sab)");
  }
};

/// Blackjack against a dealer who draws below 17, from an endless deck. Actions: stick (0), hit (1). Reward 1
/// for a win, -1 for a loss, 0 for a draw, at the end. Observation: sum of the own cards (0 to 31), the
/// dealer's open card (1 to 10), whether an own ace counts 11. Sutton and Barto, "Reinforcement Learning"
/// (2018), example 5.1; equal to Gymnasium's Blackjack.
class Blackjack {
 public:
  using Action = std::int64_t;
  using Options = BlackjackOptions;

  explicit Blackjack(BlackjackOptions options = {}) : options_(options) {}

  static Tuple observation_space() { return Tuple({Discrete(32), Discrete(11), Discrete(2)}); }
  static Discrete action_space() { return Discrete(2); }

  void reset(Seed seed, std::span<float> observation);
  Step step(Action action, std::span<float> observation);
  void serialize(Archive& archive) { archive(dealer_, player_, random_); }

  Picture draw() const;

  const std::vector<std::int64_t>& dealer() const { return dealer_; }
  const std::vector<std::int64_t>& player() const { return player_; }

 private:
  std::int64_t draw();
  void observe(std::span<float> observation) const;

  BlackjackOptions options_;
  std::vector<std::int64_t> dealer_ = {1, 1}, player_ = {1, 1};
  Generator random_;
};

}  // namespace ember::envs
