// torch::nn's MaxUnpool and EmbeddingBag: layers that code for torch:: has, made of Ember's ops
// (https://pytorch.org/docs/1.13/nn.html).
#pragma once

#include <ember/compat/absent.hpp>
#include <ember/compat/enums.hpp>

namespace ember::compat {

/// Sizes of the windows whose maxima come back, as the pooling before had them; output_size of the image, or
/// what follows from the windows.
template <size_t D> struct MaxUnpoolOptions {
  MaxUnpoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  EMBER_ARG(ExpandingArray<D>, kernel_size);
  EMBER_ARG(ExpandingArray<D>, stride);
  EMBER_ARG(ExpandingArray<D>, padding) = 0;
  EMBER_ARG(std::optional<std::vector<int64_t>>, output_size);
};

/// Zeros with every element of `input` at its place in `indices`, which counts within the channel. Throws
/// ShapeError for shapes that differ, ValueError for an output_size that no such pooling would have had.
template <size_t D>
Tensor max_unpool(const Tensor& input, const Tensor& indices, const MaxUnpoolOptions<D>& options) {
  constexpr auto rank = static_cast<int64_t>(D);
  require<ShapeError>(
      input.sizes() == indices.sizes() && (input.dim() == rank + 1 || input.dim() == rank + 2),
      "max_unpool: needs ", rank + 1, " or ", rank + 2, " dimensions and as many indices: ", input.sizes(),
      " and ", indices.sizes());
  Dims shape(input.sizes()), flat(input.sizes().slice(0, input.sizes().size() - D));
  int64_t pixels = 1;
  for (size_t d = 0; d < D; ++d) {
    const size_t at = shape.size() - D + d;
    const int64_t stride = options.stride()[d],
                  size = (shape[at] - 1) * stride - 2 * options.padding()[d] + options.kernel_size()[d];
    shape[at] = size;
    if (const auto& asked = options.output_size()) {
      require<ValueError>(asked->size() >= D, "max_unpool: output_size needs ", D, " numbers");
      shape[at] = (*asked)[asked->size() - D + d];
      require<ValueError>(std::abs(shape[at] - size) < stride, "max_unpool: output_size ", shape[at],
                          " is not near ", size);
    }
    pixels *= shape[at];
  }
  flat.push_back(pixels);
  return reshape(scatter(zeros(flat, input.dtype()), -1, flatten(indices, -rank), flatten(input, -rank)),
                 shape);
}

template <size_t D> class MaxUnpoolImpl : public nn::Cloneable<MaxUnpoolImpl<D>> {
 public:
  MaxUnpoolImpl(ExpandingArray<D> kernel_size) : MaxUnpoolImpl(MaxUnpoolOptions<D>(kernel_size)) {}
  explicit MaxUnpoolImpl(MaxUnpoolOptions<D> options_) : options(std::move(options_)) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override {
    ember::nn::print_own(stream,
                         joined_text("MaxUnpool", D, "d(kernel_size=", options.kernel_size(),
                                     ", stride=", options.stride(), ", padding=", options.padding(), ")"));
  }
  using ForwardHasDefaults = void;
  Tensor forward(const Tensor& input, const Tensor& indices,
                 const std::optional<std::vector<int64_t>>& output_size = std::nullopt) {
    return max_unpool(input, indices, MaxUnpoolOptions<D>(options).output_size(output_size));
  }
  MaxUnpoolOptions<D> options;
};

struct EmbeddingBagOptions {
  EmbeddingBagOptions(int64_t num_embeddings, int64_t embedding_dim)
      : num_embeddings_(num_embeddings), embedding_dim_(embedding_dim) {}
  using Mode = std::variant<torch::enumtype::kSum, torch::enumtype::kMean, torch::enumtype::kMax>;
  EMBER_ARG(int64_t, num_embeddings);
  EMBER_ARG(int64_t, embedding_dim);
  EMBER_ARG(std::optional<double>, max_norm);
  EMBER_ARG(double, norm_type) = 2;
  EMBER_ARG(bool, scale_grad_by_freq) = false;
  EMBER_ARG(Mode, mode) = torch::kMean;
  EMBER_ARG(bool, sparse) = false;
  EMBER_ARG(Tensor, _weight);
  EMBER_ARG(bool, include_last_offset) = false;
  EMBER_ARG(std::optional<int64_t>, padding_idx);
};

/// Sums, means or maxima of bags of rows of `weight`. max_norm, scale_grad_by_freq, sparse gradients and
/// padding_idx are printed; a call with one of them throws StateError.
class EmbeddingBagImpl : public nn::Cloneable<EmbeddingBagImpl> {
 public:
  EmbeddingBagImpl(int64_t num_embeddings, int64_t embedding_dim)
      : EmbeddingBagImpl(EmbeddingBagOptions(num_embeddings, embedding_dim)) {}
  explicit EmbeddingBagImpl(EmbeddingBagOptions options_) : options(std::move(options_)) {
    EmbeddingBagImpl::reset();
  }
  void reset() override {
    weight = register_parameter("weight", options._weight().defined()
                                              ? options._weight()
                                              : randn({options.num_embeddings(), options.embedding_dim()}));
  }
  void reset_parameters() { weight.detach().normal_(); }
  void pretty_print(std::ostream& stream) const override {
    std::string text = joined("EmbeddingBag(num_embeddings=", options.num_embeddings(),
                              ", embedding_dim=", options.embedding_dim());
    if (options.max_norm()) text += joined(", max_norm=", *options.max_norm());
    if (options.norm_type() != 2) text += joined(", norm_type=", options.norm_type());
    if (options.scale_grad_by_freq()) text += ", scale_grad_by_freq=true";
    if (options.sparse()) text += ", sparse=true";
    if (options.mode().index() != 1) text += ", mode=" + torch::enumtype::get_enum_name(options.mode());
    if (options.include_last_offset()) text += ", include_last_offset=true";
    if (options.padding_idx()) text += joined(", padding_idx=", *options.padding_idx());
    ember::nn::print_own(stream, text + ")");
  }
  using ForwardHasDefaults = void;
  /// Rows of bags [batch, n]; or a list of indices and where each bag begins in it. per_sample_weights
  /// multiply the rows of a sum.
  Tensor forward(const Tensor& input, const Tensor& offsets = {}, const Tensor& per_sample_weights = {}) {
    if (options.max_norm() || options.scale_grad_by_freq() || options.sparse() || options.padding_idx())
      absent::refuse("EmbeddingBag with max_norm, scale_grad_by_freq, sparse gradients or padding_idx");
    require<ShapeError>(input.dim() == 2 || (input.dim() == 1 && offsets.defined()),
                        "EmbeddingBag: needs [batch, n], or a list and offsets: ", input.sizes());
    require<ValueError>(!per_sample_weights.defined() || options.mode().index() == 0,
                        "EmbeddingBag: per_sample_weights go with sums");
    Tensor rows = index_select(weight, 0, flatten(input));
    if (per_sample_weights.defined()) rows = rows * reshape(per_sample_weights, {-1, 1});
    if (input.dim() == 2) return bag(unflatten(rows, 0, {input.size(0), input.size(1)}), 1);
    std::vector<Tensor> bags;
    const int64_t count = offsets.numel() - (options.include_last_offset() ? 1 : 0);
    for (int64_t i = 0; i < count; ++i) {
      const int64_t begin = offsets[i].item<int64_t>(),
                    end = i + 1 < offsets.numel() ? offsets[i + 1].item<int64_t>() : input.numel();
      bags.push_back(begin == end ? zeros({options.embedding_dim()}, rows.dtype())
                                  : bag(narrow(rows, 0, begin, end - begin), 0));
    }
    return stack(bags);
  }

  EmbeddingBagOptions options;
  Tensor weight;

 private:
  Tensor bag(const Tensor& rows, int64_t dim) const {
    switch (options.mode().index()) {
      case 0: return sum(rows, {dim});
      case 1: return mean(rows, {dim});
      default: return std::get<0>(max(rows, dim));
    }
  }
};

}  // namespace ember::compat

namespace torch::nn {
using ember::compat::EmbeddingBagImpl, ember::compat::EmbeddingBagOptions;
struct EmbeddingBag : ember::nn::ModuleHolder<EmbeddingBagImpl> {
  using ModuleHolder::ModuleHolder;
  /// A table that does not learn unless `freeze` is turned off.
  static EmbeddingBag from_pretrained(const Tensor& weight, bool freeze = true) {
    EmbeddingBag made(EmbeddingBagOptions(weight.size(0), weight.size(1))._weight(weight));
    made->weight.set_requires_grad(!freeze);
    return made;
  }
};
using MaxUnpool1dOptions = ember::compat::MaxUnpoolOptions<1>;
using MaxUnpool2dOptions = ember::compat::MaxUnpoolOptions<2>;
using MaxUnpool3dOptions = ember::compat::MaxUnpoolOptions<3>;
using MaxUnpool1dImpl = ember::compat::MaxUnpoolImpl<1>;
using MaxUnpool2dImpl = ember::compat::MaxUnpoolImpl<2>;
using MaxUnpool3dImpl = ember::compat::MaxUnpoolImpl<3>;
using MaxUnpool1d = ember::nn::ModuleHolder<MaxUnpool1dImpl>;
using MaxUnpool2d = ember::nn::ModuleHolder<MaxUnpool2dImpl>;
using MaxUnpool3d = ember::nn::ModuleHolder<MaxUnpool3dImpl>;

namespace functional {
using MaxUnpool1dFuncOptions = ember::compat::MaxUnpoolOptions<1>;
using MaxUnpool2dFuncOptions = ember::compat::MaxUnpoolOptions<2>;
using MaxUnpool3dFuncOptions = ember::compat::MaxUnpoolOptions<3>;
inline Tensor max_unpool1d(const Tensor& input, const Tensor& indices,
                           const MaxUnpool1dFuncOptions& options) {
  return ember::compat::max_unpool(input, indices, options);
}
inline Tensor max_unpool2d(const Tensor& input, const Tensor& indices,
                           const MaxUnpool2dFuncOptions& options) {
  return ember::compat::max_unpool(input, indices, options);
}
inline Tensor max_unpool3d(const Tensor& input, const Tensor& indices,
                           const MaxUnpool3dFuncOptions& options) {
  return ember::compat::max_unpool(input, indices, options);
}
}  // namespace functional
}  // namespace torch::nn
