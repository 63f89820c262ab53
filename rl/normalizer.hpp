// Running scales of observations and rewards (Huang et al. 2022, continuous-control details 6 to 9).
#pragma once

#include <ember/envs/archive.hpp>
#include <ember/nn/module.hpp>
#include <ember/nn/module_holder.hpp>
#include <span>
#include <vector>

namespace ember::rl {

/// Mean and variance of all rows seen so far, kept as buffers, so that they are saved with the network:
/// x <- clip((x - mean) / sqrt(variance + 1e-8), -limit, limit), limit 0 for none.
/// Merged batch by batch as Chan, Golub and LeVeque (1979).
class NormalizerImpl : public nn::Module {
 public:
  /// Of rows of `size` values.
  explicit NormalizerImpl(int64_t size, double clip_at = 10);
  /// Takes in whole rows. Throws ShapeError for a part of one.
  void update(std::span<const float> rows);
  /// Brings whole rows to scale, in place.
  void normalize(std::span<float> rows) const;

  Tensor mean, variance;  ///< float64 [size]
  Tensor count;           ///< float64 []: rows so far
  double limit;
};
using Normalizer = nn::ModuleHolder<NormalizerImpl>;

/// r <- clip(r / sd(G), -limit, limit), where G is the running discounted return of each environment, started
/// anew when an episode ends. The mean is not subtracted, so that signs stay.
class RewardScaler {
 public:
  RewardScaler(int64_t environments, double gamma, double clip_at = 10);
  /// The rewards of one step of all environments; `done` is 0 or 1 for each.
  void scale(std::span<double> rewards, std::span<const uint8_t> terminated,
             std::span<const uint8_t> truncated);
  double deviation() const;
  void serialize(envs::Archive& archive) { archive(mean_, squares_, count_, returns_); }

 private:
  double gamma_, limit_, mean_ = 0, squares_ = 0, count_ = 0;
  std::vector<double> returns_;
};

}  // namespace ember::rl
