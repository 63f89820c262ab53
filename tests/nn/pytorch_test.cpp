// Functions and layers against PyTorch in float64: values, gradients and second gradients of
// tests/oracle/nn/cases.py.
#include <gtest/gtest.h>

#include <limits>

#include <cmath>
#include <ember/autograd/backward.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/conv.hpp>
#include <ember/nn/functional/activation.hpp>
#include <ember/nn/functional/attention.hpp>
#include <ember/nn/functional/conv.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/nn/functional/normalization.hpp>
#include <ember/nn/functional/policy.hpp>
#include <ember/nn/normalization.hpp>
#include <ember/nn/pooling.hpp>
#include <ember/nn/rnn.hpp>
#include <functional>

#include "../ops/cases.hpp"

namespace ember::oracle {
namespace {

namespace F = nn::functional;
using Inputs = std::vector<Tensor>;
using Function = std::function<Tensor(const Inputs&)>;

Tensor numbers(const TensorLiteral& values) { return tensor(values, kDouble); }

nn::Reduction reduction_of(const std::string& name) {
  return name.ends_with("_none") ? kNone : name.ends_with("_sum") ? kSum : kMean;
}

/// The losses, recorded once per reduction.
const std::map<std::string, std::function<Tensor(const Inputs&, nn::Reduction, const Tensor& q)>>& losses() {
  static const Tensor weight = numbers({0.5, 1.0, 2.0});
  static const std::map<std::string, std::function<Tensor(const Inputs&, nn::Reduction, const Tensor&)>> all{
      {"mse_loss",
       [](const Inputs& x, nn::Reduction r, const Tensor&) { return F::mse_loss(x[0], x[1], r); }},
      {"l1_loss", [](const Inputs& x, nn::Reduction r, const Tensor&) { return F::l1_loss(x[0], x[1], r); }},
      {"smooth_l1_loss",
       [](const Inputs& x, nn::Reduction r, const Tensor&) {
         return F::smooth_l1_loss(x[0], x[1], F::SmoothL1LossFuncOptions(r).beta(0.5));
       }},
      {"huber_loss",
       [](const Inputs& x, nn::Reduction r, const Tensor&) {
         return F::huber_loss(x[0], x[1], F::HuberLossFuncOptions(r).delta(0.5));
       }},
      {"bce",
       [](const Inputs& x, nn::Reduction r, const Tensor& q) {
         return F::binary_cross_entropy(x[0], q, F::BinaryCrossEntropyFuncOptions(r).weight(weight));
       }},
      {"bce_logits",
       [](const Inputs& x, nn::Reduction r, const Tensor& q) {
         return F::binary_cross_entropy_with_logits(
             x[0], q, F::BinaryCrossEntropyWithLogitsFuncOptions(r).weight(weight).pos_weight(weight));
       }},
      {"kl_div", [](const Inputs& x, nn::Reduction r, const Tensor& q) { return F::kl_div(x[0], q, r); }},
      {"poisson",
       [](const Inputs& x, nn::Reduction r, const Tensor& q) {
         return F::poisson_nll_loss(x[0], q * 4, F::PoissonNLLLossFuncOptions(r).full(true));
       }},
      {"gaussian",
       [](const Inputs& x, nn::Reduction r, const Tensor& q) {
         return F::gaussian_nll_loss(x[0], q, x[1], F::GaussianNLLLossFuncOptions(r).full(true));
       }},
      {"cross_entropy",
       [](const Inputs& x, nn::Reduction r, const Tensor&) {
         return F::cross_entropy(x[0], tensor({0, 2, -100, 1}),
                                 F::CrossEntropyFuncOptions(r).weight(weight).label_smoothing(0.1));
       }},
      {"cross_entropy_rows",
       [](const Inputs& x, nn::Reduction r, const Tensor&) {
         return F::cross_entropy(x[0], tensor({0, 3, 0, 1, 1}), r);
       }},
      {"cross_entropy_weighted",
       [](const Inputs& x, nn::Reduction r, const Tensor&) {
         return F::cross_entropy(x[0], tensor({0, 3, -100, 1, 1}),
                                 F::CrossEntropyFuncOptions(r).weight(numbers({0.5, 1.0, 2.0, 1.5})));
       }},
      {"cross_entropy_probabilities",
       [](const Inputs& x, nn::Reduction r, const Tensor& q) {
         return F::cross_entropy(x[0], q, F::CrossEntropyFuncOptions(r).weight(weight).label_smoothing(0.2));
       }},
      {"nll_images",
       [](const Inputs& x, nn::Reduction r, const Tensor&) {
         return F::nll_loss(x[0], tensor({{{0, 2}, {1, -100}}, {{1, 1}, {2, 0}}}),
                            F::NLLLossFuncOptions(r).weight(weight));
       }},
  };
  return all;
}

/// A layer whose parameters can be replaced by the inputs of a case, so that gradients reach those.
template <class Layer> struct Open : Layer {
  using Layer::Layer;
  void take(const Inputs& inputs, size_t first) {
    for (auto& item : this->parameters_) item.value() = inputs[first++];
  }
};

Tensor joined(const Tensor& y, const Tensor& h) { return cat({reshape(y, {-1}), reshape(h, {-1})}); }

const std::map<std::string, Function>& functions() {
  static const std::map<std::string, Function> all{
      {"relu6", [](const Inputs& x) { return F::relu6(x[0] * 4); }},
      {"leaky_relu", [](const Inputs& x) { return F::leaky_relu(x[0]); }},
      {"elu", [](const Inputs& x) { return F::elu(x[0], F::ELUFuncOptions().alpha(0.7)); }},
      {"selu", [](const Inputs& x) { return F::selu(x[0]); }},
      {"celu", [](const Inputs& x) { return F::celu(x[0], F::CELUFuncOptions().alpha(0.5)); }},
      {"gelu", [](const Inputs& x) { return F::gelu(x[0]); }},
      {"gelu_tanh", [](const Inputs& x) { return F::gelu(x[0], F::GELUFuncOptions().approximate("tanh")); }},
      {"glu", [](const Inputs& x) { return F::glu(x[0], 1); }},
      {"silu", [](const Inputs& x) { return F::silu(x[0]); }},
      {"mish", [](const Inputs& x) { return F::mish(x[0]); }},
      {"hardtanh",
       [](const Inputs& x) {
         return F::hardtanh(x[0], F::HardtanhFuncOptions().min_val(-0.5).max_val(0.8));
       }},
      {"softplus",
       [](const Inputs& x) { return F::softplus(x[0], F::SoftplusFuncOptions().beta(2).threshold(3)); }},
      {"logsigmoid", [](const Inputs& x) { return F::logsigmoid(x[0]); }},
      {"softsign", [](const Inputs& x) { return F::softsign(x[0]); }},
      {"tanhshrink", [](const Inputs& x) { return F::tanhshrink(x[0]); }},
      {"hardshrink", [](const Inputs& x) { return F::hardshrink(x[0], 0.6); }},
      {"softshrink", [](const Inputs& x) { return F::softshrink(x[0], 0.6); }},
      {"threshold", [](const Inputs& x) { return F::threshold(x[0], 0.1, 20); }},
      {"softmin", [](const Inputs& x) { return F::softmin(x[0], 0); }},
      {"log_softmax", [](const Inputs& x) { return F::log_softmax(x[0], 1); }},
      {"normalize", [](const Inputs& x) { return F::normalize(x[0]); }},
      {"prelu", [](const Inputs& x) { return F::prelu(x[0], x[1]); }},
      {"cosine_similarity", [](const Inputs& x) { return F::cosine_similarity(x[0], x[1]); }},
      {"poisson_plain", {}},
      {"kl_div_batchmean", {}},
      {"cross_entropy_extremes",
       [](const Inputs& x) {
         return F::cross_entropy(x[0], tensor({0, 0, 1, 2, 0, 1}), kNone);
       }},
      {"cross_entropy_all_ignored",
       [](const Inputs& x) {
         return F::cross_entropy(x[0], tensor({-100, -100}));
       }},
      {"gaussian_log_prob",
       [](const Inputs& x) { return F::gaussian_log_prob_and_entropy(x[0], x[1], x[2]).first; }},
      {"gaussian_entropy",
       [](const Inputs& x) { return F::gaussian_log_prob_and_entropy(x[0], x[1], x[2]).second; }},
      {"layer_norm",
       [](const Inputs& x) {
         return F::layer_norm(x[0], F::LayerNormFuncOptions({3, 4}).weight(x[1]).bias(x[2]));
       }},
      {"group_norm",
       [](const Inputs& x) {
         return F::group_norm(x[0], F::GroupNormFuncOptions(2).weight(x[1]).bias(x[2]));
       }},
      {"batch_norm_training",
       [](const Inputs& x) {
         return F::batch_norm(x[0], {}, {}, F::BatchNormFuncOptions().weight(x[1]).bias(x[2]).training(true));
       }},
      {"batch_norm_eval",
       [](const Inputs& x) {
         return F::batch_norm(x[0], numbers({0.1, 0.2, 0.3}), numbers({1.0, 2.0, 3.0}),
                              F::BatchNormFuncOptions().weight(x[1]).bias(x[2]));
       }},
      {"batch_norm_running",
       [](const Inputs&) {
         nn::BatchNorm1d norm(3);
         norm->to(kDouble);
         for (int i = 0; i < 3; ++i) norm(arange(15, kDouble).reshape({5, 3}).sin());
         EXPECT_EQ(norm->num_batches_tracked.item<int64_t>(), 3);
         return stack({norm->running_mean, norm->running_var});
       }},
      {"embedding",
       [](const Inputs& x) {
         return F::embedding(tensor({{1, 0, 3}, {3, 1, 2}}), x[0], F::EmbeddingFuncOptions().padding_idx(1));
       }},
      {"conv2d",
       [](const Inputs& x) {
         return F::conv2d(x[0], x[1],
                          F::Conv2dFuncOptions().bias(x[2]).stride({2, 1}).padding({1, 2}).dilation({1, 2}));
       }},
      {"conv2d_groups",
       [](const Inputs& x) { return F::conv2d(x[0], x[1], F::Conv2dFuncOptions().groups(2)); }},
      {"conv2d_same",
       [](const Inputs& x) { return F::conv2d(x[0], x[1], F::Conv2dFuncOptions().padding(kSame)); }},
      {"conv2d_single", [](const Inputs& x) { return F::conv2d(x[0], x[1]); }},
      {"conv1d",
       [](const Inputs& x) {
         return F::conv1d(x[0], x[1], F::Conv1dFuncOptions().bias(x[2]).stride(2).padding(2));
       }},
      {"conv_transpose2d",
       [](const Inputs& x) {
         return F::conv_transpose2d(x[0], x[1],
                                    F::ConvTranspose2dFuncOptions()
                                        .bias(x[2])
                                        .stride({2, 3})
                                        .padding({1, 0})
                                        .output_padding({1, 2})
                                        .groups(2));
       }},
      {"conv_transpose1d",
       [](const Inputs& x) {
         return F::conv_transpose1d(x[0], x[1], F::ConvTranspose1dFuncOptions().stride(2).dilation(2));
       }},
      {"conv3d",
       [](const Inputs& x) {
         return F::conv3d(x[0], x[1],
                          F::Conv3dFuncOptions()
                              .bias(x[2])
                              .stride({2, 1, 2})
                              .padding({1, 0, 1})
                              .dilation({1, 2, 1})
                              .groups(2));
       }},
      {"conv3d_same",
       [](const Inputs& x) { return F::conv3d(x[0], x[1], F::Conv3dFuncOptions().padding(kSame)); }},
      {"conv_transpose3d",
       [](const Inputs& x) {
         return F::conv_transpose3d(x[0], x[1],
                                    F::ConvTranspose3dFuncOptions()
                                        .bias(x[2])
                                        .stride({2, 1, 2})
                                        .padding({1, 0, 1})
                                        .output_padding({1, 0, 0})
                                        .groups(2));
       }},
      {"max_pool2d",
       [](const Inputs& x) {
         return F::max_pool2d(x[0], F::MaxPool2dFuncOptions({3, 2}).stride({2, 1}).padding(1));
       }},
      {"max_pool2d_ceil",
       [](const Inputs& x) {
         return F::max_pool2d(x[0], F::MaxPool2dFuncOptions(3).stride(2).ceil_mode(true));
       }},
      {"max_pool2d_indices",
       [](const Inputs& x) {
         return std::get<1>(
             F::max_pool2d_with_indices(x[0], F::MaxPool2dFuncOptions({3, 2}).stride({2, 1}).padding(1)));
       }},
      {"max_pool1d",
       [](const Inputs& x) { return F::max_pool1d(x[0], F::MaxPool1dFuncOptions(3).dilation(2)); }},
      {"avg_pool2d",
       [](const Inputs& x) {
         return F::avg_pool2d(x[0], F::AvgPool2dFuncOptions({3, 2}).stride({2, 1}).padding(1));
       }},
      {"avg_pool2d_ceil",
       [](const Inputs& x) {
         return F::avg_pool2d(x[0], F::AvgPool2dFuncOptions(3).stride(2).padding(1).ceil_mode(true));
       }},
      {"avg_pool2d_inside",
       [](const Inputs& x) {
         return F::avg_pool2d(x[0], F::AvgPool2dFuncOptions(3).stride(2).padding(1).count_include_pad(false));
       }},
      {"avg_pool2d_divisor",
       [](const Inputs& x) { return F::avg_pool2d(x[0], F::AvgPool2dFuncOptions(3).divisor_override(2)); }},
      {"avg_pool1d", [](const Inputs& x) { return F::avg_pool1d(x[0], F::AvgPool1dFuncOptions(3)); }},
      {"adaptive_avg_pool2d",
       [](const Inputs& x) {
         return F::adaptive_avg_pool2d(x[0], F::AdaptiveAvgPool2dFuncOptions({3, 4}));
       }},
      {"adaptive_avg_pool1d",
       [](const Inputs& x) { return F::adaptive_avg_pool1d(x[0], F::AdaptiveAvgPool1dFuncOptions(4)); }},
      {"pad",
       [](const Inputs& x) {
         return F::pad(x[0], F::PadFuncOptions({1, 2, -1, 1}).value(0.5));
       }},
      {"pad_reflect",
       [](const Inputs& x) {
         return F::pad(x[0], F::PadFuncOptions({2, 1, 1, 3}).mode(kReflect));
       }},
      {"pad_replicate",
       [](const Inputs& x) {
         return F::pad(x[0], F::PadFuncOptions({2, 1, 1, 3}).mode(kReplicate));
       }},
      {"pad_circular",
       [](const Inputs& x) {
         return F::pad(x[0], F::PadFuncOptions({2, 1, 1, 3}).mode(kCircular));
       }},
      {"rnn",
       [](const Inputs& x) {
         Open<nn::RNNImpl> layer(nn::RNNOptions(4, 5).num_layers(2).nonlinearity(kReLU));
         layer.take(x, 2);
         const auto [y, h] = layer.forward(x[0], x[1]);
         return joined(y, h);
       }},
      {"gru",
       [](const Inputs& x) {
         Open<nn::GRUImpl> layer(nn::GRUOptions(4, 5).num_layers(2).batch_first(true));
         layer.take(x, 2);
         const auto [y, h] = layer.forward(x[0], x[1]);
         return joined(y, h);
       }},
      {"lstm",
       [](const Inputs& x) {
         Open<nn::LSTMImpl> layer(nn::LSTMOptions(4, 5).num_layers(2));
         layer.take(x, 3);
         const auto [y, last] = layer.forward(x[0], std::tuple(x[1], x[2]));
         return joined(y, stack({std::get<0>(last), std::get<1>(last)}));
       }},
      {"rnn_cell",
       [](const Inputs& x) {
         nn::RNNCellImpl cell(4, 5);
         cell.weight_ih = x[2], cell.weight_hh = x[3], cell.bias_ih = x[4], cell.bias_hh = x[5];
         return cell.forward(x[0], x[1]);
       }},
      {"gru_cell",
       [](const Inputs& x) {
         nn::GRUCellImpl cell(4, 5);
         cell.weight_ih = x[2], cell.weight_hh = x[3], cell.bias_ih = x[4], cell.bias_hh = x[5];
         return cell.forward(x[0], x[1]);
       }},
      {"lstm_both_ways",
       [](const Inputs& x) {
         Open<nn::LSTMImpl> layer(nn::LSTMOptions(4, 5).num_layers(2).bidirectional(true));
         layer.take(x, 3);
         const auto [y, last] = layer.forward(x[0], std::tuple(x[1], x[2]));
         return joined(y, stack({std::get<0>(last), std::get<1>(last)}));
       }},
      {"lstm_projected",
       [](const Inputs& x) {
         Open<nn::LSTMImpl> layer(nn::LSTMOptions(4, 5).num_layers(2).proj_size(2));
         layer.take(x, 3);
         const auto [y, last] = layer.forward(x[0], std::tuple(x[1], x[2]));
         return joined(joined(y, std::get<0>(last)), std::get<1>(last));
       }},
      {"embedding_max_norm",
       [](const Inputs& x) {
         return F::embedding(tensor({{1, 4}, {1, 0}}), x[0].detach().clone(),
                             F::EmbeddingFuncOptions().max_norm(1.5).norm_type(1));
       }},
      {"adaptive_avg_pool2d_rows",
       [](const Inputs& x) {
         return F::adaptive_avg_pool2d(x[0], F::AdaptiveAvgPool2dFuncOptions({std::nullopt, 3}));
       }},
      {"softmax2d", [](const Inputs& x) { return F::softmax2d(x[0]); }},
      {"attention",
       [](const Inputs& x) {
         const double inf = std::numeric_limits<double>::infinity();
         const Tensor hidden = tensor({{false, true, false, false}, {false, false, false, true}}),
                      future = numbers({{0.0, 0.5, -1.0, 0.0}, {0.2, 0.0, 0.0, -inf}, {0.0, 0.0, 0.1, 0.0}});
         const auto [y, weights] = F::multi_head_attention_forward(
             x[0], x[1], x[1],
             F::MultiheadAttentionForwardFuncOptions(6, 2, x[2], x[3], x[4], x[5], true, 0, x[6], x[7])
                 .key_padding_mask(hidden)
                 .attn_mask(future));
         return joined(y, weights);
       }},
      {"attention_separate",
       [](const Inputs& x) {
         const auto [y, weights] = F::multi_head_attention_forward(
             x[0], x[1], x[2],
             F::MultiheadAttentionForwardFuncOptions(6, 3, {}, {}, {}, {}, false, 0, x[6], {})
                 .use_separate_proj_weight(true)
                 .q_proj_weight(x[3])
                 .k_proj_weight(x[4])
                 .v_proj_weight(x[5])
                 .average_attn_weights(false));
         return joined(y, weights);
       }},
  };
  return all;
}

double largest(const Tensor& t) {
  return t.numel() == 0 ? 0 : nan_to_num(t.detach().to(kDouble).abs(), 0, 0).max().item<double>();
}

void expect_close(const Tensor& got, const Tensor& want, double scale, const std::string& what) {
  ASSERT_TRUE(got.defined()) << what;
  ASSERT_EQ(got.sizes().vec(), want.sizes().vec()) << what;
  ASSERT_EQ(got.dtype(), want.dtype()) << what;
  EXPECT_TRUE(allclose(got, want, 0, 1e-12 * std::max(1.0, scale), true)) << what << largest(got - want);
}

Tensor or_zeros(const std::map<size_t, Tensor>& gradients, size_t k, const Tensor& like) {
  const auto found = gradients.find(k);
  return found == gradients.end() ? zeros(like.sizes(), kDouble) : found->second;
}
Tensor or_zeros(const Tensor& gradient, const Tensor& like) {
  return gradient.defined() ? gradient : zeros(like.sizes(), kDouble);
}

void check(const Case& c, const Function& function) {
  Inputs inputs, leaves;
  std::vector<size_t> places;
  for (size_t k = 0; k < c.inputs.size(); ++k) {
    inputs.push_back(c.inputs[k].clone());
    if (c.gradients.empty() || !inputs[k].is_floating_point()) continue;
    inputs[k].requires_grad_();
    leaves.push_back(inputs[k]);
    places.push_back(k);
  }
  const Tensor out = function(inputs);
  expect_close(out, c.out, largest(c.out), c.name);
  if (leaves.empty() || testing::Test::HasFatalFailure()) return;
  double scale = largest(c.out);
  for (const Tensor& input : inputs) scale = std::max(scale, largest(input));
  const auto gradients = autograd::grad({out}, leaves, {fixed(out, 0)}, std::nullopt, true, true);
  // Without a graph of the derivative its raw form runs.
  const auto raw = autograd::grad({function(inputs)}, leaves, {fixed(out, 0)}, std::nullopt, false, true);
  Tensor total;
  for (size_t i = 0; i < leaves.size(); ++i) {
    const Tensor want = or_zeros(c.gradients, places[i], leaves[i]), got = or_zeros(gradients[i], leaves[i]);
    for (const Tensor& gradient : {got, or_zeros(raw[i], leaves[i])})
      expect_close(gradient, want, 10 * std::max(scale, largest(want)),
                   c.name + " gradient " + std::to_string(places[i]));
    if (!gradients[i].defined()) continue;
    const Tensor part = sum(gradients[i] * fixed(got, static_cast<int64_t>(places[i]) + 1));
    total = total.defined() ? total + part : part;
  }
  if (c.op == "embedding") return;  // linear in its weight
  Inputs second(leaves.size());
  if (total.defined() && total.requires_grad())
    second = autograd::grad({total}, leaves, {}, std::nullopt, false, true);
  for (size_t i = 0; i < leaves.size(); ++i) {
    const Tensor want = or_zeros(c.second_gradients, places[i], leaves[i]);
    expect_close(or_zeros(second[i], leaves[i]), want, 100 * std::max(scale, largest(want)),
                 c.name + " second gradient " + std::to_string(places[i]));
  }
}

TEST(PyTorch, GivesTheSameValuesAndGradientsOfEveryFunctionAndLayer) {
  const std::vector<Case> cases = read_cases("nn/cases.safetensors");
  const Tensor q = [&] {
    for (const Case& c : cases) {
      if (c.op == "mse_loss_none") return c.inputs[1];
    }
    return Tensor();
  }();
  size_t checked = 0;
  for (const Case& c : cases) {
    ++checked;
    if (c.op == "poisson_plain") {
      check(c, [&](const Inputs& x) {
        return F::poisson_nll_loss(x[0], q, F::PoissonNLLLossFuncOptions().log_input(false));
      });
    } else if (c.op == "kl_div_batchmean") {
      check(c, [&](const Inputs& x) {
        return F::kl_div(x[0], log(q), F::KLDivFuncOptions(kBatchMean).log_target(true));
      });
    } else if (const auto loss = losses().find(c.op.substr(0, c.op.rfind('_')));
               loss != losses().end() && !functions().contains(c.op)) {
      check(c, [&](const Inputs& x) { return loss->second(x, reduction_of(c.op), q); });
    } else {
      ASSERT_TRUE(functions().contains(c.op)) << c.op;
      check(c, functions().at(c.op));
    }
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(checked, functions().size() + 3 * losses().size());
}

}  // namespace
}  // namespace ember::oracle
