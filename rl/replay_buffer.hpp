// Experience replay (Lin 1992; Mnih et al. 2015): the last transitions, sampled uniformly.
#pragma once

#include <ember/autograd/generator.hpp>
#include <ember/autograd/tensor.hpp>
#include <ember/envs/action.hpp>
#include <ember/envs/archive.hpp>
#include <ember/rl/python_random.hpp>
#include <span>
#include <variant>
#include <vector>

namespace ember::rl {

/// One step of experience: acting with `action` in `observation` gave `reward` and `next_observation`. Where
/// it spans several `steps`, the reward is their discounted sum.
struct Transition {
  std::span<const float> observation;
  envs::Action action;
  double reward;
  std::span<const float> next_observation;
  bool terminated;
  bool truncated = false;
  int64_t steps = 1;
};

/// A batch of transitions: [batch, ...] each. Actions are choices, int64 [batch], or rows [batch, count].
/// `terminated` and `truncated` are 0 or 1 in the floating dtype, as is `steps`.
struct TransitionBatch {
  Tensor observations, actions, rewards, next_observations, terminated, truncated = {}, steps = {};
};

/// A ring of the last `capacity` transitions.
class ReplayBuffer {
 public:
  /// `observation_size` values in an observation and `action_size` in an action, 0 where actions are choices.
  /// Batches are made in `dtype`. With `bytes`, observations are whole numbers from 0 to 255, such as pixels,
  /// and take a byte each instead of four. Throws ValueError for a capacity or size below 1,
  /// OutOfMemoryError.
  ReplayBuffer(int64_t capacity, int64_t observation_size, ScalarType dtype = kFloat, int64_t action_size = 0,
               bool bytes = false);

  /// Adds a transition and returns its place; when full it takes that of the oldest. Throws ShapeError for an
  /// observation or action of another size, NonFiniteError for a number that is not finite, ValueError for
  /// one that is no byte where bytes are kept, and then changes nothing.
  int64_t push(const Transition& transition);

  /// `batch_size` different transitions, each set equally likely (Python's random.sample). The batch is valid
  /// until the next call: its tensors are filled again. Throws StateError when fewer transitions are stored.
  const TransitionBatch& sample(int64_t batch_size, Generator& random);
  /// The same transitions that Python's random.sample draws from a deque of them all, the oldest first.
  const TransitionBatch& sample(int64_t batch_size, PythonRandom& random);
  /// Independent draws, so that a transition may be there twice. Throws StateError while nothing is stored.
  const TransitionBatch& sample_with_replacement(int64_t batch_size, Generator& random);

  /// The transitions at these places of the ring, in this order.
  const TransitionBatch& gather(std::span<const int64_t> places);

  /// The transitions and their places. Loading throws StateError for another capacity or size.
  void serialize(envs::Archive& archive);

  int64_t size() const { return size_; }
  int64_t capacity() const { return capacity_; }

 private:
  void check_sample(int64_t batch_size, int64_t least) const;

  int64_t capacity_, observation_size_, action_size_, size_ = 0, next_ = 0;
  ScalarType dtype_;
  // A batch is drawn from all over the ring: what is read together lies together.
  struct Step {
    double reward = 0;
    int64_t choice = 0, steps = 0;
    bool terminated = false, truncated = false;

    void serialize(envs::Archive& archive) { archive(reward, choice, steps, terminated, truncated); }
  };
  // [capacity, 2, observation_size]: before and after each step
  std::variant<std::vector<float>, std::vector<uint8_t>> observations_;
  std::vector<float> actions_;  // [capacity, action_size]
  std::vector<Step> steps_;
  std::vector<uint32_t> drawn_in_;  // the number of the last batch that drew it
  std::vector<int64_t> places_;     // of the batch being drawn
  std::vector<uint64_t> drawn_;     // the same, counted from the oldest
  uint32_t batch_number_ = 0;
  TransitionBatch batch_;
};

}  // namespace ember::rl
