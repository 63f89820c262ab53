#include <cmath>
#include <ember/optim/elements.hpp>
#include <ember/optim/radam.hpp>

namespace ember::optim {

RAdamParamState::RAdamParamState(const Tensor& parameter, const RAdamOptions&) {
  exp_avg_ = detail::new_buffer(parameter);
  exp_avg_sq_ = detail::new_buffer(parameter);
}

void RAdam::apply(const Tensor& parameter, const RAdamOptions& options, RAdamParamState& state) {
  state.step(state.step() + 1);
  const auto [beta1, beta2] = options.betas();
  const auto t = static_cast<double>(state.step());
  const double correction1 = 1 - std::pow(beta1, t), correction2 = 1 - std::pow(beta2, t);
  // rho: the length of the simple average that knows as much as the exponential one (Algorithm 2).
  const double rho_inf = 2 / (1 - beta2) - 1, rho = rho_inf - 2 * t * std::pow(beta2, t) / correction2;
  const bool known = rho > 5;
  const double rectified =
      known ? std::sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho)) : 1;
  const double rate = -options.lr() / correction1 * rectified * (known ? std::sqrt(correction2) : 1);
  const detail::GradientRule gradient{grad_scale_, options.weight_decay(), options.maximize()};
  detail::on_elements(
      "RAdam", parameter, [&, beta1 = beta1, beta2 = beta2]<class T>(T* p, const T* g, int64_t n) {
        T *m = state.exp_avg().data_ptr<T>(), *v = state.exp_avg_sq().data_ptr<T>();
        const auto b1 = static_cast<T>(beta1), b2 = static_cast<T>(beta2), rest1 = static_cast<T>(1 - beta1),
                   rest2 = static_cast<T>(1 - beta2), eps = static_cast<T>(options.eps());
        const auto lr = static_cast<T>(rate);
        for (int64_t i = 0; i < n; ++i) {
          const T grad = gradient(g[i], p[i]);
          m[i] = m[i] * b1 + rest1 * grad;
          v[i] = v[i] * b2 + rest2 * grad * grad;
          p[i] += known ? lr * m[i] / (std::sqrt(v[i]) + eps) : lr * m[i];
        }
      });
}

}  // namespace ember::optim
