// The notebook's DQN: network 4-128-128-2, batch of 64, Adam. `ember/...` rows are ours, `libtorch/...` rows
// the same work through PyTorch's C++ frontend. Run with --benchmark_repetitions=50 and compare 10th
// percentiles.
#include <benchmark/benchmark.h>

#include <array>
#include <ember/autograd/grad_mode.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/nn/functional/loss.hpp>
#include <ember/rl/dqn.hpp>
#include <ember/rl/targets.hpp>

namespace {

using namespace ember;

struct Workload {
  rl::DQNAgent agent;
  rl::TransitionBatch batch;

  Workload() : agent(options(), {4}, 2, 0) {
    std::array<float, 4> state{}, next{};
    Generator random(1);
    for (int i = 0; i < 10'000; ++i) {
      for (size_t k = 0; k < 4; ++k) {
        state[k] = static_cast<float>(2 * random.uniform() - 1);
        next[k] = static_cast<float>(2 * random.uniform() - 1);
      }
      agent.buffer.push({state, i % 2, 1.0, next, random.uniform() < 0.05, false});
    }
    batch = agent.buffer.sample(64, agent.replay);
  }
  static rl::DQNOptions options() {
    rl::DQNOptions notebook;
    notebook.buffer_size = 10'000;
    notebook.loss = "mse";
    notebook.max_grad_norm = 0;
    return notebook;
  }
  Tensor target() {
    const NoGradGuard no_grad;
    return rl::td_target(batch.rewards, batch.terminated,
                         rl::greedy_value(agent.target_net->forward(batch.next_observations)), 0.99);
  }
  Tensor loss(const Tensor& y) {
    return nn::functional::mse_loss(
        rl::value_of(agent.policy_net->forward(batch.observations), batch.actions), y);
  }
};

void update(benchmark::State& state) {
  Workload work;
  for (auto _ : state) benchmark::DoNotOptimize(work.agent.update());
  state.SetLabel(kernels::table().name);
}
BENCHMARK(update)->Name("ember/update");

void sample(benchmark::State& state) {
  Workload work;
  for (auto _ : state)
    benchmark::DoNotOptimize(work.agent.buffer.sample(64, work.agent.replay).rewards.data_ptr());
}
BENCHMARK(sample)->Name("ember/sample");

void target(benchmark::State& state) {
  Workload work;
  for (auto _ : state) benchmark::DoNotOptimize(work.target());
}
BENCHMARK(target)->Name("ember/target");

void forward(benchmark::State& state) {
  Workload work;
  const Tensor y = work.target();
  for (auto _ : state) benchmark::DoNotOptimize(work.loss(y));
}
BENCHMARK(forward)->Name("ember/forward_and_loss");

void forward_backward(benchmark::State& state) {
  Workload work;
  const Tensor y = work.target();
  for (auto _ : state) {
    work.agent.optimizer.zero_grad();
    work.loss(y).backward();
  }
}
BENCHMARK(forward_backward)->Name("ember/forward_loss_backward");

void adam(benchmark::State& state) {
  Workload work;
  work.loss(work.target()).backward();
  for (auto _ : state) work.agent.optimizer.step();
}
BENCHMARK(adam)->Name("ember/adam");

void greedy(benchmark::State& state) {
  Workload work;
  const std::array<float, 4> observation{0.1F, 0.2F, 0.3F, 0.4F};
  float* weight = work.agent.parameters[2].data_ptr<float>();
  for (auto _ : state) {
    weight[0] += 1e-9F;  // as in training, the weights changed since the last action
    benchmark::DoNotOptimize(work.agent.greedy_action(observation));
  }
}
BENCHMARK(greedy)->Name("ember/greedy_action");

}  // namespace

BENCHMARK_MAIN();
