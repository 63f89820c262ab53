// Recurrent layers (https://pytorch.org/docs/stable/nn.html#recurrent-layers).
//
// Every unit sees a_t = W_ih x_t + b_ih + W_hh h_{t-1} + b_hh, split into gates:
//   RNN   h = tanh(a), or relu
//   LSTM  i, f, g, o: c' = sigmoid(f) c + sigmoid(i) tanh(g), h' = sigmoid(o) tanh(c')     Hochreiter 1997
//   GRU   r, z, n:    n = tanh(W_in x + b_in + r (W_hn h + b_hn)), h' = (1 - z) n + z h    Cho 2014
// All parameters start uniform within 1 / sqrt(hidden_size).
#pragma once

#include <array>
#include <ember/nn/cloneable.hpp>
#include <ember/nn/module_holder.hpp>
#include <ember/nn/options/rnn.hpp>
#include <tuple>

namespace ember::nn {

/// h, or h and c.
template <size_t states> struct RecurrentState { using Type = Tensor; };
template <> struct RecurrentState<2> { using Type = std::tuple<Tensor, Tensor>; };

/// What one kind of unit does in one step.
struct RNNUnit {
  static constexpr auto name = "RNN";
  static constexpr int64_t gates = 1;
  static constexpr size_t states = 1;
  using Options = RNNOptions;
  using CellOptions = RNNCellOptions;
};
struct LSTMUnit {
  static constexpr auto name = "LSTM";
  static constexpr int64_t gates = 4;
  static constexpr size_t states = 2;
  using Options = LSTMOptions;
  using CellOptions = LSTMCellOptions;
};
struct GRUUnit {
  static constexpr auto name = "GRU";
  static constexpr int64_t gates = 3;
  static constexpr size_t states = 1;
  using Options = GRUOptions;
  using CellOptions = GRUCellOptions;
};

/// One step: [batch, input] or [input], with the state [batch, hidden] or [hidden] (zeros unless given), ->
/// the new state.
template <class Unit> class RecurrentCellImpl : public Cloneable<RecurrentCellImpl<Unit>> {
 public:
  using Options = typename Unit::CellOptions;
  using State = typename RecurrentState<Unit::states>::Type;
  RecurrentCellImpl(int64_t input_size, int64_t hidden_size)
      : RecurrentCellImpl(Options(input_size, hidden_size)) {}
  explicit RecurrentCellImpl(const Options& options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  using ForwardHasDefaults = void;
  /// Throws ShapeError for another input size.
  State forward(const Tensor& input, std::optional<State> state = std::nullopt);

  Options options;
  Tensor weight_ih, weight_hh;  ///< [gates * hidden, input], [gates * hidden, hidden]
  Tensor bias_ih, bias_hh;      ///< [gates * hidden], or undefined
};
using RNNCellImpl = RecurrentCellImpl<RNNUnit>;
using LSTMCellImpl = RecurrentCellImpl<LSTMUnit>;
using GRUCellImpl = RecurrentCellImpl<GRUUnit>;
using RNNCell = ModuleHolder<RNNCellImpl>;
using LSTMCell = ModuleHolder<LSTMCellImpl>;
using GRUCell = ModuleHolder<GRUCellImpl>;

/// Layers of units over a sequence: [time, batch, input] (or [batch, time, input] with batch_first, or [time,
/// input]), with states [num_layers, batch, hidden] (zeros unless given), -> (outputs of the last layer
/// [time, batch, hidden], last states of all layers). Parameters are weight_ih_l0, weight_hh_l0, bias_ih_l0,
/// bias_hh_l0, weight_ih_l1, ... With `bidirectional` every layer has a second set of them, with "_reverse"
/// after the name, that reads from the end; outputs stand beside each other, and states are layer by layer,
/// forward then reverse. With `proj_size` h is weight_hr_l0 h, of that size (Sak 2014).
template <class Unit> class RecurrentImpl : public Cloneable<RecurrentImpl<Unit>> {
 public:
  using Options = typename Unit::Options;
  using State = typename RecurrentState<Unit::states>::Type;
  RecurrentImpl(int64_t input_size, int64_t hidden_size) : RecurrentImpl(Options(input_size, hidden_size)) {}
  /// Throws ValueError for sizes or layers below 1 and a dropout outside [0, 1].
  explicit RecurrentImpl(const Options& options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  using ForwardHasDefaults = void;
  /// Throws ShapeError for another input or state size.
  std::tuple<Tensor, State> forward(const Tensor& input, std::optional<State> state = std::nullopt);
  /// Defined by code that has a use for it.
  template <class Packed, class... Rest>
  std::tuple<Packed, State> forward_with_packed_input(const Packed& input, const Rest&... state);
  /// Nothing to do: the parameters need no packing.
  void flatten_parameters() {}

  Options options, options_base;  ///< the same under two names, as in PyTorch; `options` is read

 private:
  std::vector<std::string> passes(int64_t layer) const;
};
using RNNImpl = RecurrentImpl<RNNUnit>;
using LSTMImpl = RecurrentImpl<LSTMUnit>;
using GRUImpl = RecurrentImpl<GRUUnit>;
using RNN = ModuleHolder<RNNImpl>;
using LSTM = ModuleHolder<LSTMImpl>;
using GRU = ModuleHolder<GRUImpl>;

}  // namespace ember::nn
