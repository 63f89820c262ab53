// The one text is compiled for Ember and for libtorch; LIBRARY is the namespace of the library.

/// 17 410 numbers in six tensors, each with a gradient.
std::vector<Tensor> parameters_with_gradients() {
  const std::vector<std::vector<int64_t>> shapes{{128, 4}, {128}, {128, 128}, {128}, {2, 128}, {2}};
  std::vector<Tensor> all;
  for (const std::vector<int64_t>& shape : shapes) {
    all.push_back(LIBRARY::randn(shape).set_requires_grad(true));
    all.back().mutable_grad() = LIBRARY::randn(shape);
  }
  return all;
}

/// Two rows of one optimizer: with the norm clipped, and without.
template <class Optimizer, class Options>
void add_optimizer(std::vector<Step>& all, const std::string& name, const Options& options) {
  for (const bool clipped : {false, true}) {
    const auto parameters = parameters_with_gradients();
    const auto optimizer = std::make_shared<Optimizer>(parameters, options);
    all.push_back({name + (clipped ? "/clipped" : "/step"), [=] {
                     if (clipped)
                       CLIPPED_STEP;
                     else
                       optimizer->step();
                   }});
  }
}

std::vector<Step> all_steps() {
  std::vector<Step> all;
  add_optimizer<LIBRARY::optim::Adam>(all, "adam", LIBRARY::optim::AdamOptions(1e-3));
  add_optimizer<LIBRARY::optim::AdamW>(all, "adamw", LIBRARY::optim::AdamWOptions(1e-3));
  add_optimizer<LIBRARY::optim::SGD>(all, "sgd", LIBRARY::optim::SGDOptions(1e-3).momentum(0.9));
  add_optimizer<LIBRARY::optim::RMSprop>(all, "rmsprop", LIBRARY::optim::RMSpropOptions(1e-3));
  return all;
}
