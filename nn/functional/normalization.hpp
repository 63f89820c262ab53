// Normalization, embedding and distances as functions
// (https://pytorch.org/docs/stable/nn.functional.html#non-linear-activation-functions).
#pragma once

#include <ember/autograd/arg.hpp>
#include <ember/autograd/tensor.hpp>

namespace ember::nn::functional {

struct LayerNormFuncOptions {
  LayerNormFuncOptions(std::vector<int64_t> normalized_shape)
      : normalized_shape_(std::move(normalized_shape)) {}
  EMBER_ARG(std::vector<int64_t>, normalized_shape);
  EMBER_ARG(Tensor, weight);
  EMBER_ARG(Tensor, bias);
  EMBER_ARG(double, eps) = 1e-5;
};
struct GroupNormFuncOptions {
  GroupNormFuncOptions(int64_t num_groups) : num_groups_(num_groups) {}
  EMBER_ARG(int64_t, num_groups);
  EMBER_ARG(Tensor, weight);
  EMBER_ARG(Tensor, bias);
  EMBER_ARG(double, eps) = 1e-5;
};
struct BatchNormFuncOptions {
  EMBER_ARG(Tensor, weight);
  EMBER_ARG(Tensor, bias);
  EMBER_ARG(bool, training) = false;
  EMBER_ARG(double, momentum) = 0.1;
  EMBER_ARG(double, eps) = 1e-5;
};

/// weight (x - mean) / sqrt(var + eps) + bias over the last dimensions, whose sizes are normalized_shape; var
/// is divided by n. Ba et al. (2016). Throws ShapeError when the input does not end so.
Tensor layer_norm(const Tensor& input, const LayerNormFuncOptions& options);
/// The same over groups of channels of one sample: [batch, channels, ...]. Wu and He (2018). Throws
/// ValueError when num_groups does not divide the channels.
Tensor group_norm(const Tensor& input, const GroupNormFuncOptions& options);
/// The same over the batch for each channel: [batch, channels, ...]; in training by the batch's own mean and
/// variance, which move the running ones, in place, by momentum (with the variance divided by n - 1), else by
/// the running ones. Ioffe and Szegedy (2015). Throws ValueError for one value per channel in training.
Tensor batch_norm(const Tensor& input, const Tensor& running_mean, const Tensor& running_var,
                  const BatchNormFuncOptions& options = {});

struct NormalizeFuncOptions {
  EMBER_ARG(double, p) = 2;
  EMBER_ARG(int64_t, dim) = 1;
  EMBER_ARG(double, eps) = 1e-12;
  EMBER_ARG(std::optional<Tensor>, out);
};
/// x / max(|x|_p, eps) along dim, also written to `out` if given.
Tensor normalize(const Tensor& input, const NormalizeFuncOptions& options = {});

struct CosineSimilarityFuncOptions {
  EMBER_ARG(int64_t, dim) = 1;
  EMBER_ARG(double, eps) = 1e-8;
};
/// a b / (|a| |b|) along dim, which goes away; the product of norms is no less than eps.
Tensor cosine_similarity(const Tensor& a, const Tensor& b, const CosineSimilarityFuncOptions& options = {});

struct EmbeddingFuncOptions {
  EMBER_ARG(std::optional<int64_t>, padding_idx);
  EMBER_ARG(std::optional<double>, max_norm);
  EMBER_ARG(double, norm_type) = 2;
};
/// Rows of weight [n, dim] by whole numbers of any shape: [...] -> [..., dim]. The row padding_idx gets no
/// gradient. Rows whose norm is above max_norm are first scaled down to it in `weight`, outside the graph.
/// Throws IndexError outside [0, n).
Tensor embedding(const Tensor& input, const Tensor& weight, const EmbeddingFuncOptions& options = {});

struct GumbelSoftmaxFuncOptions {
  EMBER_ARG(double, tau) = 1;
  EMBER_ARG(bool, hard) = false;
  EMBER_ARG(int, dim) = -1;
};
/// softmax((logits + Gumbel noise) / tau); with `hard` the largest is 1 and the others 0 in value, while the
/// gradient stays that of the softmax. Jang et al. (2017).
Tensor gumbel_softmax(const Tensor& logits, const GumbelSoftmaxFuncOptions& options = {});

}  // namespace ember::nn::functional
