#include <ember/autograd/create.hpp>
#include <ember/nn/activation.hpp>

namespace ember::nn {

std::string text_of(const InplaceOptions& o) { return o.inplace() ? "inplace=true" : ""; }
std::string text_of(const LeakyReLUOptions& o) {
  return joined_text("negative_slope=", o.negative_slope(), o.inplace() ? ", inplace=true" : "");
}
std::string text_of(const ELUOptions& o) {
  return joined_text("alpha=", o.alpha(), o.inplace() ? ", inplace=true" : "");
}
std::string text_of(const GELUOptions& o) {
  return o.approximate() == "none" ? "" : "approximate=" + o.approximate();
}
std::string text_of(const GLUOptions& o) { return joined_text("dim=", o.dim()); }
std::string text_of(const ShrinkOptions& o) { return joined_text(o.lambda()); }
std::string text_of(const HardtanhOptions& o) {
  return joined_text("min_val=", o.min_val(), ", max_val=", o.max_val(), o.inplace() ? ", inplace=true" : "");
}
std::string text_of(const SoftmaxOptions& o) { return joined_text("dim=", o.dim()); }
std::string text_of(const SoftplusOptions& o) {
  return joined_text("beta=", o.beta(), ", threshold=", o.threshold());
}
std::string text_of(const ThresholdOptions& o) {
  return joined_text("threshold=", o.threshold(), ", value=", o.value(), o.inplace() ? ", inplace=true" : "");
}

PReLUImpl::PReLUImpl(const PReLUOptions& options_) : options(options_) { PReLUImpl::reset(); }
void PReLUImpl::reset() {
  weight =
      register_parameter("weight", full({options.num_parameters()}, options.init(), get_default_dtype()));
}
void PReLUImpl::pretty_print(std::ostream& stream) const {
  print_own(stream, joined_text("PReLU(num_parameters=", options.num_parameters(), ")"));
}

}  // namespace ember::nn
