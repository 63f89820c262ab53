// Attention as a function
// (https://pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html).
#pragma once

#include <ember/autograd/arg.hpp>
#include <ember/autograd/tensor.hpp>
#include <tuple>

namespace ember::nn::functional {

/// What multi_head_attention_forward takes beside the sequences; tensors may be undefined where said so.
struct MultiheadAttentionForwardFuncOptions {
  MultiheadAttentionForwardFuncOptions(int64_t embed_dim_to_check, int64_t num_heads, Tensor in_proj_weight,
                                       Tensor in_proj_bias, Tensor bias_k, Tensor bias_v, bool add_zero_attn,
                                       double dropout_p, Tensor out_proj_weight, Tensor out_proj_bias)
      : embed_dim_to_check_(embed_dim_to_check),
        num_heads_(num_heads),
        in_proj_weight_(std::move(in_proj_weight)),
        in_proj_bias_(std::move(in_proj_bias)),
        bias_k_(std::move(bias_k)),
        bias_v_(std::move(bias_v)),
        add_zero_attn_(add_zero_attn),
        dropout_p_(dropout_p),
        out_proj_weight_(std::move(out_proj_weight)),
        out_proj_bias_(std::move(out_proj_bias)) {}
  EMBER_ARG(int64_t, embed_dim_to_check);
  EMBER_ARG(int64_t, num_heads);
  EMBER_ARG(Tensor,
            in_proj_weight);        ///< [3 embed, embed]: of queries, keys, values; unless they are separate
  EMBER_ARG(Tensor, in_proj_bias);  ///< [3 embed], or undefined
  EMBER_ARG(Tensor, bias_k);        ///< one more key and value, [1, 1, embed], or undefined
  EMBER_ARG(Tensor, bias_v);
  EMBER_ARG(bool, add_zero_attn);  ///< one more key and value of zeros
  EMBER_ARG(double, dropout_p);    ///< of the attention weights, in training
  EMBER_ARG(Tensor, out_proj_weight);
  EMBER_ARG(Tensor, out_proj_bias);
  EMBER_ARG(bool, training) = true;
  EMBER_ARG(Tensor, key_padding_mask);  ///< [batch, source], true where a key is left out
  EMBER_ARG(bool, need_weights) = true;
  EMBER_ARG(Tensor,
            attn_mask);  ///< [target, source] or [batch heads, target, source]: true for left out, or added
  EMBER_ARG(bool, use_separate_proj_weight) = false;
  EMBER_ARG(Tensor, q_proj_weight);
  EMBER_ARG(Tensor, k_proj_weight);
  EMBER_ARG(Tensor, v_proj_weight);
  EMBER_ARG(Tensor, static_k);  ///< in the place of the keys, [batch heads, source, embed / heads]
  EMBER_ARG(Tensor, static_v);
  EMBER_ARG(bool, average_attn_weights) = true;
};

/// Several attentions side by side, each softmax(Q K^T / sqrt(d)) V on its part of the projected sequences;
/// Vaswani et al. (2017). query [target, batch, embed], key and value [source, batch, ...] -> ([target,
/// batch, embed], weights [batch, target, source], or [batch, heads, target, source] if not averaged, or
/// undefined). Throws ShapeError when sizes do not fit and ValueError when num_heads does not divide embed.
std::tuple<Tensor, Tensor> multi_head_attention_forward(const Tensor& query, const Tensor& key,
                                                        const Tensor& value,
                                                        const MultiheadAttentionForwardFuncOptions& options);

}  // namespace ember::nn::functional
