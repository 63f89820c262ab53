#pragma once

#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/nn/distributions/transforms.hpp>
#include <tuple>

namespace ember::distributions {

/// y = f(x) of a draw x of another distribution, f being the transforms one after the other:
/// log p(y) = log p(x) - log |det dy/dx|
/// (https://pytorch.org/docs/1.13/distributions.html#transformeddistribution). A squashed Gaussian on [-2,
/// 2]: `TransformedDistribution(Normal(mu, sigma), TanhTransform(), AffineTransform(0, 2))`. There is no
/// formula for mean, variance, mode and entropy: StateError.
template <class Base, class... Transforms> class TransformedDistribution final : public Distribution {
 public:
  explicit TransformedDistribution(Base base, Transforms... chain)
      : Distribution("TransformedDistribution", false),
        base_dist(std::move(base)),
        transforms(std::move(chain)...) {
    batch_shape_ = base_dist.batch_shape();
    event_shape_ = base_dist.event_shape();
  }

  Tensor mean() const override { raise<StateError>(name_, ": the mean has no formula"); }
  Tensor variance() const override { raise<StateError>(name_, ": the variance has no formula"); }
  Tensor sample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override {
    const NoGradGuard no_grad;
    return transform(base_dist.sample(sample_shape, source));
  }
  Tensor rsample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override {
    return transform(base_dist.rsample(sample_shape, source));
  }
  bool has_rsample() const override { return base_dist.has_rsample(); }

  /// f(x)
  Tensor transform(Tensor x) const {
    std::apply([&](const auto&... each) { ((x = each(x)), ...); }, transforms);
    return x;
  }
  /// By way of the inverse, which is infinite where f(x) has been rounded to its limit.
  Tensor log_prob(const Tensor& value) const override { return from_value<sizeof...(Transforms)>(value); }
  /// log p(f(x)) from x itself, finite for every finite x.
  Tensor log_prob_at(const Tensor& x) const {
    Tensor y = x, total = base_dist.log_prob(x);
    const auto events = static_cast<int64_t>(event_shape_.size());
    std::apply(
        [&](const auto&... each) {
          (([&] {
             const Tensor before = y;
             y = each(before);
             total = total - sum_rightmost(each.log_abs_det_jacobian(before, y), events);
           }()),
           ...);
        },
        transforms);
    return total;
  }

  Base base_dist;
  std::tuple<Transforms...> transforms;

 private:
  template <size_t left> Tensor from_value(const Tensor& y) const {
    if constexpr (left == 0) {
      return base_dist.log_prob(y);
    } else {
      const auto& last = std::get<left - 1>(transforms);
      const Tensor x = last.inv(y);
      return from_value<left - 1>(x) -
             sum_rightmost(last.log_abs_det_jacobian(x, y), static_cast<int64_t>(event_shape_.size()));
    }
  }
};

}  // namespace ember::distributions
