// How an options struct describes its members: the one source of flags, help, configuration files and tables.
//
//   struct DQNOptions {
//     double lr = 2.3e-3;
//     int64_t batch_size = 64;
//     std::vector<int64_t> hidden = {256, 256};
//     std::string loss = "huber";
//     bool double_dqn = false;
//
//     template <class Visitor>
//     void describe(Visitor&& visit) {
//       visit("lr", lr, "learning rate of Adam", Above(0));
//       visit("batch_size", batch_size, "transitions in one update", AtLeast(1));
//       visit("hidden", hidden, "widths of the hidden layers", Widths{});
//       visit("loss", loss, "loss of the TD error", OneOf{"mse", "huber"});
//       visit("double_dqn", double_dqn, "choose the next action with the online network", Any{});
//     }
//   };
//
// Members are double, int64_t, bool, std::string or std::vector<int64_t>. A name is at once the flag
// (`--batch-size`), the key in a configuration file (`batch_size`) and the environment variable
// (`EMBER_BATCH_SIZE`), so it is unique in a program. A struct whose members depend on each other also has
// `void check() const`, which throws `std::invalid_argument` with a message such as
// `batch_size 256 exceeds buffer_size 100`.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

namespace ember::rl {

/// Numbers from `low` to `high`; an end may itself be left out. In a list the rule holds for each element.
/// Not-a-number and the infinities are never allowed, whatever the rule.
struct Range {
  double low;
  double high;
  bool without_low = false;
  bool without_high = false;
};

/// Numbers that are `low` or more.
inline Range AtLeast(double low) { return {low, std::numeric_limits<double>::infinity()}; }

/// Numbers greater than `low`.
inline Range Above(double low) { return {low, std::numeric_limits<double>::infinity(), true}; }

/// One of these words.
struct OneOf {
  std::vector<std::string> words;
  OneOf(std::initializer_list<std::string> allowed) : words(allowed) {}
};

/// Widths of layers, the first to the last: each in [1, 65536], and any two in a row with at most 2^26
/// weights between them, which are 256 MiB as floats.
struct Widths {
  static constexpr int64_t most_weights = int64_t{1} << 26;
};

/// Every value of the type that is finite.
struct Any {};

}  // namespace ember::rl
