#pragma once

#include <ember/nn/distributions/distribution.hpp>

namespace ember::distributions {

/// 1 with a probability, else 0, in the parameter's dtype
/// (https://pytorch.org/docs/1.13/distributions.html#bernoulli).
class Bernoulli final : public Distribution {
 public:
  /// From probabilities or, with probs undefined, from logits log(p / (1 - p)): exactly one of the two.
  /// Throws ValueError for a probability outside [0, 1], NaN, and for both or none.
  explicit Bernoulli(const Tensor& probs, const Tensor& logits = {}, bool validate_args = true);
  static Bernoulli from_logits(const Tensor& logits, bool validate_args = true) {
    return Bernoulli({}, logits, validate_args);
  }

  /// The one that was not given is computed once, when it is first asked for; probabilities are kept in
  /// [eps, 1 - eps] of the dtype before the logarithm.
  const Tensor& probs() const;
  const Tensor& logits() const;

  Tensor mean() const override { return probs(); }
  Tensor variance() const override;
  Tensor mode() const override;  ///< NaN where both are as probable
  Tensor sample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override;
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;

 private:
  mutable Tensor probs_, logits_;
};

}  // namespace ember::distributions
