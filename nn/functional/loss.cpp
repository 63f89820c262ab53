#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/mean_of.hpp>
#include <ember/autograd/node.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/profiler.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/shape.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/nn/functional/piecewise.hpp>

namespace ember::nn::functional {
namespace {

Tensor reduced(const char* op, const Tensor& losses, Reduction reduction) {
  require<ValueError>(reduction != Reduction::BatchMean, op, ": reduction batchmean is kl_div's alone");
  if (reduction == Reduction::None) return losses;
  return reduction == Reduction::Mean ? mean(losses) : sum(losses);
}

/// Of the losses that one rule makes of two tensors: their mean is one node.
template <class Rule>
Tensor reduced(const char* op, const Tensor& input, const Tensor& target, Reduction reduction,
               const Rule& rule = {}) {
  if (reduction == Reduction::Mean) return mean_of<Rule>(input, target, rule);
  return reduced(op, binary<Rule>(input, target, rule), reduction);
}

void check_pair(const char* op, const Tensor& input, const Tensor& target) {
  if (input.sizes() == target.sizes()) return;
  const Dims both = broadcast_shapes(op, input.sizes(), target.sizes());
  require<ShapeError>(IntArrayRef(both) == input.sizes() || IntArrayRef(both) == target.sizes(), op,
                      ": shapes pair every element with every other: ", input.sizes(), " against ",
                      target.sizes());
}

Tensor weighted(const char* op, const Tensor& losses, const Tensor& weight) {
  if (!weight.defined()) return losses;
  require<ShapeError>(IntArrayRef(broadcast_shapes(op, losses.sizes(), weight.sizes())) == losses.sizes(), op,
                      ": weight of shape ", weight.sizes(), " for losses of shape ", losses.sizes());
  return losses * weight;
}

// -(y log x + (1 - y) log(1 - x)), with logarithms no less than -100
class BinaryCrossEntropyBackward final : public NodeOf<2> {
 public:
  SavedTensor x, y;
  std::string name() const override { return "BinaryCrossEntropyBackward"; }
  void release_saved() override {
    x.reset();
    y.reset();
  }
  size_t saved_bytes() const override { return x.bytes() + y.bytes(); }
  // dx = (x - y) / (x (1 - x)), where the denominator is no less than 1e-12; dy = log(1 - x) - log x
  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor p = x.unpack(*this), t = y.unpack(*this), &g = grad_out[0];
    if (wants(0)) grad_in[0] = g * (p - t) / clamp_min((1 - p) * p, 1e-12);
    if (wants(1)) grad_in[1] = g * (log(1 - p) - log(p));
  }
};

/// Throws unless targets are classes, or ignored, of an input [C] or [N, C, ...]; says whether any is
/// ignored.
bool check_classes(const char* op, const Tensor& input, const Tensor& target, const Tensor& weight,
                   int64_t ignore_index) {
  require<TypeError>(target.dtype() == kLong, op, ": targets must be int64: got ", target.dtype());
  require<ShapeError>(input.dim() >= 1, op, ": needs [C] or [N, C, ...]: ", input.sizes());
  Dims expected(input.sizes());
  expected.erase(input.dim() == 1 ? 0 : 1);
  require<ShapeError>(target.sizes() == IntArrayRef(expected), op, ": targets of shape ", target.sizes(),
                      " do not fit the input ", input.sizes());
  const int64_t classes = input.size(input.dim() == 1 ? 0 : 1);
  if (weight.defined())
    require<ShapeError>(weight.dim() == 1 && weight.size(0) == classes, op, ": weight of shape ",
                        weight.sizes(), ", needs [", classes, "]");
  const Tensor places = detail::contiguous_copy(target);
  bool ignored = false;
  for (const int64_t *t = places.data_ptr<int64_t>(), *end = t + places.numel(); t != end; ++t) {
    ignored |= *t == ignore_index;
    require<IndexError>((*t >= 0 && *t < classes) || *t == ignore_index, op, ": target ", *t,
                        " is no class of [0, ", classes, ")");
  }
  return ignored;
}

/// Checked targets with 0 for those that are ignored, which ones count, and the weight of each.
struct Picked {
  Tensor counts, safe, weights;
  Picked(const Tensor& target, const Tensor& weight, int64_t ignore_index, ScalarType dtype)
      : counts(target != ignore_index), safe(where(counts, target, 0)), weights(counts.to(dtype)) {
    if (weight.defined())
      weights = weights * reshape(index_select(weight, 0, reshape(safe, {-1})), target.sizes());
  }
  /// The negative log-likelihood before reduction.
  Tensor losses(const Tensor& log_p) const {
    const int64_t channel = log_p.dim() == 1 ? 0 : 1;
    const Tensor picked = squeeze(gather(log_p, channel, unsqueeze(safe, channel)), channel);
    return where(counts, -picked * weights, 0);
  }
};

Tensor reduced_by_weight(const char* op, const Tensor& losses, const Tensor& weights, Reduction reduction) {
  return reduction == Reduction::Mean ? sum(losses) / sum(weights) : reduced(op, losses, reduction);
}

// l = -w log softmax(x)[t], or the sum of those divided: dx = (softmax(x) - onehot(t)) w dl / divisor
class CrossEntropyBackward final : public NodeOf<1> {
 public:
  SavedTensor x, shift, target, counts, weights;  // the last two where not all targets count alike
  double divisor = 1;
  std::string name() const override { return "CrossEntropyBackward"; }
  void release_saved() override {
    for (SavedTensor* saved : {&x, &shift, &target, &counts, &weights}) saved->reset();
  }
  size_t saved_bytes() const override { return x.bytes() + shift.bytes(); }

  void backward(std::span<Tensor> grad_out, std::span<Tensor> grad_in) override {
    const Tensor logits = x.unpack(*this), &t = target.peek(*this);
    Tensor dl = expand(divisor == 1 ? grad_out[0] : grad_out[0] / divisor, t.sizes());
    if (weights.defined()) dl = where(counts.peek(*this), dl, 0) * weights.peek(*this);
    if (GradMode::is_enabled()) {
      const Tensor column = unsqueeze(dl, 1);
      grad_in[0] = scatter_add(softmax(logits, 1) * column, 1, unsqueeze(t, 1), -column);
      return;
    }
    const Tensor g = detail::contiguous_copy(dl), &shifts = shift.peek(*this);
    grad_in[0] = detail::empty_like(logits);
    dispatch_floating("cross_entropy", g.dtype(), [&](auto zero) {
      using T = decltype(zero);
      kernels::kernels_for<T>().cross_entropy_backward(grad_in[0].data_ptr<T>(), g.data_ptr<T>(),
                                                       logits.data_ptr<T>(), shifts.data_ptr<T>(),
                                                       t.data_ptr<int64_t>(), t.numel(), logits.size(1));
    });
  }
};

/// Of logits [N, C] and checked targets [N], as one node.
Tensor cross_entropy_of_rows(const Tensor& input, const Tensor& target,
                             const CrossEntropyFuncOptions& options, bool any_ignored) {
  const OpTimer timer("cross_entropy");
  const bool alike = !any_ignored && !options.weight().defined();
  std::optional<Picked> picked;
  if (!alike) picked.emplace(target, options.weight(), options.ignore_index(), input.dtype());
  const Tensor x = contiguous(input), t = detail::contiguous_copy(alike ? target : picked->safe);
  const int64_t rows = x.size(0);
  Tensor shift = detail::empty({2, rows}, x.dtype()), y = detail::empty({rows}, x.dtype());
  double divisor = 1;
  {
    const NoGradGuard guard;
    dispatch_floating("cross_entropy", x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      kernels::kernels_for<T>().cross_entropy(y.data_ptr<T>(), shift.data_ptr<T>(), x.data_ptr<T>(),
                                              t.data_ptr<int64_t>(), rows, x.size(1));
    });
    if (!alike) y = where(picked->counts, y * picked->weights, 0);
    if (options.reduction() == Reduction::Mean)
      divisor = alike ? static_cast<double>(rows) : sum(picked->weights).item().toDouble();
    if (options.reduction() != Reduction::None) y = sum(y);
    if (divisor != 1) y = y / divisor;
  }
  if (auto* node = record<CrossEntropyBackward>(y, x)) {
    node->x = SavedTensor(x);
    node->shift = SavedTensor(shift);
    node->target = SavedTensor(t);
    if (!alike) {
      node->counts = SavedTensor(picked->counts);
      node->weights = SavedTensor(picked->weights);
    }
    node->divisor = divisor;
  }
  return y;
}

}  // namespace

Tensor mse_loss(const Tensor& input, const Tensor& target, const MSELossFuncOptions& options) {
  check_pair("mse_loss", input, target);
  return reduced<rules::SquaredError>("mse_loss", input, target, options.reduction());
}

Tensor l1_loss(const Tensor& input, const Tensor& target, const L1LossFuncOptions& options) {
  check_pair("l1_loss", input, target);
  return reduced("l1_loss", abs(input - target), options.reduction());
}

Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const SmoothL1LossFuncOptions& options) {
  check_pair("smooth_l1_loss", input, target);
  const double beta = options.beta();
  require<ValueError>(beta >= 0, "smooth_l1_loss: beta must not be negative: ", beta);
  if (beta == 0) return l1_loss(input, target, options.reduction());
  return reduced<rules::SmoothL1>("smooth_l1_loss", input, target, options.reduction(), {beta});
}
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const SmoothL1LossFuncOptions& options,
                      double beta) {
  return smooth_l1_loss(input, target, SmoothL1LossFuncOptions(options).beta(beta));
}

Tensor huber_loss(const Tensor& input, const Tensor& target, const HuberLossFuncOptions& options) {
  check_pair("huber_loss", input, target);
  require<ValueError>(options.delta() > 0, "huber_loss: delta must be positive: ", options.delta());
  return reduced<rules::Huber>("huber_loss", input, target, options.reduction(), {options.delta()});
}

Tensor binary_cross_entropy(const Tensor& input, const Tensor& target,
                            const BinaryCrossEntropyFuncOptions& options) {
  require<ShapeError>(input.sizes() == target.sizes(), "binary_cross_entropy: shapes differ: ", input.sizes(),
                      " against ", target.sizes());
  require<ValueError>(((input >= 0) & (input <= 1)).all().item<bool>(),
                      "binary_cross_entropy: probabilities must be in [0, 1]");
  Tensor losses;
  {
    const NoGradGuard guard;
    losses = -(target * clamp_min(log(input), -100) + (1 - target) * clamp_min(log1p(-input), -100));
  }
  if (auto* node = record<BinaryCrossEntropyBackward>(losses, input, target)) {
    node->x = SavedTensor(input);
    node->y = SavedTensor(target);
  }
  losses = weighted("binary_cross_entropy", losses, options.weight());
  return reduced("binary_cross_entropy", losses, options.reduction());
}

Tensor binary_cross_entropy_with_logits(const Tensor& input, const Tensor& target,
                                        const BinaryCrossEntropyWithLogitsFuncOptions& options) {
  require<ShapeError>(input.sizes() == target.sizes(),
                      "binary_cross_entropy_with_logits: shapes differ: ", input.sizes(), " against ",
                      target.sizes());
  // log(1 + e^-x); above 40 it is -x to the last bit.
  Tensor positive = softplus(-input, 1, 40);
  if (options.pos_weight().defined()) positive = positive * ((options.pos_weight() - 1) * target + 1);
  Tensor losses = (1 - target) * input + positive;
  losses = weighted("binary_cross_entropy_with_logits", losses, options.weight());
  return reduced("binary_cross_entropy_with_logits", losses, options.reduction());
}

Tensor nll_loss(const Tensor& input, const Tensor& target, const NLLLossFuncOptions& options) {
  check_classes("nll_loss", input, target, options.weight(), options.ignore_index());
  const Picked picked(target, options.weight(), options.ignore_index(), input.dtype());
  return reduced_by_weight("nll_loss", piecewise(picked.losses(input), input), picked.weights,
                           options.reduction());
}

Tensor cross_entropy(const Tensor& input, const Tensor& target, const CrossEntropyFuncOptions& options) {
  const double smoothing = options.label_smoothing();
  require<ValueError>(smoothing >= 0 && smoothing <= 1,
                      "cross_entropy: label_smoothing must be in [0, 1]: ", smoothing);
  const bool given_classes = !target.is_floating_point() || target.sizes() != input.sizes();
  const Tensor& given = options.weight();
  const bool any_ignored =
      given_classes && check_classes("cross_entropy", input, target, given, options.ignore_index());
  const bool plain_weight = !given.defined() || (!given.requires_grad() && given.dtype() == input.dtype());
  if (given_classes && smoothing == 0 && input.dim() == 2 && input.numel() > 0 && input.is_floating_point() &&
      plain_weight && options.reduction() != Reduction::BatchMean)
    return cross_entropy_of_rows(input, target, options, any_ignored);

  const int64_t channel = input.dim() == 1 ? 0 : 1;
  const Tensor log_p = log_softmax(input, channel);
  const auto classes = static_cast<double>(input.size(channel));
  Tensor weight = given;  // per class, laid along the channels
  if (weight.defined() && input.dim() > 1) {
    for (int64_t d = 2; d < input.dim(); ++d) weight = unsqueeze(weight, -1);
  }
  if (!given_classes) {
    const Tensor smoothed = smoothing > 0 ? target * (1 - smoothing) + smoothing / classes : target;
    Tensor terms = log_p * smoothed;
    if (weight.defined()) terms = terms * weight;
    const Tensor losses = -sum(terms, {channel});
    return reduced("cross_entropy", losses, options.reduction());
  }
  const Picked picked(target, given, options.ignore_index(), input.dtype());
  const Tensor losses = picked.losses(log_p);
  if (smoothing == 0) return reduced_by_weight("cross_entropy", losses, picked.weights, options.reduction());
  const Tensor all = -sum(weight.defined() ? log_p * weight : log_p, {channel}),
               spread = where(picked.counts, all, 0);
  return reduced_by_weight("cross_entropy", losses * (1 - smoothing) + spread * (smoothing / classes),
                           picked.weights, options.reduction());
}

Tensor kl_div(const Tensor& input, const Tensor& target, const KLDivFuncOptions& options) {
  const Tensor losses =
      options.log_target()
          ? exp(target) * (target - input)
          : where(target == 0, 0, target * log(where(target == 0, 1, target))) - target * input;
  if (options.reduction() != Reduction::BatchMean) return reduced("kl_div", losses, options.reduction());
  return input.dim() == 0 ? sum(losses) : sum(losses) / static_cast<double>(input.size(0));
}

Tensor poisson_nll_loss(const Tensor& input, const Tensor& target, const PoissonNLLLossFuncOptions& options) {
  Tensor losses =
      options.log_input() ? exp(input) - target * input : input - target * log(input + options.eps());
  if (options.full()) {
    const Tensor y = where(target > 1, target, 1);
    losses = losses + where(target > 1, y * log(y) - y + log(y * (2 * M_PI)) * 0.5, 0);
  }
  return reduced("poisson_nll_loss", losses, options.reduction());
}

Tensor gaussian_nll_loss(const Tensor& input, const Tensor& target, const Tensor& var,
                         const GaussianNLLLossFuncOptions& options) {
  check_pair("gaussian_nll_loss", input, target);
  require<ValueError>((var >= 0).all().item<bool>(), "gaussian_nll_loss: a variance is negative");
  Tensor spread = var;
  if (spread.dim() == input.dim() - 1 && input.size(-1) != 1) spread = unsqueeze(spread, -1);
  // The raised variance keeps its gradient, as in PyTorch.
  const Tensor missing = clamp_min(options.eps() - spread.detach(), 0);
  spread = spread + missing;
  Tensor losses = (log(spread) + square(input - target) / spread) * 0.5;
  if (options.full()) losses = losses + 0.5 * std::log(2 * M_PI);
  return reduced("gaussian_nll_loss", losses, options.reduction());
}

}  // namespace ember::nn::functional
