#include <ember/autograd/kernels/table.hpp>
#include <ember/optim/adam.hpp>

namespace ember::optim {

void AdamOptions::visit(FieldVisitor& visitor) {
  visitor.number("lr", lr());
  visitor.number("beta1", std::get<0>(betas()));
  visitor.number("beta2", std::get<1>(betas()));
  visitor.number("eps", eps());
  visitor.number("weight_decay", weight_decay());
  visitor.number("amsgrad", amsgrad());
  visitor.number("maximize", maximize());
}

void AdamOptions::check() const {
  detail::check_not_negative("Adam", "lr", lr());
  detail::check_not_negative("Adam", "eps", eps());
  detail::check_not_negative("Adam", "weight_decay", weight_decay());
  detail::check_betas("Adam", betas());
}

AdamParamState::AdamParamState(const Tensor& parameter, const AdamOptions& options) {
  exp_avg_ = detail::new_buffer(parameter);
  exp_avg_sq_ = detail::new_buffer(parameter);
  if (options.amsgrad()) max_exp_avg_sq_ = detail::new_buffer(parameter);
}

void AdamParamState::visit(FieldVisitor& visitor) {
  visitor.number("step", step());
  visitor.tensor("exp_avg", exp_avg());
  visitor.tensor("exp_avg_sq", exp_avg_sq());
  visitor.tensor("max_exp_avg_sq", max_exp_avg_sq());
}

void Adam::apply(const Tensor& parameter, const AdamOptions& options, AdamParamState& state) {
  state.step(state.step() + 1);
  const auto [beta1, beta2] = options.betas();
  const auto t = static_cast<double>(state.step());
  const kernels::AdamStep step{.lr = options.lr(),
                               .beta1 = beta1,
                               .beta2 = beta2,
                               .eps = options.eps(),
                               .weight_decay = options.weight_decay(),
                               .bias_correction1 = 1 - std::pow(beta1, t),
                               .bias_correction2_sqrt = std::sqrt(1 - std::pow(beta2, t)),
                               .grad_scale = grad_scale_,
                               .decoupled = false,
                               .maximize = options.maximize()};
  detail::on_elements("Adam", parameter, [&]<class T>(T* p, const T* g, int64_t n) {
    kernels::kernels_for<T>().adam(step, p, g, state.exp_avg().data_ptr<T>(),
                                   state.exp_avg_sq().data_ptr<T>(),
                                   detail::elements<T>(state.max_exp_avg_sq()), n);
  });
}

}  // namespace ember::optim
