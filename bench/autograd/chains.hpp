// Chains of 1000 ops on tensors of one element, so that little but bookkeeping is measured; and what losses
// and policies compute of a batch, forward and backward.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace ember::bench {

constexpr int chain_length = 1000;

struct Chain {
  std::string name;
  std::function<void()> run;
  int ops = chain_length;
};

/// The same chains in the same order: without recording, and recorded with backward and the release of the
/// nodes.
std::vector<Chain> ember_chains();
std::vector<Chain> libtorch_chains();
/// Those that Ember also has as single nodes, in that form.
std::vector<Chain> ember_fused_chains();

}  // namespace ember::bench
