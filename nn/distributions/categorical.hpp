#pragma once

#include <ember/nn/distributions/distribution.hpp>

namespace ember::distributions {

/// One of n choices: parameters [..., n], values int64 [...]
/// (https://pytorch.org/docs/1.13/distributions.html#categorical).
class Categorical final : public Distribution {
 public:
  /// From probabilities, which are divided by their sum, or, with probs undefined, from logits, from which
  /// their logsumexp is subtracted: exactly one of the two. Throws ShapeError for 0 dimensions, ValueError
  /// for a negative probability, a sum of 0, NaN, and for both or none.
  explicit Categorical(const Tensor& probs, const Tensor& logits = {}, bool validate_args = true);
  static Categorical from_logits(const Tensor& logits, bool validate_args = true) {
    return Categorical({}, logits, validate_args);
  }

  /// Probabilities of sum 1, and their logarithms; those of probabilities are kept in [eps, 1 - eps] of the
  /// dtype before the logarithm. The one that was not given is computed once, when it is first asked for.
  const Tensor& probs() const;
  const Tensor& logits() const;

  Tensor mean() const override;      ///< NaN: choices have no order
  Tensor variance() const override;  ///< NaN
  Tensor mode() const override;      ///< the first of the most probable choices
  /// As torch.multinomial with replacement.
  Tensor sample(IntArrayRef sample_shape = {}, RandomSource source = {}) const override;
  Tensor log_prob(const Tensor& value) const override;
  Tensor entropy() const override;
  /// log_prob(value) and entropy(), the same numbers, as one node of the graph where value is [batch].
  std::pair<Tensor, Tensor> log_prob_and_entropy(const Tensor& value) const;

 private:
  mutable Tensor probs_, logits_;
  int64_t choices_;
};

}  // namespace ember::distributions
