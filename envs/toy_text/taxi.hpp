#pragma once

#include <array>

#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/toy_text/transition_table.hpp>

namespace ember::envs {

struct TaxiOptions {
  bool is_rainy = false;  ///< a move may slide to the left or right of its heading
  bool fickle_passenger =
      false;  ///< the passenger may change the destination once, after the first move with them
  double rainy_probability = 0.8;   ///< of the intended move in the rain; both sides share the rest
  double fickle_probability = 0.3;  ///< that an episode's passenger is fickle

  template <class Reader> void describe(Reader& reader) {
    reader("is_rainy", is_rainy, "moves may slide");
    reader("fickle_passenger", fickle_passenger, "the destination may change once");
    reader("rainy_probability", rainy_probability, "of the intended move in the rain");
    reader("fickle_probability", fickle_probability, "that a passenger is fickle");
  }
};

/// Drive a passenger between four stops of a 5 x 5 town with walls. Actions: south (0), north (1), east (2),
/// west (3), pick up (4), drop off (5). Reward -1 per step, 20 for the right drop-off, -10 for a pick-up or
/// drop-off in vain. Observation: ((row * 5 + column) * 5 + passenger) * 4 + destination, passenger 4 being
/// inside the taxi. Dietterich, "Hierarchical Reinforcement Learning with the MAXQ Value Function
/// Decomposition" (2000); equal to Gymnasium's Taxi-v4.
class Taxi {
 public:
  using Action = std::int64_t;
  using Options = TaxiOptions;

  /// Where things are in a state.
  struct Place {
    std::int64_t row, column, passenger, destination;
  };

  /// Throws ValueError if a probability is not in [0, 1].
  explicit Taxi(TaxiOptions options = {});

  static Discrete observation_space() { return Discrete(500); }
  static Discrete action_space() { return Discrete(6); }

  static std::int64_t encode(Place place);
  static Place decode(std::int64_t state);

  void reset(Seed seed, std::span<float> observation);
  Step step(Action action, std::span<float> observation);
  void serialize(Archive& archive) { archive(walk_, fickle_now_); }

  /// 1 for each action that changes the current state, as in Gymnasium's info.
  std::array<std::uint8_t, 6> action_mask() const;

  Picture draw() const;

  const TableWalk& walk() const { return walk_; }

 private:
  TaxiOptions options_;
  TableWalk walk_;
  bool fickle_now_ = false;
};

}  // namespace ember::envs
