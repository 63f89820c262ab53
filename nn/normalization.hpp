// Normalization layers and embedding (https://pytorch.org/docs/stable/nn.html#normalization-layers).
#pragma once

#include <ember/nn/cloneable.hpp>
#include <ember/nn/functional/normalization.hpp>
#include <ember/nn/module_holder.hpp>

namespace ember::nn {

struct LayerNormOptions {
  LayerNormOptions(std::vector<int64_t> normalized_shape) : normalized_shape_(std::move(normalized_shape)) {}
  EMBER_ARG(std::vector<int64_t>, normalized_shape);
  EMBER_ARG(double, eps) = 1e-5;
  EMBER_ARG(bool, elementwise_affine) = true;
};

/// See functional::layer_norm; weight starts at 1, bias at 0.
class LayerNormImpl : public Cloneable<LayerNormImpl> {
 public:
  LayerNormImpl(std::vector<int64_t> normalized_shape);
  explicit LayerNormImpl(LayerNormOptions options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LayerNormOptions options;
  Tensor weight, bias;  ///< [normalized_shape], or undefined
};
using LayerNorm = ModuleHolder<LayerNormImpl>;

struct GroupNormOptions {
  GroupNormOptions(int64_t num_groups, int64_t num_channels)
      : num_groups_(num_groups), num_channels_(num_channels) {}
  EMBER_ARG(int64_t, num_groups);
  EMBER_ARG(int64_t, num_channels);
  EMBER_ARG(double, eps) = 1e-5;
  EMBER_ARG(bool, affine) = true;
};

/// See functional::group_norm; weight starts at 1, bias at 0.
class GroupNormImpl : public Cloneable<GroupNormImpl> {
 public:
  GroupNormImpl(int64_t num_groups, int64_t num_channels);
  explicit GroupNormImpl(const GroupNormOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  GroupNormOptions options;
  Tensor weight, bias;  ///< [num_channels], or undefined
};
using GroupNorm = ModuleHolder<GroupNormImpl>;

struct BatchNormOptions {
  BatchNormOptions(int64_t num_features) : num_features_(num_features) {}
  EMBER_ARG(int64_t, num_features);
  EMBER_ARG(double, eps) = 1e-5;
  EMBER_ARG(std::optional<double>, momentum) = 0.1;  ///< weight of the new value; nullopt: plain averages
  EMBER_ARG(bool, affine) = true;
  EMBER_ARG(bool, track_running_stats) = true;
};
using BatchNorm1dOptions = BatchNormOptions;
using BatchNorm2dOptions = BatchNormOptions;

/// See functional::batch_norm. D = 1 takes [batch, features] or [batch, features, length], D = 2 [batch,
/// features, height, width]. Buffers: running_mean, running_var, num_batches_tracked.
template <size_t D> class BatchNormImpl : public Cloneable<BatchNormImpl<D>> {
 public:
  BatchNormImpl(int64_t num_features) : BatchNormImpl(BatchNormOptions(num_features)) {}
  explicit BatchNormImpl(const BatchNormOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  BatchNormOptions options;
  Tensor weight, bias, running_mean, running_var, num_batches_tracked;
};
using BatchNorm1dImpl = BatchNormImpl<1>;
using BatchNorm2dImpl = BatchNormImpl<2>;
using BatchNorm1d = ModuleHolder<BatchNorm1dImpl>;
using BatchNorm2d = ModuleHolder<BatchNorm2dImpl>;

using CosineSimilarityOptions = functional::CosineSimilarityFuncOptions;
/// See functional::cosine_similarity.
class CosineSimilarityImpl : public Cloneable<CosineSimilarityImpl> {
 public:
  explicit CosineSimilarityImpl(const CosineSimilarityOptions& options_ = {});
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& a, const Tensor& b) { return functional::cosine_similarity(a, b, options); }

  CosineSimilarityOptions options;
};
using CosineSimilarity = ModuleHolder<CosineSimilarityImpl>;

struct EmbeddingOptions {
  EmbeddingOptions(int64_t num_embeddings, int64_t embedding_dim)
      : num_embeddings_(num_embeddings), embedding_dim_(embedding_dim) {}
  EMBER_ARG(int64_t, num_embeddings);
  EMBER_ARG(int64_t, embedding_dim);
  EMBER_ARG(std::optional<int64_t>, padding_idx);  ///< this row starts at 0 and gets no gradient
  EMBER_ARG(std::optional<double>, max_norm);      ///< rows are scaled down to this norm when they are used
  EMBER_ARG(double, norm_type) = 2;                ///< which norm
  EMBER_ARG(bool, scale_grad_by_freq) = false;     ///< left out: forward() refuses it
  EMBER_ARG(bool, sparse) = false;                 ///< left out: forward() refuses it
};
struct EmbeddingFromPretrainedOptions {
  EMBER_ARG(bool, freeze) = true;
  EMBER_ARG(std::optional<int64_t>, padding_idx);
  EMBER_ARG(std::optional<double>, max_norm);
  EMBER_ARG(double, norm_type) = 2;
};

/// A row of weights for each of num_embeddings whole numbers: [...] -> [..., embedding_dim]. Starts as N(0,
/// 1).
class EmbeddingImpl : public Cloneable<EmbeddingImpl> {
 public:
  EmbeddingImpl(int64_t num_embeddings, int64_t embedding_dim);
  /// Throws IndexError when padding_idx is no row.
  explicit EmbeddingImpl(const EmbeddingOptions& options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  EmbeddingOptions options;
  Tensor weight;  ///< [num_embeddings, embedding_dim]
};
class Embedding : public ModuleHolder<EmbeddingImpl> {
 public:
  using ModuleHolder::ModuleHolder;
  /// An embedding with these rows, which do not train unless freeze(false).
  static Embedding from_pretrained(const Tensor& embeddings,
                                   const EmbeddingFromPretrainedOptions& options = {});
};

}  // namespace ember::nn
