#include <cstdio>
#include <ember/autograd/autograd.hpp>
#include <ember/envs/registry.hpp>
#include <ember/nn/io/safetensors.hpp>
#include <ember/nn/linear.hpp>
#include <ember/optim/adam.hpp>
#include <ember/rl/dqn.hpp>

int main() {
  const auto env = ember::envs::make("CartPole-v1");
  const ember::rl::DQNAgent agent({}, {4}, 2, 0);
  std::printf("observation %zu, parameters %zu\n", env.observation_size(), agent.parameters.size());
}
