#include <cmath>
#include <ember/optim/adagrad.hpp>
#include <ember/optim/elements.hpp>

namespace ember::optim {

AdagradParamState::AdagradParamState(const Tensor& parameter, const AdagradOptions& options) {
  sum_ = detail::new_buffer(parameter, options.initial_accumulator_value());
}

void Adagrad::apply(const Tensor& parameter, const AdagradOptions& options, AdagradParamState& state) {
  const double rate = options.lr() / (1 + static_cast<double>(state.step()) * options.lr_decay());
  state.step(state.step() + 1);
  const detail::GradientRule gradient{grad_scale_, options.weight_decay(), options.maximize()};
  detail::on_elements("Adagrad", parameter, [&]<class T>(T* p, const T* g, int64_t n) {
    T* sum = state.sum().data_ptr<T>();
    const auto eps = static_cast<T>(options.eps()), lr = static_cast<T>(-rate);
    for (int64_t i = 0; i < n; ++i) {
      const T grad = gradient(g[i], p[i]);
      sum[i] += grad * grad;
      p[i] += lr * grad / (std::sqrt(sum[i]) + eps);
    }
  });
}

}  // namespace ember::optim
