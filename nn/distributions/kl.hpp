// The divergence KL(p || q) = E_p[log p - log q] of two distributions of one kind, in nats: [batch]
// (https://pytorch.org/docs/1.13/distributions.html#module-torch.distributions.kl). Two kinds without a
// formula do not compile.
#pragma once

#include <ember/nn/distributions/bernoulli.hpp>
#include <ember/nn/distributions/beta.hpp>
#include <ember/nn/distributions/categorical.hpp>
#include <ember/nn/distributions/independent.hpp>
#include <ember/nn/distributions/location_scale.hpp>
#include <ember/nn/distributions/normal.hpp>

namespace ember::distributions {

/// Infinite where q excludes what p allows.
Tensor kl_divergence(const Categorical& p, const Categorical& q);
Tensor kl_divergence(const Bernoulli& p, const Bernoulli& q);
Tensor kl_divergence(const Uniform& p, const Uniform& q);
Tensor kl_divergence(const Normal& p, const Normal& q);
Tensor kl_divergence(const LogNormal& p, const LogNormal& q);
Tensor kl_divergence(const Laplace& p, const Laplace& q);
Tensor kl_divergence(const Exponential& p, const Exponential& q);
Tensor kl_divergence(const Beta& p, const Beta& q);

/// Throws ShapeError when the event shapes differ.
template <class Base> Tensor kl_divergence(const Independent<Base>& p, const Independent<Base>& q) {
  require<ShapeError>(p.event_shape() == q.event_shape(),
                      "kl_divergence: event shapes differ: ", p.event_shape(), " and ", q.event_shape());
  const auto summed = static_cast<int64_t>(p.event_shape().size() - p.base_dist.event_shape().size());
  return sum_rightmost(kl_divergence(p.base_dist, q.base_dist), summed);
}

}  // namespace ember::distributions
