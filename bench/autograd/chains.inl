// The one text is compiled for Ember and for libtorch; LIBRARY is the namespace of the library.

void add_op(std::vector<Chain>& all, const std::string& name, const std::function<Tensor(const Tensor&)>& op) {
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
  return all;
}
