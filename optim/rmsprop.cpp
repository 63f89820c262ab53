#include <cmath>
#include <ember/autograd/kernels/table.hpp>
#include <ember/optim/elements.hpp>
#include <ember/optim/rmsprop.hpp>

namespace ember::optim {

RMSpropParamState::RMSpropParamState(const Tensor& parameter, const RMSpropOptions& options) {
  square_avg_ = detail::new_buffer(parameter, options.tensorflow() ? 1 : 0);
  if (options.momentum() > 0) momentum_buffer_ = detail::new_buffer(parameter);
  if (options.centered()) grad_avg_ = detail::new_buffer(parameter);
}

void RMSprop::apply(const Tensor& parameter, const RMSpropOptions& options, RMSpropParamState& state) {
  state.step(state.step() + 1);
  const kernels::RmspropStep step{.lr = options.lr(),
                                  .alpha = options.alpha(),
                                  .eps = options.eps(),
                                  .weight_decay = options.weight_decay(),
                                  .momentum = options.momentum(),
                                  .grad_scale = grad_scale_,
                                  .centered = options.centered(),
                                  .eps_inside_root = options.tensorflow(),
                                  .maximize = options.maximize()};
  detail::on_elements("RMSprop", parameter, [&]<class T>(T* p, const T* g, int64_t n) {
    kernels::kernels_for<T>().rmsprop(step, p, g, state.square_avg().data_ptr<T>(),
                                      detail::elements<T>(state.grad_avg()),
                                      detail::elements<T>(state.momentum_buffer()), n);
  });
}

}  // namespace ember::optim
