#include <ember/autograd/create.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/init.hpp>
#include <ember/nn/linear.hpp>

namespace ember::nn {

LinearImpl::LinearImpl(int64_t in_features, int64_t out_features)
    : LinearImpl(LinearOptions(in_features, out_features)) {}

LinearImpl::LinearImpl(const LinearOptions& options_) : options(options_) { LinearImpl::reset(); }

void LinearImpl::reset() {
  const int64_t in = options.in_features(), out = options.out_features();
  require<ValueError>(in >= 0 && out >= 0, "Linear: negative size: in ", in, ", out ", out);
  weight = register_parameter("weight", empty({out, in}));
  bias = options.bias() ? register_parameter("bias", empty({out})) : register_parameter("bias", {}, false);
  reset_parameters();
}

void LinearImpl::reset_parameters() { init::reset_weight_and_bias(weight, bias); }

void LinearImpl::pretty_print(std::ostream& stream) const {
  print_own(stream, joined_text("Linear(in_features=", options.in_features(),
                                ", out_features=", options.out_features(), ", bias=", options.bias(), ")"));
}

Tensor LinearImpl::forward(const Tensor& input) { return linear(input, weight, bias); }

void IdentityImpl::pretty_print(std::ostream& stream) const { print_own(stream, "Identity()"); }

FlattenImpl::FlattenImpl(const FlattenOptions& options_) : options(options_) {}

void FlattenImpl::pretty_print(std::ostream& stream) const {
  print_own(stream,
            joined_text("Flatten(start_dim=", options.start_dim(), ", end_dim=", options.end_dim(), ")"));
}
Tensor FlattenImpl::forward(const Tensor& input) {
  return flatten(input, options.start_dim(), options.end_dim());
}

UnflattenOptions::UnflattenOptions(int64_t dim, std::vector<int64_t> sizes)
    : dim_(dim), sizes_(std::move(sizes)) {}
UnflattenOptions::UnflattenOptions(const char* dimname, Names namedshape)
    : dimname_(dimname), namedshape_(std::move(namedshape)) {}

UnflattenImpl::UnflattenImpl(int64_t dim, std::vector<int64_t> sizes) : options(dim, std::move(sizes)) {}
UnflattenImpl::UnflattenImpl(UnflattenOptions options_) : options(std::move(options_)) {}

void UnflattenImpl::pretty_print(std::ostream& stream) const {
  std::string sizes;
  for (const auto& [name, size] : options.namedshape())
    sizes += joined_text(sizes.empty() ? "" : ", ", "{\"", name, "\", ", size, "}");
  if (!options.dimname().empty())
    return print_own(
        stream, joined_text("Unflatten(dim=\"", options.dimname(), "\", unflattened_size={", sizes, "})"));
  for (int64_t size : options.sizes()) sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
  print_own(stream, joined_text("Unflatten(dim=", options.dim(), ", unflattened_size={", sizes, "})"));
}
Tensor UnflattenImpl::forward(const Tensor& input) {
  require<StateError>(options.dimname().empty(), "Unflatten: tensors have no names: ", options.dimname());
  return unflatten(input, options.dim(), options.sizes());
}

}  // namespace ember::nn
