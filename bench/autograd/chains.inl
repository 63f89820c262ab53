// The one text is compiled for Ember and for libtorch; LIBRARY is the namespace of the library.

void add_op(std::vector<Chain>& all, const std::string& name,
            const std::function<Tensor(const Tensor&)>& op) {
  all.push_back({name + "/without_grad", [op] {
                   Tensor y = LIBRARY::ones({1});
                   for (int i = 0; i < chain_length; ++i) y = op(y);
                 }});
  const Tensor x = LIBRARY::ones({1}).set_requires_grad(true);
  all.push_back({name + "/forward_backward_free", [op, x] {
                   Tensor y = x;
                   for (int i = 0; i < chain_length; ++i) y = op(y);
                   y.backward();
                 }});
}

/// A batch of rows; `loss` takes their numbers [rows, n] and, for Gaussians, the logarithms of n deviations.
struct Batch {
  Tensor x, log_std, actions, choices, weights;

  Batch(int64_t rows, int64_t n)
      : x(LIBRARY::randn({rows, n}).set_requires_grad(true)),
        log_std(LIBRARY::zeros({n}).set_requires_grad(true)),
        actions(LIBRARY::randn({rows, n})),
        choices(LIBRARY::randint(0, n, {rows}, LIBRARY::kLong)),
        weights(LIBRARY::randn({rows})) {}
  void descend(const Tensor& loss) const {
    for (const Tensor& leaf : {x, log_std}) leaf.mutable_grad() = Tensor();
    loss.backward();
  }
};

template <class Loss>
void add_loss(std::vector<Chain>& all, const std::string& name,
              const std::vector<std::array<int64_t, 2>>& sizes, const Loss& loss) {
  for (const auto& [rows, n] : sizes) {
    const Batch batch(rows, n);
    all.push_back({name + "/" + std::to_string(rows) + "x" + std::to_string(n),
                   [batch, loss] { batch.descend(loss(batch)); }, 1});
  }
}
const std::vector<std::array<int64_t, 2>> choice_sizes{{64, 2}, {64, 10}, {256, 1000}},
    gaussian_sizes{{64, 1}, {64, 6}, {2048, 6}};

Tensor gaussian_loss(const Tensor& log_prob, const Tensor& entropy, const Tensor& weights) {
  return LIBRARY::mean(log_prob * weights) - 0.01 * LIBRARY::mean(entropy);
}

std::vector<Chain> all_chains() {
  const Tensor c = LIBRARY::ones({1});
  std::vector<Chain> all;
  add_op(all, "add_number", [](const Tensor& y) { return y + 1; });
  add_op(all, "mul_number", [](const Tensor& y) { return y * 1; });
  add_op(all, "add", [c](const Tensor& y) { return y + c; });
  add_op(all, "mul", [c](const Tensor& y) { return y * c; });
  add_op(all, "mul_self", [](const Tensor& y) { return y * y; });
  add_op(all, "relu", [](const Tensor& y) { return LIBRARY::relu(y); });
  add_op(all, "tanh", [](const Tensor& y) { return LIBRARY::tanh(y); });
  add_op(all, "sum", [](const Tensor& y) { return LIBRARY::sum(y, 0, true); });
  add_op(all, "reshape", [](const Tensor& y) { return y.reshape({1}); });
  add_loss(all, "cross_entropy", choice_sizes,
           [](const Batch& b) { return FUNCTIONAL::nll_loss(LIBRARY::log_softmax(b.x, 1), b.choices); });
  add_loss(all, "gaussian", gaussian_sizes, [](const Batch& b) {
    const Tensor std = LIBRARY::exp(b.log_std).expand(b.x.sizes());
    const Tensor distance = LIBRARY::square(b.actions - b.x) / (2 * LIBRARY::square(std));
    const Tensor log_prob = -distance - LIBRARY::log(std) - 0.9189385332046727;
    const Tensor entropy = 1.4189385332046727 + LIBRARY::log(std);
    return gaussian_loss(log_prob.sum(-1), entropy.sum(-1), b.weights);
  });
  return all;
}
