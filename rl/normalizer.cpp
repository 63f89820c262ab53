#include <algorithm>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/rl/normalizer.hpp>

namespace ember::rl {

NormalizerImpl::NormalizerImpl(int64_t size, double clip_at)
    : Module("Normalizer"),
      mean(register_buffer("mean", zeros({size}, kDouble))),
      variance(register_buffer("variance", ones({size}, kDouble))),
      count(register_buffer("count", zeros({}, kDouble))),
      limit(clip_at) {}

void NormalizerImpl::update(std::span<const float> rows) {
  const auto size = static_cast<size_t>(mean.numel());
  require<ShapeError>(rows.size() % size == 0, "Normalizer: ", rows.size(), " values are no rows of ", size);
  const auto n = static_cast<double>(rows.size() / size);
  if (n == 0) return;
  double* const old_count = count.data_ptr<double>();
  const double total = *old_count + n;
  for (size_t k = 0; k < size; ++k) {
    double sum = 0, squares = 0;
    for (size_t i = k; i < rows.size(); i += size) sum += rows[i];
    const double batch_mean = sum / n;
    for (size_t i = k; i < rows.size(); i += size) squares += (rows[i] - batch_mean) * (rows[i] - batch_mean);
    double &m = mean.data_ptr<double>()[k], &v = variance.data_ptr<double>()[k];
    const double delta = batch_mean - m;
    v = (v * *old_count + squares + delta * delta * *old_count * n / total) / total;
    m += delta * n / total;
  }
  *old_count = total;
}

void NormalizerImpl::normalize(std::span<float> rows) const {
  const auto size = static_cast<size_t>(mean.numel());
  const double *m = mean.data_ptr<double>(), *v = variance.data_ptr<double>();
  for (size_t i = 0; i < rows.size(); ++i) {
    const double x = (rows[i] - m[i % size]) / std::sqrt(v[i % size] + 1e-8);
    rows[i] = static_cast<float>(limit > 0 ? std::clamp(x, -limit, limit) : x);
  }
}

RewardScaler::RewardScaler(int64_t environments, double gamma, double clip_at)
    : gamma_(gamma), limit_(clip_at), returns_(static_cast<size_t>(environments)) {}

double RewardScaler::deviation() const { return count_ > 0 ? std::sqrt(squares_ / count_ + 1e-8) : 1; }

void RewardScaler::scale(std::span<double> rewards, std::span<const uint8_t> terminated,
                         std::span<const uint8_t> truncated) {
  for (size_t i = 0; i < rewards.size(); ++i) {
    returns_[i] = gamma_ * returns_[i] + rewards[i];
    const double delta = returns_[i] - mean_;  // Welford (1962)
    count_ += 1;
    mean_ += delta / count_;
    squares_ += delta * (returns_[i] - mean_);
    if (terminated[i] != 0 || truncated[i] != 0) returns_[i] = 0;
  }
  for (double& r : rewards) {
    r /= deviation();
    if (limit_ > 0) r = std::clamp(r, -limit_, limit_);
  }
}

}  // namespace ember::rl
