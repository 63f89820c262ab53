#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/matmul.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/view.hpp>
#include <ember/nn/functional/dropout.hpp>
#include <ember/nn/rnn.hpp>

namespace ember::nn {
namespace {

template <size_t n> using States = std::array<Tensor, n>;

States<1> listed(const Tensor& state) { return {state}; }
States<2> listed(const std::tuple<Tensor, Tensor>& state) { return {std::get<0>(state), std::get<1>(state)}; }
Tensor given(const States<1>& states) { return states[0]; }
std::tuple<Tensor, Tensor> given(const States<2>& states) { return {states[0], states[1]}; }

/// One step from the input's share of the gates, x W_ih^T + b_ih.
template <class Options>
States<1> step(RNNUnit, const Tensor& input, const States<1>& state, const Tensor& weight, const Tensor& bias,
               const Options& options) {
  const Tensor a = input + linear(state[0], weight, bias);
  return {options.nonlinearity() == kReLU ? relu(a) : tanh(a)};
}
template <class Options>
States<2> step(LSTMUnit, const Tensor& input, const States<2>& state, const Tensor& weight,
               const Tensor& bias, const Options&) {
  const std::vector<Tensor> gates = chunk(input + linear(state[0], weight, bias), 4, -1);
  const Tensor c = sigmoid(gates[1]) * state[1] + sigmoid(gates[0]) * tanh(gates[2]);
  return {sigmoid(gates[3]) * tanh(c), c};
}
template <class Options>
States<1> step(GRUUnit, const Tensor& input, const States<1>& state, const Tensor& weight, const Tensor& bias,
               const Options&) {
  const std::vector<Tensor> x = chunk(input, 3, -1), h = chunk(linear(state[0], weight, bias), 3, -1);
  const Tensor r = sigmoid(x[0] + h[0]), z = sigmoid(x[1] + h[1]), n = tanh(x[2] + r * h[2]);
  return {n + z * (state[0] - n)};
}

template <class Options> void check(const char* name, const Options& options) {
  require<ValueError>(options.input_size() > 0 && options.hidden_size() > 0, name,
                      ": sizes must be positive: input ", options.input_size(), ", hidden ",
                      options.hidden_size());
}

void draw(const Module& module, int64_t hidden) {
  const double bound = 1 / std::sqrt(static_cast<double>(hidden));
  for (const Tensor& p : module.parameters()) init::uniform_(p, -bound, bound);
}

}  // namespace

template <class Unit>
RecurrentCellImpl<Unit>::RecurrentCellImpl(const Options& options_) : options(options_) {
  RecurrentCellImpl::reset();
}
template <class Unit> void RecurrentCellImpl<Unit>::reset() {
  check(Unit::name, options);
  const int64_t hidden = options.hidden_size(), rows = Unit::gates * hidden;
  weight_ih = this->register_parameter("weight_ih", empty({rows, options.input_size()}));
  weight_hh = this->register_parameter("weight_hh", empty({rows, hidden}));
  const auto bias = [&](const char* name) {
    return options.bias() ? this->register_parameter(name, empty({rows}))
                          : this->register_parameter(name, {}, false);
  };
  bias_ih = bias("bias_ih");
  bias_hh = bias("bias_hh");
  reset_parameters();
}
template <class Unit> void RecurrentCellImpl<Unit>::reset_parameters() { draw(*this, options.hidden_size()); }

template <class Unit> void RecurrentCellImpl<Unit>::pretty_print(std::ostream& stream) const {
  std::string text = joined_text(Unit::name, "Cell(", options.input_size(), ", ", options.hidden_size());
  if (!options.bias()) text += ", bias=false";
  if constexpr (requires { options.nonlinearity(); }) {
    if (options.nonlinearity() == kReLU) text += ", nonlinearity=kReLU";
  }
  print_own(stream, text + ")");
}

template <class Unit>
auto RecurrentCellImpl<Unit>::forward(const Tensor& input, std::optional<State> state) -> State {
  require<ShapeError>((input.dim() == 1 || input.dim() == 2) && input.size(-1) == options.input_size(),
                      Unit::name, "Cell: needs an input [batch, ", options.input_size(),
                      "]: ", input.sizes());
  Dims shape(input.sizes());
  shape[shape.size() - 1] = options.hidden_size();
  States<Unit::states> held;
  if (state) {
    held = listed(*state);
    for (const Tensor& s : held)
      require<ShapeError>(s.sizes() == IntArrayRef(shape), Unit::name, "Cell: needs a state ", shape, ": ",
                          s.sizes());
  } else {
    held.fill(zeros(shape, input.dtype()));
  }
  return given(step(Unit{}, linear(input, weight_ih, bias_ih), held, weight_hh, bias_hh, options));
}

template <class Unit>
RecurrentImpl<Unit>::RecurrentImpl(const Options& options_) : options(options_), options_base(options_) {
  RecurrentImpl::reset();
}

/// What ends the names of the parameters of a layer: forward, reverse.
template <class Unit> std::vector<std::string> RecurrentImpl<Unit>::passes(int64_t layer) const {
  const std::string end = "_l" + std::to_string(layer);
  return options.bidirectional() ? std::vector{end, end + "_reverse"} : std::vector{end};
}

template <class Unit> void RecurrentImpl<Unit>::reset() {
  check(Unit::name, options);
  require<ValueError>(options.num_layers() > 0, Unit::name,
                      ": num_layers must be positive: ", options.num_layers());
  require<ValueError>(options.dropout() >= 0 && options.dropout() <= 1, Unit::name,
                      ": dropout must be in [0, 1]: ", options.dropout());
  const int64_t hidden = options.hidden_size(), rows = Unit::gates * hidden, projected = options.proj_size();
  require<ValueError>(projected == 0 || (Unit::states == 2 && projected > 0 && projected < hidden),
                      Unit::name, ": proj_size is for LSTM, and below the hidden size: ", projected);
  const int64_t out = projected > 0 ? projected : hidden;
  for (int64_t layer = 0; layer < options.num_layers(); ++layer) {
    const int64_t in = layer == 0 ? options.input_size() : out * (options.bidirectional() ? 2 : 1);
    for (const std::string& end : passes(layer)) {
      this->register_parameter("weight_ih" + end, empty({rows, in}));
      this->register_parameter("weight_hh" + end, empty({rows, out}));
      if (options.bias()) {
        this->register_parameter("bias_ih" + end, empty({rows}));
        this->register_parameter("bias_hh" + end, empty({rows}));
      }
      if (projected > 0) this->register_parameter("weight_hr" + end, empty({projected, hidden}));
    }
  }
  reset_parameters();
}
template <class Unit> void RecurrentImpl<Unit>::reset_parameters() { draw(*this, options.hidden_size()); }

template <class Unit> void RecurrentImpl<Unit>::pretty_print(std::ostream& stream) const {
  std::string text =
      joined_text(Unit::name, "(input_size=", options.input_size(), ", hidden_size=", options.hidden_size(),
                  ", num_layers=", options.num_layers(), ", bias=", options.bias(),
                  ", batch_first=", options.batch_first(), ", dropout=", options.dropout(),
                  ", bidirectional=", options.bidirectional());
  if (options.proj_size() > 0) text += joined_text(", proj_size=", options.proj_size());
  print_own(stream, text + ")");
}

template <class Unit>
auto RecurrentImpl<Unit>::forward(const Tensor& input, std::optional<State> state)
    -> std::tuple<Tensor, State> {
  const bool batched = input.dim() == 3, swap = batched && options.batch_first();
  require<ShapeError>((batched || input.dim() == 2) && input.size(-1) == options.input_size(), Unit::name,
                      ": needs an input [time, batch, ", options.input_size(), "]: ", input.sizes());
  Tensor x = !batched ? unsqueeze(input, 1) : swap ? transpose(input, 0, 1) : input;
  const int64_t time = x.size(0), layers = options.num_layers();
  require<ShapeError>(time > 0, Unit::name, ": the sequence is empty: ", input.sizes());
  Dims shape{layers * (options.bidirectional() ? 2 : 1), x.size(1), options.hidden_size()};
  States<Unit::states> initial, last;
  if (state) initial = listed(*state);
  for (size_t s = 0; s < initial.size(); ++s) {
    // The first state is h, which may be projected.
    shape[2] = s == 0 && options.proj_size() > 0 ? options.proj_size() : options.hidden_size();
    if (!state) initial[s] = zeros(shape, input.dtype());
    if (!batched && initial[s].dim() == 2) initial[s] = unsqueeze(initial[s], 1);
    require<ShapeError>(initial[s].sizes() == IntArrayRef(shape), Unit::name, ": needs a state ", shape, ": ",
                        initial[s].sizes());
  }

  std::array<std::vector<Tensor>, Unit::states> finals;
  for (int64_t layer = 0; layer < layers; ++layer) {
    std::vector<Tensor> sides;
    for (const std::string& end : passes(layer)) {
      const auto parameter = [&](const char* name) {
        const Tensor* found = this->parameters_.find(name + end);
        return found == nullptr ? Tensor() : *found;
      };
      const Tensor weight = parameter("weight_hh"), bias = parameter("bias_hh"),
                   projection = parameter("weight_hr");
      const Tensor gates = linear(x, parameter("weight_ih"), parameter("bias_ih"));  // of all steps at once
      States<Unit::states> held;
      for (size_t s = 0; s < held.size(); ++s)
        held[s] = select(initial[s], 0, static_cast<int64_t>(finals[s].size()));
      std::vector<Tensor> outputs(static_cast<size_t>(time));
      for (int64_t i = 0; i < time; ++i) {
        const int64_t t = sides.empty() ? i : time - 1 - i;
        held = step(Unit{}, select(gates, 0, t), held, weight, bias, options);
        if (projection.defined()) held[0] = linear(held[0], projection);
        outputs[static_cast<size_t>(t)] = held[0];
      }
      for (size_t s = 0; s < held.size(); ++s) finals[s].push_back(held[s]);
      sides.push_back(stack(outputs));
    }
    x = sides.size() == 1 ? sides[0] : cat(sides, -1);
    if (layer + 1 < layers) x = functional::dropout(x, options.dropout(), this->is_training());
  }
  for (size_t s = 0; s < last.size(); ++s) {
    last[s] = stack(finals[s]);
    if (!batched) last[s] = squeeze(last[s], 1);
  }
  return {!batched ? squeeze(x, 1) : swap ? transpose(x, 0, 1) : x, given(last)};
}

template class RecurrentCellImpl<RNNUnit>;
template class RecurrentCellImpl<LSTMUnit>;
template class RecurrentCellImpl<GRUUnit>;
template class RecurrentImpl<RNNUnit>;
template class RecurrentImpl<LSTMUnit>;
template class RecurrentImpl<GRUUnit>;

}  // namespace ember::nn
