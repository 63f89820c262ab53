// `train_NAME ...` is `ember train NAME ...`; EMBER_ALGORITHM is the name.
#include <ember/train/algorithms.hpp>

#include <ember/cli/program.hpp>

int main(int argc, char** argv) {
  return ember::cli::run(argc, argv, [](std::span<const std::string> arguments) {
    return ember::train::algorithm(EMBER_ALGORITHM).program(EMBER_ALGORITHM, arguments);
  });
}
