#include <ember/autograd/create.hpp>
#include <ember/autograd/in_place.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/random.hpp>
#include <ember/nn/dropout.hpp>

namespace ember::nn {
namespace functional {

Tensor dropout(Tensor input, const DropoutFuncOptions& options) {
  const double p = options.p();
  require<ValueError>(p >= 0 && p <= 1, "dropout: probability must be in [0, 1]: ", p);
  if (!options.training() || p == 0 || input.numel() == 0) return input;
  Tensor kept = empty(input.sizes(), input.dtype());
  if (p == 1)
    kept.zero_();
  else
    kept.bernoulli_(1 - p).div_(1 - p);
  const Tensor result = input * kept;
  return options.inplace() ? assign_in_place("dropout_", input, result) : result;
}
Tensor dropout(Tensor input, double p, bool training) {
  return dropout(std::move(input), DropoutFuncOptions().p(p).training(training));
}

}  // namespace functional

DropoutImpl::DropoutImpl(const DropoutOptions& options_) : options(options_) {
  require<ValueError>(options.p() >= 0 && options.p() <= 1,
                      "Dropout: probability must be in [0, 1]: ", options.p());
}
void DropoutImpl::pretty_print(std::ostream& stream) const {
  print_own(stream, joined_text("Dropout(p=", options.p(), ", inplace=", options.inplace(), ")"));
}
Tensor DropoutImpl::forward(const Tensor& input) {
  return functional::dropout(
      input,
      functional::DropoutFuncOptions().p(options.p()).training(is_training()).inplace(options.inplace()));
}

}  // namespace ember::nn
