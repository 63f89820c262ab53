#include <algorithm>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/rl/finite.hpp>
#include <ember/rl/replay_buffer.hpp>
#include <utility>

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
  observations_.resize(2 * static_cast<size_t>(values));
  steps_.resize(static_cast<size_t>(capacity));
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
  const auto row = observations_.begin() + 2 * next_ * observation_size_;
  std::copy(t.observation.begin(), t.observation.end(), row);
  std::copy(t.next_observation.begin(), t.next_observation.end(), row + observation_size_);
  Step& step = steps_[static_cast<size_t>(next_)];
  step = {t.reward,
          t.action,
          t.steps,
          step.drawn_in,
          static_cast<uint8_t>(t.terminated),
          static_cast<uint8_t>(t.truncated)};
  const int64_t place = next_;
  next_ = next_ + 1 == capacity_ ? 0 : next_ + 1;
  size_ = std::min(size_ + 1, capacity_);
  return place;
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
    for (Step& step : steps_) step.drawn_in = 0;
    batch_number_ = 1;
  }
  places_.clear();
  while (static_cast<int64_t>(places_.size()) < batch_size) {
    const auto place = static_cast<size_t>(random.uniform() * static_cast<double>(size_));
    if (std::exchange(steps_[place].drawn_in, batch_number_) == batch_number_) continue;
    __builtin_prefetch(&observations_[2 * place * static_cast<size_t>(observation_size_)]);
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
    T *before = batch_.observations.data_ptr<T>(), *after = batch_.next_observations.data_ptr<T>(),
      *rewards = batch_.rewards.data_ptr<T>(), *terminated = batch_.terminated.data_ptr<T>(),
      *truncated = batch_.truncated.data_ptr<T>(), *counts = batch_.steps.data_ptr<T>();
    int64_t* actions = batch_.actions.data_ptr<int64_t>();
    const int64_t width = observation_size_;
    for (size_t i = 0; i < places.size(); ++i, before += width, after += width) {
      require<IndexError>(places[i] >= 0 && places[i] < size_, "ReplayBuffer::gather: place ", places[i],
                          " is out of range [0, ", size_, ")");
      const float* row = observations_.data() + 2 * places[i] * width;
      std::copy(row, row + width, before);
      std::copy(row + width, row + 2 * width, after);
      const Step& step = steps_[static_cast<size_t>(places[i])];
      actions[i] = step.action;
      rewards[i] = static_cast<T>(step.reward);
      terminated[i] = step.terminated;
      truncated[i] = step.truncated;
      counts[i] = static_cast<T>(step.steps);
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
  // The places in use are the first `size`, before and after the ring has filled. A field is saved whole.
  const auto field = [&](int64_t each, auto&& value) {
    std::vector<std::remove_cvref_t<decltype(value(0, 0))>> used;
    used.reserve(static_cast<size_t>(size * each));
    for (int64_t i = 0; i < size * each; ++i) used.push_back(value(i / each, i % each));
    archive(used);
    require<StateError>(used.size() == static_cast<size_t>(size * each), "ReplayBuffer: the saved field has ",
                        used.size(), " values, not ", size * each);
    for (int64_t i = 0; i < size * each; ++i) value(i / each, i % each) = used[static_cast<size_t>(i)];
  };
  const auto part = [&](auto Step::*member) {
    field(
        1, [&](int64_t place, int64_t) -> auto& { return steps_[static_cast<size_t>(place)].*member; });
  };
  for (const int64_t half : {0, 1}) {
    field(
        width, [&](int64_t place, int64_t k) -> auto& {
          return observations_[static_cast<size_t>((2 * place + half) * width + k)];
        });
  }
  part(&Step::reward);
  part(&Step::action);
  part(&Step::steps);
  part(&Step::terminated);
  part(&Step::truncated);
  size_ = size;
  next_ = next;
}

}  // namespace ember::rl
