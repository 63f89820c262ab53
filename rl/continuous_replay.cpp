#include <algorithm>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/rl/archive.hpp>
#include <ember/rl/continuous_replay.hpp>
#include <ember/rl/finite.hpp>

namespace ember::rl {

ContinuousReplay::ContinuousReplay(int64_t capacity, int64_t observation_size, int64_t action_size,
                                   ScalarType dtype)
    : capacity_(capacity), observation_size_(observation_size), action_size_(action_size), dtype_(dtype) {
  require<ValueError>(capacity >= 1 && observation_size >= 1 && action_size >= 1,
                      "ContinuousReplay: sizes must be at least 1: capacity ", capacity, ", observation ",
                      observation_size, ", action ", action_size);
  int64_t values = 0;
  const bool overflow = __builtin_mul_overflow(capacity, 2 * observation_size + action_size, &values);
  require<OutOfMemoryError>(!overflow && values < (int64_t{1} << 40),
                            "ContinuousReplay: out of memory: asked for ", capacity, " transitions of ",
                            2 * observation_size + action_size, " values");
  rows_.resize(static_cast<size_t>(values));
  rewards_.resize(static_cast<size_t>(capacity));
  terminated_.resize(static_cast<size_t>(capacity));
}

void ContinuousReplay::push(const ContinuousTransition& t) {
  const auto seen = static_cast<size_t>(observation_size_), acted = static_cast<size_t>(action_size_);
  require<ShapeError>(
      t.observation.size() == seen && t.next_observation.size() == seen && t.action.size() == acted,
      "ContinuousReplay::push: observations of ", t.observation.size(), " and ", t.next_observation.size(),
      " values and an action of ", t.action.size(), ", need ", seen, " and ", acted);
  require<NonFiniteError>(std::isfinite(t.reward) && all_finite(t.observation) &&
                              all_finite(t.next_observation) && all_finite(t.action),
                          "ContinuousReplay::push: the reward, an observation or the action is not "
                          "finite: reward ",
                          t.reward);
  auto row = rows_.begin() + next_ * (2 * observation_size_ + action_size_);
  for (const auto& part : {t.observation, t.next_observation, t.action})
    row = std::copy(part.begin(), part.end(), row);
  rewards_[static_cast<size_t>(next_)] = t.reward;
  terminated_[static_cast<size_t>(next_)] = t.terminated ? 1 : 0;
  next_ = next_ + 1 == capacity_ ? 0 : next_ + 1;
  size_ = std::min(size_ + 1, capacity_);
}

const ContinuousBatch& ContinuousReplay::sample(int64_t batch_size, Generator& random) {
  require<ValueError>(batch_size >= 1, "ContinuousReplay::sample: batch must be at least 1: ", batch_size);
  require<StateError>(size_ > 0, "ContinuousReplay::sample: nothing is stored yet");
  places_.resize(static_cast<size_t>(batch_size));
  for (int64_t& place : places_) place = static_cast<int64_t>(random.uniform() * static_cast<double>(size_));
  return gather(places_);
}

const ContinuousBatch& ContinuousReplay::gather(std::span<const int64_t> places) {
  const auto batch = static_cast<int64_t>(places.size());
  if (!batch_.rewards.defined() || batch_.rewards.size(0) != batch || batch_.rewards.use_count() > 1) {
    batch_ = {empty({batch, observation_size_}, dtype_), empty({batch, action_size_}, dtype_),
              empty({batch}, dtype_), empty({batch, observation_size_}, dtype_), empty({batch}, dtype_)};
  }
  dispatch_floating("ContinuousReplay", dtype_, [&](auto zero) {
    using T = decltype(zero);
    T *s = batch_.observations.data_ptr<T>(), *s_next = batch_.next_observations.data_ptr<T>(),
      *a = batch_.actions.data_ptr<T>();
    for (size_t i = 0; i < places.size(); ++i) {
      require<IndexError>(places[i] >= 0 && places[i] < size_, "ContinuousReplay::gather: place ", places[i],
                          " is out of range [0, ", size_, ")");
      const float* row = &rows_[static_cast<size_t>(places[i] * (2 * observation_size_ + action_size_))];
      for (int64_t k = 0; k < observation_size_; ++k) *s++ = *row++;
      for (int64_t k = 0; k < observation_size_; ++k) *s_next++ = *row++;
      for (int64_t k = 0; k < action_size_; ++k) *a++ = *row++;
      batch_.rewards.data_ptr<T>()[i] = static_cast<T>(rewards_[static_cast<size_t>(places[i])]);
      batch_.terminated.data_ptr<T>()[i] = terminated_[static_cast<size_t>(places[i])];
    }
  });
  return batch_;
}

void ContinuousReplay::serialize(envs::Archive& archive) {
  const auto width = static_cast<size_t>(2 * observation_size_ + action_size_), room = rewards_.size();
  // The places in use are the first `size`, before and after the ring has filled.
  const auto held = static_cast<size_t>(size_);
  std::vector<float> rows(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(held * width));
  std::vector<double> rewards(rewards_.begin(), rewards_.begin() + size_);
  std::vector<uint8_t> terminated(terminated_.begin(), terminated_.begin() + size_);
  int64_t next = next_;
  archive(rows, rewards, terminated, next);
  require<StateError>(rewards.size() <= room && rows.size() == rewards.size() * width &&
                          terminated.size() == rewards.size() && 0 <= next && next < capacity_,
                      "ContinuousReplay: the saved one holds ", rewards.size(), " transitions and ",
                      rows.size(), " values, this one has room for ", room, " of ", width);
  std::copy(rows.begin(), rows.end(), rows_.begin());
  std::copy(rewards.begin(), rewards.end(), rewards_.begin());
  std::copy(terminated.begin(), terminated.end(), terminated_.begin());
  size_ = static_cast<int64_t>(rewards.size());
  next_ = next;
}

}  // namespace ember::rl
