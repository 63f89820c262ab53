#include <cmath>
#include <ember/optim/adadelta.hpp>
#include <ember/optim/elements.hpp>

namespace ember::optim {

void AdadeltaOptions::check() const {
  OptimizerOptions::check();
  require<ValueError>(rho() >= 0 && rho() <= 1, "Adadelta: rho must be in [0, 1]: ", rho());
}

AdadeltaParamState::AdadeltaParamState(const Tensor& parameter, const AdadeltaOptions&) {
  square_avg_ = detail::new_buffer(parameter);
  acc_delta_ = detail::new_buffer(parameter);
}

void Adadelta::apply(const Tensor& parameter, const AdadeltaOptions& options, AdadeltaParamState& state) {
  state.step(state.step() + 1);
  const detail::GradientRule gradient{grad_scale_, options.weight_decay(), options.maximize()};
  detail::on_elements("Adadelta", parameter, [&]<class T>(T* p, const T* g, int64_t n) {
    T *v = state.square_avg().data_ptr<T>(), *u = state.acc_delta().data_ptr<T>();
    const auto rho = static_cast<T>(options.rho()), rest = static_cast<T>(1 - options.rho()),
               eps = static_cast<T>(options.eps()), lr = static_cast<T>(-options.lr());
    for (int64_t i = 0; i < n; ++i) {
      const T grad = gradient(g[i], p[i]);
      v[i] = v[i] * rho + rest * grad * grad;
      const T delta = std::sqrt(u[i] + eps) / std::sqrt(v[i] + eps) * grad;
      u[i] = u[i] * rho + rest * delta * delta;
      p[i] += lr * delta;
    }
  });
}

}  // namespace ember::optim
