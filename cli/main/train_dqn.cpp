// `train_dqn ...` is `ember train dqn ...`.
#include <ember/train/dqn.hpp>

#include <ember/cli/program.hpp>

int main(int argc, char** argv) { return ember::cli::run(argc, argv, ember::train::train_dqn); }
