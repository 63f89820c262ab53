#include <algorithm>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/rl/finite.hpp>
#include <ember/rl/replay_buffer.hpp>
#include <utility>

namespace ember::rl {
namespace {

/// In fours, which registers hold: a call of memcpy would take longer than a short row.
template <class From, class To> void copy_row(const From* from, int64_t width, To* to) {
  int64_t k = 0;
  for (; k + 4 <= width; k += 4)
    for (int64_t i = k; i < k + 4; ++i) to[i] = static_cast<To>(from[i]);
  for (; k < width; ++k) to[k] = static_cast<To>(from[k]);
}

}  // namespace

ReplayBuffer::ReplayBuffer(int64_t capacity, int64_t observation_size, ScalarType dtype, int64_t action_size,
                           bool bytes)
    : capacity_(capacity), observation_size_(observation_size), action_size_(action_size), dtype_(dtype) {
  require<ValueError>(capacity >= 1, "ReplayBuffer: capacity must be at least 1: ", capacity);
  require<ValueError>(observation_size >= 1 && action_size >= 0,
                      "ReplayBuffer: an observation has at least 1 value and an action 0: ", observation_size,
                      ", ", action_size);
  int64_t values = 0;
  const bool overflow = __builtin_mul_overflow(capacity, 2 * observation_size + action_size, &values);
  require<OutOfMemoryError>(!overflow && values < (int64_t{1} << 41),
                            "ReplayBuffer: out of memory: asked for ", capacity, " transitions of ",
                            observation_size, " values");
  if (bytes) observations_.emplace<std::vector<uint8_t>>();
  const auto room = static_cast<size_t>(capacity);
  std::visit([&](auto& rows) { rows.resize(2 * room * static_cast<size_t>(observation_size)); },
             observations_);
  actions_.resize(room * static_cast<size_t>(action_size));
  steps_.resize(room);
  drawn_in_.resize(room);
}

int64_t ReplayBuffer::push(const Transition& t) {
  const auto width = static_cast<size_t>(observation_size_);
  require<ShapeError>(t.observation.size() == width && t.next_observation.size() == width,
                      "ReplayBuffer::push: observations have ", t.observation.size(), " and ",
                      t.next_observation.size(), " values, need ", width);
  std::span<const float> row;
  if (action_size_ > 0) row = t.action.as<std::span<const float>>();
  const int64_t choice = action_size_ > 0 ? 0 : t.action.as<int64_t>();
  require<ShapeError>(row.size() == static_cast<size_t>(action_size_), "ReplayBuffer::push: the action has ",
                      row.size(), " values, needs ", action_size_);
  require<NonFiniteError>(std::isfinite(t.reward),
                          "ReplayBuffer::push: the reward is not finite: ", t.reward);
  require<NonFiniteError>(all_finite(t.observation) && all_finite(t.next_observation) && all_finite(row),
                          "ReplayBuffer::push: an observation or the action is not finite");
  const auto parts = {t.observation, t.next_observation};
  if (std::holds_alternative<std::vector<uint8_t>>(observations_))
    for (const auto& part : parts)
      for (const float x : part)
        require<ValueError>(x >= 0 && x <= 255 && x == std::floor(x),
                            "ReplayBuffer::push: a pixel is no whole number from 0 to 255: ", x);
  const auto store = [&]<class T>(std::vector<T>& rows) {
    auto at = rows.begin() + 2 * next_ * observation_size_;
    for (const auto& part : parts)
      at = std::transform(part.begin(), part.end(), at, [](float x) { return static_cast<T>(x); });
  };
  std::visit(store, observations_);
  std::copy(row.begin(), row.end(), actions_.begin() + next_ * action_size_);
  steps_[static_cast<size_t>(next_)] = {t.reward, choice, t.steps, t.terminated, t.truncated};
  const int64_t place = next_;
  next_ = next_ + 1 == capacity_ ? 0 : next_ + 1;
  size_ = std::min(size_ + 1, capacity_);
  return place;
}

void ReplayBuffer::check_sample(int64_t batch_size, int64_t least) const {
  require<ValueError>(batch_size >= 1, "ReplayBuffer::sample: batch size must be at least 1: ", batch_size);
  require<StateError>(least <= size_, "ReplayBuffer::sample: asked for ", batch_size, " transitions, holds ",
                      size_);
}

const TransitionBatch& ReplayBuffer::sample(int64_t batch_size, PythonRandom& random) {
  check_sample(batch_size, batch_size);
  drawn_.resize(static_cast<size_t>(batch_size));
  random.sample(static_cast<uint64_t>(size_), drawn_);
  const int64_t oldest = size_ == capacity_ ? next_ : 0;
  places_.clear();
  for (const uint64_t i : drawn_) places_.push_back((oldest + static_cast<int64_t>(i)) % capacity_);
  return gather(places_);
}

const TransitionBatch& ReplayBuffer::sample(int64_t batch_size, Generator& random) {
  check_sample(batch_size, batch_size);
  if (++batch_number_ == 0) {  // the numbers have wrapped around: forget all of them
    std::fill(drawn_in_.begin(), drawn_in_.end(), 0U);
    batch_number_ = 1;
  }
  places_.resize(static_cast<size_t>(batch_size));
  const auto draw = [&](const auto* rows) {
    const auto limit = static_cast<double>(size_);
    for (auto at = places_.begin(); at != places_.end();) {
      const auto place = static_cast<int64_t>(random.uniform() * limit);
      __builtin_prefetch(rows + 2 * place * observation_size_);
      __builtin_prefetch(&steps_[static_cast<size_t>(place)]);
      *at = place;
      at += std::exchange(drawn_in_[static_cast<size_t>(place)], batch_number_) != batch_number_;
    }
  };
  std::visit([&](const auto& rows) { draw(rows.data()); }, observations_);
  return gather(places_);
}

const TransitionBatch& ReplayBuffer::sample_with_replacement(int64_t batch_size, Generator& random) {
  check_sample(batch_size, 1);
  places_.resize(static_cast<size_t>(batch_size));
  for (int64_t& place : places_) place = static_cast<int64_t>(random.uniform() * static_cast<double>(size_));
  return gather(places_);
}

const TransitionBatch& ReplayBuffer::gather(std::span<const int64_t> places) {
  const auto batch = static_cast<int64_t>(places.size());
  const bool choices = action_size_ == 0;
  if (!batch_.actions.defined() || batch_.actions.size(0) != batch || batch_.actions.use_count() > 1) {
    batch_ = {empty({batch, observation_size_}, dtype_),
              choices ? empty({batch}, kLong) : empty({batch, action_size_}, dtype_),
              empty({batch}, dtype_),
              empty({batch, observation_size_}, dtype_),
              empty({batch}, dtype_),
              empty({batch}, dtype_),
              empty({batch}, dtype_)};
  }
  const auto fill = [&]<class T>(T, const auto& all) {
    T *before = batch_.observations.data_ptr<T>(), *after = batch_.next_observations.data_ptr<T>(),
      *rewards = batch_.rewards.data_ptr<T>(), *terminated = batch_.terminated.data_ptr<T>(),
      *truncated = batch_.truncated.data_ptr<T>(), *counts = batch_.steps.data_ptr<T>(),
      *acted = choices ? nullptr : batch_.actions.data_ptr<T>();
    int64_t* chosen = choices ? batch_.actions.data_ptr<int64_t>() : nullptr;
    const int64_t width = observation_size_;
    for (size_t i = 0; i < places.size(); ++i, before += width, after += width) {
      require<IndexError>(places[i] >= 0 && places[i] < size_, "ReplayBuffer::gather: place ", places[i],
                          " is out of range [0, ", size_, ")");
      const auto* row = all.data() + 2 * places[i] * width;
      copy_row(row, width, before);
      copy_row(row + width, width, after);
      const Step& step = steps_[static_cast<size_t>(places[i])];
      if (choices) chosen[i] = step.choice;
      for (int64_t k = 0; k < action_size_; ++k)
        *acted++ = static_cast<T>(actions_[static_cast<size_t>(places[i] * action_size_ + k)]);
      rewards[i] = static_cast<T>(step.reward);
      terminated[i] = step.terminated;
      truncated[i] = step.truncated;
      counts[i] = static_cast<T>(step.steps);
    }
  };
  dispatch_floating("ReplayBuffer", dtype_,
                    [&](auto zero) { std::visit([&](const auto& all) { fill(zero, all); }, observations_); });
  return batch_;
}

void ReplayBuffer::serialize(envs::Archive& archive) {
  int64_t capacity = capacity_, width = observation_size_, acted = action_size_, size = size_, next = next_;
  archive(capacity, width, acted, size, next);
  require<StateError>(capacity == capacity_ && width == observation_size_ && acted == action_size_,
                      "ReplayBuffer: the saved one has room for ", capacity, " transitions of ", width,
                      " values and actions of ", acted, ", this one for ", capacity_, " of ",
                      observation_size_, " and ", action_size_);
  require<StateError>(0 <= size && size <= capacity && 0 <= next && next < capacity,
                      "ReplayBuffer: the saved one holds ", size, " transitions of ", capacity,
                      ", the next at ", next);
  // The places in use are the first `size`, before and after the ring has filled.
  const auto used = [&](auto& all, int64_t each) {
    std::remove_reference_t<decltype(all)> part(all.begin(), all.begin() + size * each);
    archive(part);
    require<StateError>(static_cast<int64_t>(part.size()) == size * each,
                        "ReplayBuffer: the saved field has ", part.size(), " values, not ", size * each);
    std::copy(part.begin(), part.end(), all.begin());
  };
  std::visit([&](auto& rows) { used(rows, 2 * width); }, observations_);
  used(actions_, acted);
  used(steps_, 1);
  size_ = size;
  next_ = next;
}

}  // namespace ember::rl
