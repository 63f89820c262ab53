#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/nn/distributions/kl.hpp>
#include <limits>

namespace ember::distributions {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Tensor filled(const Tensor& x, const Tensor& mask, double value) {
  return masked_fill(x, expanded(mask, x.sizes()), value);
}

}  // namespace

Tensor kl_divergence(const Categorical& p, const Categorical& q) {
  const Tensor each = filled(p.probs() * (p.logits() - q.logits()), q.probs() == 0, infinity);
  return sum(filled(each, p.probs() == 0, 0), {-1});
}

Tensor kl_divergence(const Bernoulli& p, const Bernoulli& q) {
  const Tensor of_1 = p.probs() * (softplus(-q.logits()) - softplus(-p.logits())),
               of_0 = (1 - p.probs()) * (softplus(q.logits()) - softplus(p.logits()));
  return filled(filled(of_1, q.probs() == 0, infinity), p.probs() == 0, 0) +
         filled(filled(of_0, q.probs() == 1, infinity), p.probs() == 1, 0);
}

Tensor kl_divergence(const Uniform& p, const Uniform& q) {
  const Tensor inside = log((q.high() - q.low()) / (p.high() - p.low()));
  return filled(inside, (q.low() > p.low()) | (q.high() < p.high()), infinity);
}

Tensor kl_divergence(const Normal& p, const Normal& q) {
  const Tensor ratio = square(p.scale() / q.scale());
  return 0.5 * (ratio + square((p.loc() - q.loc()) / q.scale()) - 1 - log(ratio));
}

Tensor kl_divergence(const LogNormal& p, const LogNormal& q) {
  return kl_divergence(p.base_dist, q.base_dist);
}

Tensor kl_divergence(const Laplace& p, const Laplace& q) {
  const Tensor ratio = p.scale() / q.scale(), distance = abs(p.loc() - q.loc());
  return -log(ratio) + distance / q.scale() + ratio * exp(-distance / p.scale()) - 1;
}

Tensor kl_divergence(const Exponential& p, const Exponential& q) {
  const Tensor ratio = q.rate() / p.rate();
  return -log(ratio) + ratio - 1;
}

Tensor kl_divergence(const Beta& p, const Beta& q) {
  const Tensor &a = p.concentration1(), &b = p.concentration0(), &c = q.concentration1(),
               &d = q.concentration0();
  const Tensor n = a + b, m = c + d;
  return lgamma(c) + lgamma(d) + lgamma(n) - (lgamma(a) + lgamma(b) + lgamma(m)) + (a - c) * digamma(a) +
         (b - d) * digamma(b) + (m - n) * digamma(n);
}

}  // namespace ember::distributions
