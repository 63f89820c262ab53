// Experience replay for rows of numbers as actions.
#pragma once

#include <ember/autograd/generator.hpp>
#include <ember/autograd/tensor.hpp>
#include <ember/envs/archive.hpp>
#include <span>
#include <vector>

namespace ember::rl {

/// One step of experience.
struct ContinuousTransition {
  std::span<const float> observation;
  std::span<const float> action;
  double reward;
  std::span<const float> next_observation;
  bool terminated;
};

/// [batch, observation], [batch, action], [batch], [batch, observation], [batch]; terminated is 0 or 1.
struct ContinuousBatch {
  Tensor observations, actions, rewards, next_observations, terminated;
};

/// A ring of the last `capacity` transitions, each a row of floats in one array.
class ContinuousReplay {
 public:
  /// Batches are made in `dtype`. Throws ValueError for sizes below 1, OutOfMemoryError.
  ContinuousReplay(int64_t capacity, int64_t observation_size, int64_t action_size,
                   ScalarType dtype = kFloat);
  /// Adds a transition; when full it takes the place of the oldest. Throws ShapeError for rows of another
  /// size, NonFiniteError for a number that is not finite, and then changes nothing.
  void push(const ContinuousTransition& transition);
  /// Independent uniform draws. The batch is valid until the next call: its tensors are filled again.
  /// Throws StateError while empty, ValueError for a batch below 1.
  const ContinuousBatch& sample(int64_t batch_size, Generator& random);
  /// The transitions at these places of the ring.
  const ContinuousBatch& gather(std::span<const int64_t> places);
  /// All transitions and where the next one goes. Loading throws StateError unless the sizes are these.
  void serialize(envs::Archive& archive);

  int64_t size() const { return size_; }
  int64_t capacity() const { return capacity_; }

 private:
  int64_t capacity_, observation_size_, action_size_, size_ = 0, next_ = 0;
  ScalarType dtype_;
  std::vector<float> rows_;  // observation, next observation, action
  std::vector<double> rewards_;
  std::vector<uint8_t> terminated_;
  std::vector<int64_t> places_;
  ContinuousBatch batch_;
};

}  // namespace ember::rl
