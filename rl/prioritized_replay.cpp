#include <algorithm>
#include <bit>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/rl/prioritized_replay.hpp>

namespace ember::rl {

SumTree::SumTree(int64_t size) {
  require<ValueError>(size >= 1, "SumTree: size must be at least 1: ", size);
  leaves_ = std::bit_ceil(static_cast<size_t>(size));
  sums_.resize(2 * leaves_);
}

void SumTree::set(int64_t place, double value) {
  require<IndexError>(place >= 0 && static_cast<size_t>(place) < leaves_, "SumTree::set: place ", place,
                      " is out of range [0, ", leaves_, ")");
  require<ValueError>(std::isfinite(value) && value >= 0,
                      "SumTree::set: must be finite and not negative: ", value);
  size_t node = leaves_ + static_cast<size_t>(place);
  sums_[node] = value;
  while ((node /= 2) > 0) sums_[node] = sums_[2 * node] + sums_[2 * node + 1];
}

int64_t SumTree::find(double mass) const {
  size_t node = 1;
  while (node < leaves_) {
    node *= 2;
    // Rounding may leave a mass that the right side does not hold: stay where something is.
    if (mass >= sums_[node] && sums_[node + 1] > 0) mass -= sums_[node++];
  }
  return static_cast<int64_t>(node - leaves_);
}

void SumTree::serialize(envs::Archive& archive) {
  std::vector<double> sums = sums_;
  archive(sums);
  require<StateError>(sums.size() == sums_.size(), "SumTree: the saved one has ", sums.size() / 2,
                      " places, this one ", leaves_);
  sums_ = std::move(sums);
}

PrioritizedReplay::PrioritizedReplay(int64_t capacity, double alpha, ScalarType dtype)
    : tree_(capacity), alpha_(alpha), dtype_(dtype) {
  require<ValueError>(alpha >= 0 && alpha <= 1, "PrioritizedReplay: alpha must be in [0, 1]: ", alpha);
}

const PrioritizedReplay::Draw& PrioritizedReplay::sample(int64_t batch_size, int64_t size, double beta,
                                                         Generator& random) {
  require<ValueError>(batch_size >= 1,
                      "PrioritizedReplay::sample: batch size must be at least 1: ", batch_size);
  const double total = tree_.total();
  require<StateError>(total > 0, "PrioritizedReplay::sample: nothing has a priority");
  if (!draw_.weights.defined() || draw_.weights.numel() != batch_size || draw_.weights.use_count() > 1)
    draw_.weights = empty({batch_size}, dtype_);
  draw_.places.resize(static_cast<size_t>(batch_size));
  double largest = 0;
  const auto weight_of = [&](int64_t place) {
    return std::pow(static_cast<double>(size) * tree_[place] / total, -beta);
  };
  for (int64_t i = 0; i < batch_size; ++i) {
    const double part = (static_cast<double>(i) + random.uniform()) / static_cast<double>(batch_size);
    const int64_t place = tree_.find(part * total);
    draw_.places[static_cast<size_t>(i)] = place;
    largest = std::max(largest, weight_of(place));
  }
  dispatch_floating("PrioritizedReplay", dtype_, [&](auto zero) {
    using T = decltype(zero);
    for (size_t i = 0; i < draw_.places.size(); ++i)
      draw_.weights.data_ptr<T>()[i] = static_cast<T>(weight_of(draw_.places[i]) / largest);
  });
  return draw_;
}

void PrioritizedReplay::update(const Tensor& errors) {
  require<ShapeError>(errors.dim() == 1 && static_cast<size_t>(errors.numel()) == draw_.places.size(),
                      "PrioritizedReplay::update: errors ", errors.sizes(), " for ", draw_.places.size(),
                      " places");
  dispatch_floating("PrioritizedReplay", errors.dtype(), [&](auto zero) {
    const auto* values = errors.data_ptr<decltype(zero)>();
    for (size_t i = 0; i < draw_.places.size(); ++i)
      require<NonFiniteError>(std::isfinite(values[i]),
                              "PrioritizedReplay::update: an error is not finite: ", values[i]);
    for (size_t i = 0; i < draw_.places.size(); ++i) {
      const double priority = std::pow(std::abs(static_cast<double>(values[i])) + 1e-6, alpha_);
      tree_.set(draw_.places[i], priority);
      largest_ = std::max(largest_, priority);
    }
  });
}

}  // namespace ember::rl
