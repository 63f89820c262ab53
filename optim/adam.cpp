#include <cmath>
#include <ember/autograd/kernels/table.hpp>
#include <ember/optim/adam.hpp>
#include <ember/optim/elements.hpp>
#include <limits>

namespace ember::optim {

namespace {

/// Where the gradient is 0, as behind a unit that no input wakes, the moments fall by a factor each step
/// until they stay at the smallest number there is, and with denormal numbers the processor takes twice as
/// long.
template <class T> void drop_denormals(T* x, int64_t n) {
  for (int64_t i = 0; i < n; ++i) x[i] = std::abs(x[i]) < std::numeric_limits<T>::min() ? T(0) : x[i];
}

constexpr int64_t steps_between_drops = 128;
constexpr double swallows_denormal_roots = 1e-10;  // an eps of this size, in float32 as in float64

}  // namespace

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
    if (state.step() % steps_between_drops != 0) return;
    drop_denormals(state.exp_avg().data_ptr<T>(), n);
    if (options.eps() >= swallows_denormal_roots) drop_denormals(state.exp_avg_sq().data_ptr<T>(), n);
  });
}

template class AdamOf<false>;
template class AdamOf<true>;

}  // namespace ember::optim
