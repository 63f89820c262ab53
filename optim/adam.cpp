#include <ember/autograd/kernels/table.hpp>
#include <ember/optim/adam.hpp>

namespace ember::optim {

AdamParamState::AdamParamState(const Tensor& parameter, bool amsgrad) {
  exp_avg_ = detail::new_buffer(parameter);
  exp_avg_sq_ = detail::new_buffer(parameter);
  if (amsgrad) max_exp_avg_sq_ = detail::new_buffer(parameter);
}

template <bool decoupled>
void AdamOf<decoupled>::apply(const Tensor& parameter, const AdamOptionsOf<decoupled>& options,
                              AdamParamState& state) {
  state.step(state.step() + 1);
  const auto [beta1, beta2] = options.betas();
  if (corrections_.step != state.step() || corrections_.betas != options.betas()) {
    const auto t = static_cast<double>(state.step());
    corrections_ = {state.step(), options.betas(), 1 - std::pow(beta1, t), std::sqrt(1 - std::pow(beta2, t))};
  }
  const kernels::AdamStep step{.lr = options.lr(),
                               .beta1 = beta1,
                               .beta2 = beta2,
                               .eps = options.eps(),
                               .weight_decay = options.weight_decay(),
                               .bias_correction1 = corrections_.first,
                               .bias_correction2_sqrt = corrections_.second_sqrt,
                               .grad_scale = this->grad_scale_,
                               .decoupled = decoupled,
                               .maximize = options.maximize()};
  detail::on_elements("Adam", parameter, [&]<class T>(T* p, const T* g, int64_t n) {
    kernels::kernels_for<T>().adam(step, p, g, state.exp_avg().data_ptr<T>(),
                                   state.exp_avg_sq().data_ptr<T>(),
                                   detail::elements<T>(state.max_exp_avg_sq()), n);
  });
}

template class AdamOf<false>;
template class AdamOf<true>;

}  // namespace ember::optim
