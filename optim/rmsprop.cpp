#include <ember/autograd/kernels/table.hpp>
#include <ember/optim/rmsprop.hpp>

namespace ember::optim {

void RMSpropOptions::visit(FieldVisitor& visitor) {
  visitor.number("lr", lr());
  visitor.number("alpha", alpha());
  visitor.number("eps", eps());
  visitor.number("weight_decay", weight_decay());
  visitor.number("momentum", momentum());
  visitor.number("centered", centered());
  visitor.number("tensorflow", tensorflow());
  visitor.number("maximize", maximize());
}

void RMSpropOptions::check() const {
  detail::check_not_negative("RMSprop", "lr", lr());
  detail::check_not_negative("RMSprop", "eps", eps());
  detail::check_not_negative("RMSprop", "weight_decay", weight_decay());
  detail::check_not_negative("RMSprop", "momentum", momentum());
  detail::check_not_negative("RMSprop", "alpha", alpha());
}

RMSpropParamState::RMSpropParamState(const Tensor& parameter, const RMSpropOptions& options) {
  square_avg_ = detail::new_buffer(parameter, options.tensorflow() ? 1 : 0);
  if (options.momentum() > 0) momentum_buffer_ = detail::new_buffer(parameter);
  if (options.centered()) grad_avg_ = detail::new_buffer(parameter);
}

void RMSpropParamState::visit(FieldVisitor& visitor) {
  visitor.number("step", step());
  visitor.tensor("square_avg", square_avg());
  visitor.tensor("momentum_buffer", momentum_buffer());
  visitor.tensor("grad_avg", grad_avg());
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
