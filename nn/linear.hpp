// Linear layers and changes of shape (https://pytorch.org/docs/stable/nn.html#linear-layers).
#pragma once

#include <ember/autograd/arg.hpp>
#include <ember/nn/cloneable.hpp>
#include <ember/nn/module_holder.hpp>

namespace ember::nn {

struct LinearOptions {
  LinearOptions(int64_t in_features, int64_t out_features)
      : in_features_(in_features), out_features_(out_features) {}
  EMBER_ARG(int64_t, in_features);
  EMBER_ARG(int64_t, out_features);
  EMBER_ARG(bool, bias) = true;
};

/// y = x weight^T + bias: [..., in] -> [..., out]. Starts uniform in (-1, 1) / sqrt(in).
class LinearImpl : public Cloneable<LinearImpl> {
 public:
  /// Throws ValueError for negative sizes.
  LinearImpl(int64_t in_features, int64_t out_features);
  explicit LinearImpl(const LinearOptions& options_);
  void reset() override;
  /// Draws new values: the weight, then the bias.
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LinearOptions options;
  Tensor weight;  ///< [out, in]
  Tensor bias;    ///< [out], or undefined
};
using Linear = ModuleHolder<LinearImpl>;

/// The input unchanged; the constructor takes anything.
class IdentityImpl : public Cloneable<IdentityImpl> {
 public:
  template <class... Ignored> explicit IdentityImpl(Ignored&&...) {}
  IdentityImpl(const IdentityImpl&) = default;
  IdentityImpl(IdentityImpl&) = default;
  IdentityImpl& operator=(const IdentityImpl&) = default;
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input) { return input; }
};
using Identity = ModuleHolder<IdentityImpl>;

struct FlattenOptions {
  EMBER_ARG(int64_t, start_dim) = 1;
  EMBER_ARG(int64_t, end_dim) = -1;
};

/// Dimensions start_dim to end_dim made one: [batch, ...] -> [batch, rest]
class FlattenImpl : public Cloneable<FlattenImpl> {
 public:
  explicit FlattenImpl(const FlattenOptions& options_ = {});
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  FlattenOptions options;
};
using Flatten = ModuleHolder<FlattenImpl>;

struct UnflattenOptions {
  using Names = std::vector<std::pair<std::string, int64_t>>;
  UnflattenOptions(int64_t dim, std::vector<int64_t> sizes);
  /// By name, for printing alone: tensors have no names, and forward() throws StateError.
  UnflattenOptions(const char* dimname, Names namedshape);
  EMBER_ARG(int64_t, dim) = 0;
  EMBER_ARG(std::vector<int64_t>, sizes);
  EMBER_ARG(std::string, dimname);
  EMBER_ARG(Names, namedshape);
};

/// One dimension made several.
class UnflattenImpl : public Cloneable<UnflattenImpl> {
 public:
  UnflattenImpl(int64_t dim, std::vector<int64_t> sizes);
  explicit UnflattenImpl(UnflattenOptions options_);
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  UnflattenOptions options;
};
using Unflatten = ModuleHolder<UnflattenImpl>;

}  // namespace ember::nn
