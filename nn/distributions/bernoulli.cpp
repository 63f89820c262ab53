#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/distributions/bernoulli.hpp>
#include <ember/nn/functional/loss.hpp>
#include <limits>

namespace ember::distributions {
namespace {

Tensor cross_entropy(const Tensor& logits, const Tensor& probabilities) {
  return nn::functional::binary_cross_entropy_with_logits(
      logits, probabilities, nn::functional::BinaryCrossEntropyWithLogitsFuncOptions().reduction(kNone));
}

}  // namespace

Bernoulli::Bernoulli(const Tensor& probs, const Tensor& logits, bool validate_args)
    : Distribution("Bernoulli", validate_args), probs_(probs), logits_(logits) {
  require<ValueError>(probs.defined() != logits.defined(), "Bernoulli: needs either probs or logits, got ",
                      probs.defined() ? "both" : "none");
  batch_shape_ = probs.defined() ? probs.sizes() : logits.sizes();
  if (!validate_args_) return;
  if (probs.defined())
    require_each("probs must be in [0, 1]", probs, is_in_unit_interval);
  else
    require_each("logits must not be NaN", logits, is_real);
}

const Tensor& Bernoulli::probs() const {
  if (!probs_.defined()) probs_ = sigmoid(logits_);
  return probs_;
}

const Tensor& Bernoulli::logits() const {
  if (!logits_.defined()) {
    const double eps = probs_.dtype() == kFloat ? static_cast<double>(std::numeric_limits<float>::epsilon())
                                                : std::numeric_limits<double>::epsilon();
    const Tensor p = clamp(probs_, eps, 1 - eps);
    logits_ = log(p) - log1p(-p);
  }
  return logits_;
}

Tensor Bernoulli::variance() const { return probs() * (1 - probs()); }

Tensor Bernoulli::mode() const {
  const NoGradGuard no_grad;
  return masked_fill(to(probs() >= 0.5, probs().dtype()), probs() == 0.5, std::nan(""));
}

Tensor Bernoulli::sample(IntArrayRef sample_shape, RandomSource source) const {
  const NoGradGuard no_grad;
  return bernoulli(contiguous(expand(probs(), extended_shape(sample_shape))), source);
}

Tensor Bernoulli::log_prob(const Tensor& value) const {
  if (validate_args_) {
    require_fits(value);
    require_each("value must be 0 or 1", value, is_boolean);
  }
  const auto [a, b] = broadcast_all("Bernoulli.log_prob", logits(), value);
  return -cross_entropy(a, b);
}

Tensor Bernoulli::entropy() const { return cross_entropy(logits(), probs()); }

}  // namespace ember::distributions
