#pragma once

#include <ember/nn/distributions/distribution.hpp>

namespace ember::distributions {

/// Another distribution whose last `reinterpreted_batch_ndims` batch dimensions count as one event: their
/// log-probabilities and entropies are summed
/// (https://pytorch.org/docs/1.13/distributions.html#independent).
/// `Independent(Normal(mu, sigma), 1)` is a Gaussian of independent components.
template <class Base> class Independent final : public Distribution {
 public:
  /// Throws ValueError unless the base has that many batch dimensions.
  Independent(Base base, int64_t reinterpreted_batch_ndims)
      : Distribution("Independent", false), base_dist(std::move(base)), summed_(reinterpreted_batch_ndims) {
    const Dims &batch = base_dist.batch_shape(), &event = base_dist.event_shape();
    require<ValueError>(summed_ >= 0 && summed_ <= static_cast<int64_t>(batch.size()),
                        "Independent: asked for ", summed_, " dimensions of the batch shape ", batch);
    const size_t kept = batch.size() - static_cast<size_t>(summed_);
    for (size_t i = 0; i < batch.size(); ++i) (i < kept ? batch_shape_ : event_shape_).push_back(batch[i]);
    for (const int64_t size : event) event_shape_.push_back(size);
  }

  Tensor mean() const override { return base_dist.mean(); }
  Tensor variance() const override { return base_dist.variance(); }
  Tensor stddev() const override { return base_dist.stddev(); }
  Tensor mode() const override { return base_dist.mode(); }
  Tensor sample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override {
    return base_dist.sample(sample_shape, source);
  }
  Tensor rsample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override {
    return base_dist.rsample(sample_shape, source);
  }
  bool has_rsample() const override { return base_dist.has_rsample(); }
  Tensor log_prob(const Tensor& value) const override {
    return sum_rightmost(base_dist.log_prob(value), summed_);
  }
  Tensor entropy() const override { return sum_rightmost(base_dist.entropy(), summed_); }

  Base base_dist;

 private:
  int64_t summed_;
};

}  // namespace ember::distributions
