#include <ember/train/dqn.hpp>
#include <ember/train/options.hpp>
#include <ember/train/recipes.hpp>
#include <ember/train/run_options.hpp>

#include <iostream>

namespace ember::train {

int train_dqn(std::span<const std::string> arguments) {
  RunOptions run;
  Options options("train dqn", recipes_of("dqn"));
  options.add("Run", run);
  std::cout << options.read(arguments);
  return 0;
}

}  // namespace ember::train
