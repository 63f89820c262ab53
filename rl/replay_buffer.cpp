#include <algorithm>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/rl/finite.hpp>
#include <ember/rl/replay_buffer.hpp>

namespace ember::rl {

ReplayBuffer::ReplayBuffer(int64_t capacity, int64_t observation_size, ScalarType dtype)
    : capacity_(capacity), observation_size_(observation_size), dtype_(dtype) {
  require<ValueError>(capacity >= 1, "ReplayBuffer: capacity must be at least 1: ", capacity);
  require<ValueError>(observation_size >= 1,
                      "ReplayBuffer: observation size must be at least 1: ", observation_size);
  int64_t values = 0;
  const bool overflow = __builtin_mul_overflow(capacity, observation_size, &values);
  require<OutOfMemoryError>(!overflow && values < (int64_t{1} << 40),
                            "ReplayBuffer: out of memory: asked for ", capacity, " transitions of ",
                            observation_size, " values");
  const auto rows = static_cast<size_t>(capacity);
  observations_.resize(static_cast<size_t>(values));
  next_observations_.resize(static_cast<size_t>(values));
  rewards_.resize(rows);
  actions_.resize(rows);
  steps_.resize(rows);
  terminated_.resize(rows);
  truncated_.resize(rows);
  drawn_in_.resize(rows);
}

int64_t ReplayBuffer::push(const Transition& t) {
  const auto width = static_cast<size_t>(observation_size_);
  require<ShapeError>(t.observation.size() == width && t.next_observation.size() == width,
                      "ReplayBuffer::push: observations have ", t.observation.size(), " and ",
                      t.next_observation.size(), " values, need ", width);
  require<NonFiniteError>(std::isfinite(t.reward),
                          "ReplayBuffer::push: the reward is not finite: ", t.reward);
  require<NonFiniteError>(all_finite(t.observation) && all_finite(t.next_observation),
                          "ReplayBuffer::push: an observation is not finite");
  const auto at = static_cast<size_t>(next_);
  std::copy(t.observation.begin(), t.observation.end(), observations_.begin() + next_ * observation_size_);
  std::copy(t.next_observation.begin(), t.next_observation.end(),
            next_observations_.begin() + next_ * observation_size_);
  actions_[at] = t.action;
  steps_[at] = t.steps;
  rewards_[at] = t.reward;
  terminated_[at] = t.terminated ? 1 : 0;
  truncated_[at] = t.truncated ? 1 : 0;
  next_ = next_ + 1 == capacity_ ? 0 : next_ + 1;
  size_ = std::min(size_ + 1, capacity_);
  return static_cast<int64_t>(at);
}

void ReplayBuffer::check_sample(int64_t batch_size) const {
  require<ValueError>(batch_size >= 1, "ReplayBuffer::sample: batch size must be at least 1: ", batch_size);
  require<StateError>(batch_size <= size_, "ReplayBuffer::sample: asked for ", batch_size,
                      " transitions, holds ", size_);
}

const TransitionBatch& ReplayBuffer::sample(int64_t batch_size, PythonRandom& random) {
  check_sample(batch_size);
  drawn_.resize(static_cast<size_t>(batch_size));
  random.sample(static_cast<uint64_t>(size_), drawn_);
  const int64_t oldest = size_ == capacity_ ? next_ : 0;
  places_.clear();
  for (const uint64_t i : drawn_) places_.push_back((oldest + static_cast<int64_t>(i)) % capacity_);
  return gather(places_);
}

const TransitionBatch& ReplayBuffer::sample(int64_t batch_size, Generator& random) {
  check_sample(batch_size);
  if (++batch_number_ == 0) {  // the numbers have wrapped around: forget all of them
    std::fill(drawn_in_.begin(), drawn_in_.end(), 0);
    batch_number_ = 1;
  }
  places_.clear();
  while (static_cast<int64_t>(places_.size()) < batch_size) {
    const auto place = static_cast<size_t>(random.uniform() * static_cast<double>(size_));
    if (drawn_in_[place] == batch_number_) continue;
    drawn_in_[place] = batch_number_;
    places_.push_back(static_cast<int64_t>(place));
  }
  return gather(places_);
}

const TransitionBatch& ReplayBuffer::gather(std::span<const int64_t> places) {
  const auto batch = static_cast<int64_t>(places.size());
  if (!batch_.actions.defined() || batch_.actions.size(0) != batch || batch_.actions.use_count() > 1) {
    batch_ = {empty({batch, observation_size_}, dtype_),
              empty({batch}, kLong),
              empty({batch}, dtype_),
              empty({batch, observation_size_}, dtype_),
              empty({batch}, dtype_),
              empty({batch}, dtype_),
              empty({batch}, dtype_)};
  }
  dispatch_floating("ReplayBuffer", dtype_, [&](auto zero) {
    using T = decltype(zero);
    T* observations = batch_.observations.data_ptr<T>();
    T* next_observations = batch_.next_observations.data_ptr<T>();
    const auto width = static_cast<size_t>(observation_size_);
    for (size_t i = 0; i < places.size(); ++i) {
      const auto at = static_cast<size_t>(places[i]);
      require<IndexError>(places[i] >= 0 && places[i] < size_, "ReplayBuffer::gather: place ", places[i],
                          " is out of range [0, ", size_, ")");
      for (size_t k = 0; k < width; ++k) observations[i * width + k] = observations_[at * width + k];
      for (size_t k = 0; k < width; ++k)
        next_observations[i * width + k] = next_observations_[at * width + k];
      batch_.actions.data_ptr<int64_t>()[i] = actions_[at];
      batch_.rewards.data_ptr<T>()[i] = static_cast<T>(rewards_[at]);
      batch_.terminated.data_ptr<T>()[i] = terminated_[at];
      batch_.truncated.data_ptr<T>()[i] = truncated_[at];
      batch_.steps.data_ptr<T>()[i] = static_cast<T>(steps_[at]);
    }
  });
  return batch_;
}

void ReplayBuffer::serialize(envs::Archive& archive) {
  int64_t capacity = capacity_, width = observation_size_, size = size_, next = next_;
  archive(capacity, width, size, next);
  require<StateError>(capacity == capacity_ && width == observation_size_,
                      "ReplayBuffer: the saved one has room for ", capacity, " transitions of ", width,
                      " values, this one for ", capacity_, " of ", observation_size_);
  require<StateError>(0 <= size && size <= capacity && 0 <= next && next < capacity,
                      "ReplayBuffer: the saved one holds ", size, " transitions of ", capacity,
                      ", the next at ", next);
  // The places in use are the first `size`, before and after the ring has filled.
  const auto rows = [&](auto& field, int64_t each) {
    const auto count = static_cast<size_t>(size * each);
    std::remove_cvref_t<decltype(field)> used(field.begin(), field.begin() + size * each);
    archive(used);
    require<StateError>(used.size() == count, "ReplayBuffer: the saved field has ", used.size(),
                        " values, not ", count);
    std::copy(used.begin(), used.end(), field.begin());
  };
  rows(observations_, width);
  rows(next_observations_, width);
  rows(rewards_, 1);
  rows(actions_, 1);
  rows(steps_, 1);
  rows(terminated_, 1);
  rows(truncated_, 1);
  size_ = size;
  next_ = next;
}

}  // namespace ember::rl
