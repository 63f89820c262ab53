// Optimizer steps on the parameters of a network 4-128-128-2, with the gradient clipped to norm 0.5 or left
// alone.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace ember::bench {

struct Step {
  std::string name;
  std::function<void()> run;
};

/// The same steps in the same order.
std::vector<Step> ember_steps();
std::vector<Step> libtorch_steps();

}  // namespace ember::bench
