#include <cmath>
#include <ember/autograd/arrange.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/attention.hpp>
#include <ember/nn/functional/dropout.hpp>
#include <ember/nn/init.hpp>
#include <limits>

namespace ember::nn {
namespace functional {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool leaves_out(const Tensor& mask) { return mask.dtype() == kBool || mask.dtype() == kByte; }

/// One more key at the end, which no mask leaves out.
Tensor with_one_more(const Tensor& mask) {
  if (!mask.defined()) return mask;
  Dims shape(mask.sizes());
  shape[shape.size() - 1] = 1;
  return cat({mask, zeros(shape, mask.dtype())}, -1);
}

}  // namespace

std::tuple<Tensor, Tensor> multi_head_attention_forward(const Tensor& query, const Tensor& key,
                                                        const Tensor& value,
                                                        const MultiheadAttentionForwardFuncOptions& options) {
  require<ShapeError>(query.dim() == 3 && key.dim() == 3 && value.dim() == 3 &&
                          query.size(2) == options.embed_dim_to_check() && key.size(0) == value.size(0) &&
                          key.size(1) == query.size(1) && value.size(1) == query.size(1),
                      "multi_head_attention: needs [target, batch, ", options.embed_dim_to_check(),
                      "] and [source, batch, ...]: ", query.sizes(), ", ", key.sizes(), ", ", value.sizes());
  const int64_t target = query.size(0), batch = query.size(1), embed = query.size(2),
                heads = options.num_heads();
  require<ValueError>(heads > 0 && embed % heads == 0, "multi_head_attention: ", heads,
                      " heads do not divide ", embed);
  const int64_t part = embed / heads;

  const bool separate = options.use_separate_proj_weight();
  const std::vector<Tensor> weights = separate ? std::vector{options.q_proj_weight(), options.k_proj_weight(),
                                                             options.v_proj_weight()}
                                               : chunk(options.in_proj_weight(), 3),
                            biases = options.in_proj_bias().defined() ? chunk(options.in_proj_bias(), 3)
                                                                      : std::vector<Tensor>(3);
  const Tensor q = linear(query, weights[0], biases[0]) / std::sqrt(static_cast<double>(part));
  Tensor k = linear(key, weights[1], biases[1]), v = linear(value, weights[2], biases[2]);
  Tensor mask = options.attn_mask(), padding = options.key_padding_mask();
  if (options.bias_k().defined()) {
    k = cat({k, expand(options.bias_k(), {1, batch, embed})});
    v = cat({v, expand(options.bias_v(), {1, batch, embed})});
    mask = with_one_more(mask);
    padding = with_one_more(padding);
  }

  // [time, batch, embed] -> [batch heads, time, part]
  const auto split = [&](const Tensor& x) {
    return transpose(reshape(x, {x.size(0), batch * heads, part}), 0, 1);
  };
  k = options.static_k().defined() ? options.static_k() : split(k);
  v = options.static_v().defined() ? options.static_v() : split(v);
  if (options.add_zero_attn()) {
    const Tensor nothing = zeros({batch * heads, 1, part}, k.dtype());
    k = cat({k, nothing}, 1);
    v = cat({v, nothing}, 1);
    mask = with_one_more(mask);
    padding = with_one_more(padding);
  }

  const int64_t source = k.size(1);
  Tensor scores = bmm(split(q), transpose(k, 1, 2));
  if (mask.defined())
    scores = leaves_out(mask) ? masked_fill(scores, mask.to(kBool), -infinity) : scores + mask;
  if (padding.defined()) {
    const Tensor out = reshape(padding.to(kBool), {batch, 1, 1, source});
    scores = reshape(masked_fill(reshape(scores, {batch, heads, target, source}), out, -infinity),
                     {batch * heads, target, source});
  }
  const Tensor attention = dropout(softmax(scores, -1), options.dropout_p(), options.training());
  const Tensor y = linear(reshape(transpose(bmm(attention, v), 0, 1), {target, batch, embed}),
                          options.out_proj_weight(), options.out_proj_bias());
  if (!options.need_weights()) return {y, Tensor()};
  const Tensor by_head = reshape(attention, {batch, heads, target, source});
  return {y, options.average_attn_weights() ? mean(by_head, 1) : by_head};
}

}  // namespace functional

MultiheadAttentionImpl::MultiheadAttentionImpl(int64_t embed_dim, int64_t num_heads)
    : MultiheadAttentionImpl(MultiheadAttentionOptions(embed_dim, num_heads)) {}
MultiheadAttentionImpl::MultiheadAttentionImpl(const MultiheadAttentionOptions& options_)
    : Cloneable(printed_namespace() + "MultiheadAttention"), options(options_) {
  MultiheadAttentionImpl::reset();
}

void MultiheadAttentionImpl::reset() {
  const int64_t embed = options.embed_dim();
  require<ValueError>(options.num_heads() > 0 && embed % options.num_heads() == 0,
                      "MultiheadAttention: ", options.num_heads(), " heads do not divide ", embed);
  head_dim = embed / options.num_heads();
  _qkv_same_embed_dim = options.kdim() == embed && options.vdim() == embed;
  const auto parameter = [&](const char* name, bool wanted, std::initializer_list<int64_t> shape) {
    return wanted ? register_parameter(name, ember::empty(shape)) : register_parameter(name, {}, false);
  };
  in_proj_weight = parameter("in_proj_weight", _qkv_same_embed_dim, {3 * embed, embed});
  q_proj_weight = parameter("q_proj_weight", !_qkv_same_embed_dim, {embed, embed});
  k_proj_weight = parameter("k_proj_weight", !_qkv_same_embed_dim, {embed, options.kdim()});
  v_proj_weight = parameter("v_proj_weight", !_qkv_same_embed_dim, {embed, options.vdim()});
  in_proj_bias = parameter("in_proj_bias", options.bias(), {3 * embed});
  out_proj = register_module("out_proj", Linear(LinearOptions(embed, embed).bias(options.bias())));
  bias_k = parameter("bias_k", options.add_bias_kv(), {1, 1, embed});
  bias_v = parameter("bias_v", options.add_bias_kv(), {1, 1, embed});
  _reset_parameters();
}

void MultiheadAttentionImpl::_reset_parameters() {
  for (const Tensor& weight : {in_proj_weight, q_proj_weight, k_proj_weight, v_proj_weight}) {
    if (weight.defined()) init::xavier_uniform_(weight);
  }
  if (options.bias()) {
    init::zeros_(in_proj_bias);
    init::zeros_(out_proj->bias);
  }
  if (options.add_bias_kv()) {
    init::xavier_normal_(bias_k);
    init::xavier_normal_(bias_v);
  }
}

std::tuple<Tensor, Tensor> MultiheadAttentionImpl::forward(const Tensor& query, const Tensor& key,
                                                           const Tensor& value,
                                                           const Tensor& key_padding_mask, bool need_weights,
                                                           const Tensor& attn_mask,
                                                           bool average_attn_weights) {
  return functional::multi_head_attention_forward(
      query, key, value,
      functional::MultiheadAttentionForwardFuncOptions(
          options.embed_dim(), options.num_heads(), in_proj_weight, in_proj_bias, bias_k, bias_v,
          options.add_zero_attn(), options.dropout(), out_proj->weight, out_proj->bias)
          .training(is_training())
          .key_padding_mask(key_padding_mask)
          .need_weights(need_weights)
          .attn_mask(attn_mask)
          .use_separate_proj_weight(!_qkv_same_embed_dim)
          .q_proj_weight(q_proj_weight)
          .k_proj_weight(k_proj_weight)
          .v_proj_weight(v_proj_weight)
          .average_attn_weights(average_attn_weights));
}

}  // namespace ember::nn
