#pragma once

#include <ember/envs/classic/cart_pole_motion.hpp>
#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/environment.hpp>

namespace ember::envs {

struct CartPoleOptions {
  bool sutton_barto_reward = false;  ///< reward 0 per step and -1 at the end, instead of 1 per step

  template <class Reader> void describe(Reader& reader) {
    reader("sutton_barto_reward", sutton_barto_reward, "reward 0 per step and -1 at the end");
  }
};

/// A pole on a cart, kept upright by pushing the cart left (action 0) or right (1). The episode ends when the
/// pole leans more than 12 degrees or the cart leaves [-2.4, 2.4]. Observation: cart position [m], its
/// velocity [m/s], pole angle [rad], its velocity [rad/s]. Start: each uniform on [-0.05, 0.05). Barto,
/// Sutton, Anderson, "Neuronlike Adaptive Elements That Can Solve Difficult Learning Control Problems"
/// (1983); equal to Gymnasium's CartPole to the bit.
class CartPole {
 public:
  using Action = std::int64_t;
  using Options = CartPoleOptions;

  explicit CartPole(CartPoleOptions options = {}) : options_(options) {}

  static Box observation_space();
  static Discrete action_space() { return Discrete(2); }

  void reset(Seed seed, std::span<float> observation) { reset(seed, observation, -0.05, 0.05); }

  /// A start within other bounds, for this episode only. Throws ValueError unless low <= high, both finite.
  void reset(Seed seed, std::span<float> observation, double low, double high);

  /// Throws ActionError unless the action is 0 or 1, ShapeError unless the observation has 4 values.
  Step step(Action action, std::span<float> observation);

  void serialize(Archive& archive) {
    archive(state_.x, state_.x_dot, state_.theta, state_.theta_dot, fallen_, random_);
  }

  Picture draw() const;

  const CartPoleState<double>& state() const { return state_; }
  double x() const { return state_.x; }
  double theta() const { return state_.theta; }

 private:
  void observe(std::span<float> observation) const;

  CartPoleOptions options_;
  CartPoleState<double> state_;
  bool fallen_ = false;
  Generator random_;
};

}  // namespace ember::envs
