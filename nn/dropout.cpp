#include <ember/autograd/create.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/nn/dropout.hpp>

namespace ember::nn {
namespace functional {

namespace {

/// One draw for each element of `shape`, which broadcasts to the input's.
Tensor drop(Tensor input, IntArrayRef shape, const DropoutFuncOptions& options) {
  const double p = options.p();
  require<ValueError>(p >= 0 && p <= 1, "dropout: probability must be in [0, 1]: ", p);
  if (!options.training() || p == 0 || input.numel() == 0) return input;
  Tensor kept = empty(shape, input.dtype());
  if (p == 1)
    kept.zero_();
  else
    kept.bernoulli_(1 - p).div_(1 - p);
  const Tensor result = input * kept;
  return options.inplace() ? assign_in_place("dropout_", input, result) : result;
}

}  // namespace

Tensor dropout(Tensor input, const DropoutFuncOptions& options) {
  const Dims shape(input.sizes());
  return drop(std::move(input), shape, options);
}
Tensor dropout2d(Tensor input, const Dropout2dFuncOptions& options) {
  require<ShapeError>(input.dim() >= 2, "dropout2d: needs [batch, channels, ...]: ", input.sizes());
  Dims shape(input.sizes());
  for (size_t d = 2; d < shape.size(); ++d) shape[d] = 1;
  return drop(std::move(input), shape, options);
}
Tensor dropout(Tensor input, double p, bool training) {
  return dropout(std::move(input), DropoutFuncOptions().p(p).training(training));
}

}  // namespace functional

template <Text title, auto function>
DropoutOf<title, function>::DropoutOf(const DropoutOptions& options_) : options(options_) {
  require<ValueError>(options.p() >= 0 && options.p() <= 1, title.value,
                      ": probability must be in [0, 1]: ", options.p());
}
template <Text title, auto function>
void DropoutOf<title, function>::pretty_print(std::ostream& stream) const {
  print_own(stream, joined_text(title.value, "(p=", options.p(), ", inplace=", options.inplace(), ")"));
}
template <Text title, auto function> Tensor DropoutOf<title, function>::forward(const Tensor& input) {
  return function(input, functional::DropoutFuncOptions()
                             .p(options.p())
                             .training(this->is_training())
                             .inplace(options.inplace()));
}

template class DropoutOf<"Dropout", static_cast<DropoutFunction*>(functional::dropout)>;
template class DropoutOf<"Dropout2d", functional::dropout2d>;

}  // namespace ember::nn
