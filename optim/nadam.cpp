#include <cmath>
#include <ember/optim/elements.hpp>
#include <ember/optim/nadam.hpp>

namespace ember::optim {

NAdamParamState::NAdamParamState(const Tensor& parameter, const NAdamOptions&) {
  exp_avg_ = detail::new_buffer(parameter);
  exp_avg_sq_ = detail::new_buffer(parameter);
}

void NAdam::apply(const Tensor& parameter, const NAdamOptions& options, NAdamParamState& state) {
  state.step(state.step() + 1);
  const auto [beta1, beta2] = options.betas();
  const auto t = static_cast<double>(state.step());
  const double mu = beta1 * (1 - 0.5 * std::pow(0.96, t * options.momentum_decay())),
               mu_next = beta1 * (1 - 0.5 * std::pow(0.96, (t + 1) * options.momentum_decay()));
  // PyTorch holds the product of all mu in float32.
  const auto product = static_cast<float>(state.mu_product()) * static_cast<float>(mu),
             next_product = product * static_cast<float>(mu) * static_cast<float>(mu_next);
  state.mu_product(product);
  const double correction2 = 1 - std::pow(beta2, t),
               rate_g = -options.lr() * (1 - mu) / (1 - static_cast<double>(product)),
               rate_m = -options.lr() * mu_next / (1 - static_cast<double>(next_product));
  const detail::GradientRule gradient{grad_scale_, options.weight_decay(), options.maximize()};
  detail::on_elements(
      "NAdam", parameter, [&, beta1 = beta1, beta2 = beta2]<class T>(T* p, const T* g, int64_t n) {
        T *m = state.exp_avg().data_ptr<T>(), *v = state.exp_avg_sq().data_ptr<T>();
        const auto b1 = static_cast<T>(beta1), b2 = static_cast<T>(beta2), rest1 = static_cast<T>(1 - beta1),
                   rest2 = static_cast<T>(1 - beta2), eps = static_cast<T>(options.eps());
        const auto correction = static_cast<T>(correction2), lr_g = static_cast<T>(rate_g),
                   lr_m = static_cast<T>(rate_m);
        for (int64_t i = 0; i < n; ++i) {
          const T grad = gradient(g[i], p[i]);
          m[i] = m[i] * b1 + rest1 * grad;
          v[i] = v[i] * b2 + rest2 * grad * grad;
          const T root = std::sqrt(v[i] / correction) + eps;
          p[i] += lr_g * grad / root;
          p[i] += lr_m * m[i] / root;
        }
      });
}

}  // namespace ember::optim
