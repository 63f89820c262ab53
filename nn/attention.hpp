// Attention as a module (https://pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html).
#pragma once

#include <ember/nn/functional/attention.hpp>
#include <ember/nn/linear.hpp>

namespace ember::nn {

struct MultiheadAttentionOptions {
  MultiheadAttentionOptions(int64_t embed_dim, int64_t num_heads)
      : embed_dim_(embed_dim), num_heads_(num_heads), kdim_(embed_dim), vdim_(embed_dim) {}
  EMBER_ARG(int64_t, embed_dim);
  EMBER_ARG(int64_t, num_heads);
  EMBER_ARG(double, dropout) = 0;  ///< of the attention weights, in training
  EMBER_ARG(bool, bias) = true;
  EMBER_ARG(bool, add_bias_kv) = false;    ///< one more learned key and value
  EMBER_ARG(bool, add_zero_attn) = false;  ///< one more key and value of zeros
  EMBER_ARG(int64_t, kdim);                ///< size of the keys
  EMBER_ARG(int64_t, vdim);                ///< size of the values
};

/// See functional::multi_head_attention_forward.
class MultiheadAttentionImpl : public Cloneable<MultiheadAttentionImpl> {
 public:
  MultiheadAttentionImpl(int64_t embed_dim, int64_t num_heads);
  /// Throws ValueError when num_heads does not divide embed_dim.
  explicit MultiheadAttentionImpl(const MultiheadAttentionOptions& options_);
  void reset() override;
  void _reset_parameters();
  using ForwardHasDefaults = void;
  std::tuple<Tensor, Tensor> forward(const Tensor& query, const Tensor& key, const Tensor& value,
                                     const Tensor& key_padding_mask = {}, bool need_weights = true,
                                     const Tensor& attn_mask = {}, bool average_attn_weights = true);

  MultiheadAttentionOptions options;
  bool _qkv_same_embed_dim = true;  ///< whether in_proj_weight holds all three projections
  Tensor in_proj_weight, in_proj_bias, bias_k, bias_v;
  Linear out_proj{nullptr};
  Tensor q_proj_weight, k_proj_weight, v_proj_weight;
  int64_t head_dim = 0;
};
using MultiheadAttention = ModuleHolder<MultiheadAttentionImpl>;

}  // namespace ember::nn
