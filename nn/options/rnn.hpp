// Options of recurrent layers, with PyTorch's names and defaults
// (https://pytorch.org/docs/stable/nn.html#recurrent-layers).
#pragma once

#include <ember/autograd/arg.hpp>
#include <ember/nn/init.hpp>

namespace ember::nn {

/// Of LSTM and GRU.
struct RecurrentOptions {
  RecurrentOptions(int64_t input_size, int64_t hidden_size)
      : input_size_(input_size), hidden_size_(hidden_size) {}
  EMBER_ARG(int64_t, input_size);
  EMBER_ARG(int64_t, hidden_size);
  EMBER_ARG(int64_t, num_layers) = 1;
  EMBER_ARG(bool, bias) = true;
  EMBER_ARG(bool, batch_first) = false;    ///< [batch, time, ...] instead of [time, batch, ...]
  EMBER_ARG(double, dropout) = 0;          ///< between layers, in training
  EMBER_ARG(bool, bidirectional) = false;  ///< a second pass from the end, beside the first
  EMBER_ARG(int64_t, proj_size) = 0;       ///< of LSTM: h becomes W_hr h of this size, unless 0
};
using LSTMOptions = RecurrentOptions;
using GRUOptions = RecurrentOptions;
struct RNNOptions {
  RNNOptions(int64_t input_size, int64_t hidden_size) : input_size_(input_size), hidden_size_(hidden_size) {}
  EMBER_ARG(int64_t, input_size);
  EMBER_ARG(int64_t, hidden_size);
  EMBER_ARG(int64_t, num_layers) = 1;
  EMBER_ARG(Nonlinearity, nonlinearity) = kTanh;  ///< or kReLU
  EMBER_ARG(bool, bias) = true;
  EMBER_ARG(bool, batch_first) = false;
  EMBER_ARG(double, dropout) = 0;
  EMBER_ARG(bool, bidirectional) = false;
  EMBER_ARG(int64_t, proj_size) = 0;  ///< must stay 0
};

/// Of LSTMCell and GRUCell.
struct RecurrentCellOptions {
  RecurrentCellOptions(int64_t input_size, int64_t hidden_size)
      : input_size_(input_size), hidden_size_(hidden_size) {}
  EMBER_ARG(int64_t, input_size);
  EMBER_ARG(int64_t, hidden_size);
  EMBER_ARG(bool, bias) = true;
};
using LSTMCellOptions = RecurrentCellOptions;
using GRUCellOptions = RecurrentCellOptions;
struct RNNCellOptions {
  RNNCellOptions(int64_t input_size, int64_t hidden_size)
      : input_size_(input_size), hidden_size_(hidden_size) {}
  EMBER_ARG(int64_t, input_size);
  EMBER_ARG(int64_t, hidden_size);
  EMBER_ARG(bool, bias) = true;
  EMBER_ARG(Nonlinearity, nonlinearity) = kTanh;
};

}  // namespace ember::nn
