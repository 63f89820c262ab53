// The updates of deep RL that are measured beside libtorch. Each is a pair of functions: what comes before
// the update and is not timed, and the update itself.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace ember::bench {

struct Update {
  std::string name;
  std::function<void()> prepare;  ///< may be empty: then the update can run again at once
  std::function<void()> run;
};

/// In the order of `update_names`, all with the same network sizes, batch and optimizer.
std::vector<Update> ember_updates();
std::vector<Update> libtorch_updates();
/// Those of them that Ember's fused forms make shorter, the same work by the same names.
std::vector<Update> ember_fused_updates();

}  // namespace ember::bench
