#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/nn/init.hpp>
#include <ember/nn/normalization.hpp>

namespace ember::nn {
namespace {

/// Registers weight (ones) and bias (zeros), or nothing under their names.
void register_affine(Module& module, Tensor& weight, Tensor& bias, bool affine, IntArrayRef shape) {
  weight = affine ? module.register_parameter("weight", ones(shape))
                  : module.register_parameter("weight", {}, false);
  bias =
      affine ? module.register_parameter("bias", zeros(shape)) : module.register_parameter("bias", {}, false);
}

}  // namespace

LayerNormImpl::LayerNormImpl(std::vector<int64_t> normalized_shape)
    : LayerNormImpl(LayerNormOptions(std::move(normalized_shape))) {}
LayerNormImpl::LayerNormImpl(LayerNormOptions options_) : options(std::move(options_)) {
  LayerNormImpl::reset();
}
void LayerNormImpl::reset() {
  register_affine(*this, weight, bias, options.elementwise_affine(), options.normalized_shape());
}
void LayerNormImpl::pretty_print(std::ostream& stream) const {
  print_own(stream, joined_text("LayerNorm(", IntArrayRef(options.normalized_shape()), ", eps=",
                                options.eps(), ", elementwise_affine=", options.elementwise_affine(), ")"));
}
Tensor LayerNormImpl::forward(const Tensor& input) {
  return functional::layer_norm(input, functional::LayerNormFuncOptions(options.normalized_shape())
                                           .weight(weight)
                                           .bias(bias)
                                           .eps(options.eps()));
}

GroupNormImpl::GroupNormImpl(int64_t num_groups, int64_t num_channels)
    : GroupNormImpl(GroupNormOptions(num_groups, num_channels)) {}
GroupNormImpl::GroupNormImpl(const GroupNormOptions& options_) : options(options_) { GroupNormImpl::reset(); }
void GroupNormImpl::reset() {
  register_affine(*this, weight, bias, options.affine(), {options.num_channels()});
}
void GroupNormImpl::pretty_print(std::ostream& stream) const {
  print_own(stream, joined_text("GroupNorm(", options.num_groups(), ", ", options.num_channels(),
                                ", eps=", options.eps(), ", affine=", options.affine(), ")"));
}
Tensor GroupNormImpl::forward(const Tensor& input) {
  return functional::group_norm(
      input,
      functional::GroupNormFuncOptions(options.num_groups()).weight(weight).bias(bias).eps(options.eps()));
}

template <size_t D> BatchNormImpl<D>::BatchNormImpl(const BatchNormOptions& options_) : options(options_) {
  BatchNormImpl::reset();
}
template <size_t D> void BatchNormImpl<D>::reset() {
  const int64_t n = options.num_features();
  register_affine(*this, weight, bias, options.affine(), {n});
  const bool track = options.track_running_stats();
  running_mean = this->register_buffer("running_mean", track ? zeros({n}) : Tensor());
  running_var = this->register_buffer("running_var", track ? ones({n}) : Tensor());
  num_batches_tracked = this->register_buffer("num_batches_tracked", track ? zeros({}, kLong) : Tensor());
}
template <size_t D> void BatchNormImpl<D>::pretty_print(std::ostream& stream) const {
  const std::string momentum = options.momentum() ? text_of(*options.momentum()) : "None";
  print_own(stream, joined_text("BatchNorm", static_cast<int64_t>(D), "d(", options.num_features(), ", eps=",
                                options.eps(), ", momentum=", momentum, ", affine=", options.affine(),
                                ", track_running_stats=", options.track_running_stats(), ")"));
}
template <size_t D> Tensor BatchNormImpl<D>::forward(const Tensor& input) {
  require<ShapeError>(D == 2 ? input.dim() == 4 : input.dim() == 2 || input.dim() == 3, "BatchNorm",
                      static_cast<int64_t>(D), "d: wrong number of dimensions: ", input.sizes());
  require<ShapeError>(input.size(1) == options.num_features(), "BatchNorm", static_cast<int64_t>(D),
                      "d: needs ", options.num_features(), " features in dimension 1: ", input.sizes());
  const bool training = this->is_training() || !running_mean.defined();
  double momentum = options.momentum().value_or(0);
  if (this->is_training() && num_batches_tracked.defined()) {
    num_batches_tracked.add_(1);
    if (!options.momentum()) momentum = 1 / static_cast<double>(num_batches_tracked.template item<int64_t>());
  }
  const auto chosen =
      functional::BatchNormFuncOptions().weight(weight).bias(bias).training(training).momentum(momentum).eps(
          options.eps());
  return functional::batch_norm(input, running_mean, running_var, chosen);
}
template class BatchNormImpl<1>;
template class BatchNormImpl<2>;

void CosineSimilarityImpl::pretty_print(std::ostream& stream) const {
  print_own(stream, joined_text("CosineSimilarity(dim=", options.dim(), ", eps=", options.eps(), ")"));
}

CosineSimilarityImpl::CosineSimilarityImpl(const CosineSimilarityOptions& options_) : options(options_) {}

EmbeddingImpl::EmbeddingImpl(int64_t num_embeddings, int64_t embedding_dim)
    : EmbeddingImpl(EmbeddingOptions(num_embeddings, embedding_dim)) {}
EmbeddingImpl::EmbeddingImpl(const EmbeddingOptions& options_) : options(options_) { EmbeddingImpl::reset(); }
void EmbeddingImpl::reset() {
  const int64_t n = options.num_embeddings();
  if (auto& padding = options.padding_idx()) {
    require<IndexError>(*padding >= -n && *padding < n, "Embedding: padding_idx ", *padding, " is no row of ",
                        n);
    if (*padding < 0) *padding += n;
  }
  weight = register_parameter("weight", empty({n, options.embedding_dim()}));
  reset_parameters();
}
void EmbeddingImpl::reset_parameters() {
  init::normal_(weight);
  const NoGradGuard guard;
  if (options.padding_idx()) weight[*options.padding_idx()].zero_();
}
void EmbeddingImpl::pretty_print(std::ostream& stream) const {
  std::string text = joined_text("Embedding(num_embeddings=", options.num_embeddings(),
                                 ", embedding_dim=", options.embedding_dim());
  if (options.padding_idx()) text += joined_text(", padding_idx=", *options.padding_idx());
  if (options.max_norm()) text += joined_text(", max_norm=", *options.max_norm());
  if (options.norm_type() != 2) text += joined_text(", norm_type=", options.norm_type());
  if (options.scale_grad_by_freq()) text += ", scale_grad_by_freq=true";
  if (options.sparse()) text += ", sparse=true";
  print_own(stream, text + ")");
}
Tensor EmbeddingImpl::forward(const Tensor& input) {
  require<ValueError>(!options.scale_grad_by_freq() && !options.sparse(),
                      "Embedding: scale_grad_by_freq and sparse gradients are left out");
  return functional::embedding(input, weight,
                               functional::EmbeddingFuncOptions()
                                   .padding_idx(options.padding_idx())
                                   .max_norm(options.max_norm())
                                   .norm_type(options.norm_type()));
}

Embedding Embedding::from_pretrained(const Tensor& embeddings,
                                     const EmbeddingFromPretrainedOptions& options) {
  require<ShapeError>(embeddings.dim() == 2, "Embedding: needs rows [n, dim]: ", embeddings.sizes());
  Embedding made(EmbeddingOptions(embeddings.size(0), embeddings.size(1))
                     .padding_idx(options.padding_idx())
                     .max_norm(options.max_norm())
                     .norm_type(options.norm_type()));
  made->weight.set_data(embeddings.detach());
  made->weight.set_requires_grad(!options.freeze());
  return made;
}

}  // namespace ember::nn
