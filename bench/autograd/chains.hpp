// Chains of 1000 ops on tensors of one element, so that little but bookkeeping is measured.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace ember::bench {

struct Chain {
  std::string name;
  std::function<void()> run;
};

constexpr int chain_length = 1000;

/// The same chains in the same order: without recording, and recorded with backward and the release of the
/// nodes.
std::vector<Chain> ember_chains();
std::vector<Chain> libtorch_chains();

}  // namespace ember::bench
