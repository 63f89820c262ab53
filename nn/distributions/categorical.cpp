#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/distributions/categorical.hpp>
#include <ember/nn/functional/policy.hpp>
#include <limits>

namespace ember::distributions {

Categorical::Categorical(const Tensor& probs, const Tensor& logits, bool validate_args)
    : Distribution("Categorical", validate_args) {
  require<ValueError>(probs.defined() != logits.defined(), "Categorical: needs either probs or logits, got ",
                      probs.defined() ? "both" : "none");
  const Tensor& given = probs.defined() ? probs : logits;
  require<ShapeError>(given.dim() >= 1, "Categorical: needs at least one dimension: ", given.sizes());
  choices_ = given.size(-1);
  if (probs.defined()) {
    probs_ = probs / sum(probs, {-1}, true);
    if (validate_args_) require_each("probs must not be negative or sum to 0", probs_, is_nonnegative);
  } else {
    if (validate_args_) require_each("logits must not be NaN", logits, is_real);
    logits_ = log_softmax(logits, -1);
  }
  batch_shape_ = given.sizes().slice(0, static_cast<size_t>(given.dim() - 1));
}

const Tensor& Categorical::probs() const {
  if (!probs_.defined()) probs_ = exp(logits_);
  return probs_;
}

const Tensor& Categorical::logits() const {
  if (!logits_.defined()) {
    const double eps = probs_.dtype() == kFloat ? static_cast<double>(std::numeric_limits<float>::epsilon())
                                                : std::numeric_limits<double>::epsilon();
    logits_ = log(clamp(probs_, eps, 1 - eps));
  }
  return logits_;
}

Tensor Categorical::mean() const { return full(batch_shape_, std::nan(""), probs().dtype()); }
Tensor Categorical::variance() const { return mean(); }
Tensor Categorical::mode() const { return argmax(probs(), -1); }

Tensor Categorical::sample(IntArrayRef sample_shape, RandomSource source) const {
  const NoGradGuard no_grad;
  const int64_t draws = checked_numel("Categorical.sample", sample_shape);
  if (draws == 0) return empty(extended_shape(sample_shape), kLong);
  const Tensor rows = reshape(probs(), {-1, choices_});
  return reshape(t(multinomial(rows, draws, true, source)), extended_shape(sample_shape));
}

Tensor Categorical::log_prob(const Tensor& value) const {
  if (validate_args_) {
    require_fits(value);
    require_each("value is not a choice", value, [](double v) { return v >= 0 && v == std::floor(v); });
    if (value.numel() > 0)
      require<ValueError>(max(value).item().toDouble() < static_cast<double>(choices_),
                          "Categorical: value is not one of ", choices_,
                          " choices: ", max(value).item().toDouble());
  }
  const Dims shape = broadcast_shapes("Categorical.log_prob", value.sizes(), batch_shape_);
  Dims table(shape), places(shape);
  table.push_back(choices_);
  places.push_back(1);
  const Tensor index = expanded(unsqueeze(to(value, kLong), -1), places);
  return squeeze(gather(expanded(logits(), table), -1, index), -1);
}

Tensor Categorical::entropy() const {
  // An impossible choice adds 0 and not 0 times -infinity.
  const double lowest = logits().dtype() == kFloat ? static_cast<double>(std::numeric_limits<float>::lowest())
                                                   : std::numeric_limits<double>::lowest();
  return -sum(clamp_min(logits(), lowest) * probs(), {-1});
}

std::pair<Tensor, Tensor> Categorical::log_prob_and_entropy(const Tensor& value) const {
  if (validate_args_ || probs_.defined() || logits_.dim() != 2 || value.dtype() != kLong ||
      value.sizes() != IntArrayRef(batch_shape_)) {
    const Tensor log_p = log_prob(value);
    return {log_p, entropy()};
  }
  return nn::functional::categorical_log_prob_and_entropy(logits_, value);
}

}  // namespace ember::distributions
