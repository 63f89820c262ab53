#include <cmath>
#include <ember/autograd/kernels/table.hpp>
#include <ember/optim/elements.hpp>
#include <ember/optim/sgd.hpp>

namespace ember::optim {

void SGDOptions::check() const {
  OptimizerOptions::check();
  require<ValueError>(!nesterov() || (momentum() > 0 && dampening() == 0),
                      "SGD: nesterov needs a momentum and no dampening: momentum ", momentum(),
                      ", dampening ", dampening());
}

SGDParamState::SGDParamState(const Tensor& parameter, const SGDOptions& options) {
  if (options.momentum() != 0) momentum_buffer_ = detail::new_buffer(parameter);
}

void SGD::apply(const Tensor& parameter, const SGDOptions& options, SGDParamState& state) {
  const bool momentum = options.momentum() != 0, first = momentum && state.step() == 0;
  if (momentum && !state.momentum_buffer().defined()) state.momentum_buffer(detail::new_buffer(parameter));
  state.step(state.step() + 1);
  const kernels::SgdStep step{.lr = options.lr(),
                              .momentum = options.momentum(),
                              .dampening = options.dampening(),
                              .weight_decay = options.weight_decay(),
                              .grad_scale = grad_scale_,
                              .nesterov = options.nesterov(),
                              .maximize = options.maximize(),
                              .first = first};
  detail::on_elements("SGD", parameter, [&]<class T>(T* p, const T* g, int64_t n) {
    kernels::kernels_for<T>().sgd(step, p, g, detail::elements<T>(state.momentum_buffer()), n);
  });
}

}  // namespace ember::optim
