#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/indexing.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/sort.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/normalization.hpp>

namespace ember::nn::functional {
namespace {

Tensor standardized(const Tensor& x, const Tensor& mean, const Tensor& variance, double eps) {
  return (x - mean) * rsqrt(variance + eps);
}

Tensor scaled(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  const Tensor y = weight.defined() ? x * weight : x;
  return bias.defined() ? y + bias : y;
}

/// A tensor of one number per channel, laid along dimension 1 of `like`.
Tensor by_channel(const Tensor& numbers, const Tensor& like) {
  if (!numbers.defined()) return numbers;
  Dims shape;
  shape.resize(static_cast<size_t>(like.dim()), 1);
  shape[1] = -1;
  return reshape(numbers, shape);
}

}  // namespace

Tensor layer_norm(const Tensor& input, const LayerNormFuncOptions& options) {
  const std::vector<int64_t>& shape = options.normalized_shape();
  const size_t rank = static_cast<size_t>(input.dim());
  require<ShapeError>(!shape.empty() && shape.size() <= rank &&
                          input.sizes().slice(rank - shape.size()) == IntArrayRef(shape),
                      "layer_norm: needs an input that ends in ", IntArrayRef(shape), ": ", input.sizes());
  Dims dims;
  for (size_t d = 1; d <= shape.size(); ++d) dims.push_back(-static_cast<int64_t>(d));
  return scaled(standardized(input, mean(input, dims, true), var(input, dims, false, true), options.eps()),
                options.weight(), options.bias());
}

Tensor group_norm(const Tensor& input, const GroupNormFuncOptions& options) {
  const int64_t groups = options.num_groups();
  require<ShapeError>(input.dim() >= 2, "group_norm: needs [batch, channels, ...]: ", input.sizes());
  require<ValueError>(groups > 0 && input.size(1) % groups == 0, "group_norm: ", groups,
                      " groups do not divide ", input.size(1), " channels");
  const Tensor x = reshape(input, {input.size(0), groups, -1});
  const Tensor y = standardized(x, mean(x, {2}, true), var(x, {2}, false, true), options.eps());
  return scaled(reshape(y, input.sizes()), by_channel(options.weight(), input),
                by_channel(options.bias(), input));
}

Tensor batch_norm(const Tensor& input, const Tensor& running_mean, const Tensor& running_var,
                  const BatchNormFuncOptions& options) {
  require<ShapeError>(input.dim() >= 2, "batch_norm: needs [batch, channels, ...]: ", input.sizes());
  const Tensor weight = by_channel(options.weight(), input), bias = by_channel(options.bias(), input);
  if (!options.training())
    return scaled(
        standardized(input, by_channel(running_mean, input), by_channel(running_var, input), options.eps()),
        weight, bias);
  const int64_t count = input.numel() / std::max<int64_t>(input.size(1), 1);
  require<ValueError>(count > 1, "batch_norm: training needs more than 1 value per channel: ", input.sizes());
  Dims dims{0};
  for (int64_t d = 2; d < input.dim(); ++d) dims.push_back(d);
  const Tensor average = mean(input, dims, true), variance = var(input, dims, false, true);
  if (running_mean.defined()) {
    const NoGradGuard guard;
    const double m = options.momentum(),
                 unbiased = static_cast<double>(count) / static_cast<double>(count - 1);
    running_mean.mul_(1 - m).add_(reshape(average, {-1}), m);
    running_var.mul_(1 - m).add_(reshape(variance, {-1}), m * unbiased);
  }
  return scaled(standardized(input, average, variance, options.eps()), weight, bias);
}

Tensor normalize(const Tensor& input, const NormalizeFuncOptions& options) {
  const Tensor y = input / clamp_min(norm(input, options.p(), {options.dim()}, true), options.eps());
  if (options.out()) options.out()->copy_(y);
  return y;
}

Tensor cosine_similarity(const Tensor& a, const Tensor& b, const CosineSimilarityFuncOptions& options) {
  const IntArrayRef dim(options.dim());
  const Dims shape = broadcast_shapes("cosine_similarity", a.sizes(), b.sizes());
  const Tensor x = expand(a, shape), y = expand(b, shape);
  const Tensor squares = sum(x * x, dim) * sum(y * y, dim);
  return sum(x * y, dim) / sqrt(clamp_min(squares, options.eps() * options.eps()));
}

Tensor embedding(const Tensor& input, const Tensor& weight, const EmbeddingFuncOptions& options) {
  require<ShapeError>(weight.dim() == 2, "embedding: needs a weight [n, dim]: ", weight.sizes());
  Dims shape(input.sizes());
  shape.push_back(weight.size(1));
  const Tensor index = reshape(input, {-1});
  if (options.max_norm()) {
    const NoGradGuard guard;
    const Tensor used = std::get<0>(unique(index)), chosen = index_select(weight, 0, used),
                 norms = norm(chosen, options.norm_type(), 1, true),
                 limit = full_like(norms, *options.max_norm());
    weight.index_put_({used}, where(norms > limit, chosen * (limit / (norms + 1e-7)), chosen));
  }
  const Tensor rows = reshape(index_select(weight, 0, index), shape);
  if (!options.padding_idx()) return rows;
  const int64_t n = weight.size(0), padding = *options.padding_idx();
  require<IndexError>(padding >= -n && padding < n, "embedding: padding_idx ", padding, " is no row of ", n);
  return where(unsqueeze(input == (padding < 0 ? padding + n : padding), -1), rows.detach(), rows);
}

Tensor gumbel_softmax(const Tensor& logits, const GumbelSoftmaxFuncOptions& options) {
  Tensor noise = empty(logits.sizes(), logits.dtype());
  const Tensor gumbel = -log(noise.exponential_());
  const Tensor y = softmax((logits + gumbel) / options.tau(), options.dim());
  if (!options.hard()) return y;
  const auto [value, index] = max(y, options.dim(), true);
  const Tensor hard = scatter(zeros(y.sizes(), y.dtype()), options.dim(), index, 1);
  return hard - y.detach() + y;
}

}  // namespace ember::nn::functional
