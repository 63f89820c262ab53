#include <cmath>
#include <ember/optim/adamax.hpp>
#include <ember/optim/elements.hpp>

namespace ember::optim {

AdamaxParamState::AdamaxParamState(const Tensor& parameter, const AdamaxOptions&) {
  exp_avg_ = detail::new_buffer(parameter);
  exp_inf_ = detail::new_buffer(parameter);
}

void Adamax::apply(const Tensor& parameter, const AdamaxOptions& options, AdamaxParamState& state) {
  state.step(state.step() + 1);
  const auto [beta1, beta2] = options.betas();
  const double rate = options.lr() / (1 - std::pow(beta1, static_cast<double>(state.step())));
  const detail::GradientRule gradient{grad_scale_, options.weight_decay(), options.maximize()};
  detail::on_elements(
      "Adamax", parameter, [&, beta1 = beta1, beta2 = beta2]<class T>(T* p, const T* g, int64_t n) {
        T *m = state.exp_avg().data_ptr<T>(), *u = state.exp_inf().data_ptr<T>();
        const auto b1 = static_cast<T>(beta1), rest1 = static_cast<T>(1 - beta1), b2 = static_cast<T>(beta2),
                   eps = static_cast<T>(options.eps()), lr = static_cast<T>(-rate);
        for (int64_t i = 0; i < n; ++i) {
          const T grad = gradient(g[i], p[i]);
          m[i] = m[i] * b1 + rest1 * grad;
          const T decayed = u[i] * b2, size = std::abs(grad) + eps;
          u[i] = decayed > size || decayed != decayed ? decayed : size;
          p[i] += lr * m[i] / u[i];
        }
      });
}

}  // namespace ember::optim
