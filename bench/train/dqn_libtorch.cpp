// The rows of dqn_bench.cpp in PyTorch's C++ frontend, on one thread.
#include <benchmark/benchmark.h>
#include <torch/torch.h>

namespace {

struct Network : torch::nn::Module {
  torch::nn::Linear fc1{nullptr}, fc2{nullptr}, fc3{nullptr};
  Network() {
    fc1 = register_module("fc1", torch::nn::Linear(4, 128));
    fc2 = register_module("fc2", torch::nn::Linear(128, 128));
    fc3 = register_module("fc3", torch::nn::Linear(128, 2));
  }
  torch::Tensor forward(const torch::Tensor& x) { return fc3(torch::relu(fc2(torch::relu(fc1(x))))); }
};

struct Workload {
  Network policy, target_net;
  torch::optim::Adam optimizer{policy.parameters(), torch::optim::AdamOptions(1e-3)};
  torch::Tensor all_states = torch::rand({10'000, 4}), all_next = torch::rand({10'000, 4}),
                all_rewards = torch::ones({10'000});
  torch::Tensor all_actions = torch::randint(0, 2, {10'000}, torch::kLong), all_done = torch::zeros({10'000});
  torch::Tensor states, next, rewards, actions, done;

  Workload() {
    at::set_num_threads(1);
    sample();
  }
  void sample() {
    const auto places = torch::randint(0, 10'000, {64}, torch::kLong);
    states = all_states.index_select(0, places);
    next = all_next.index_select(0, places);
    rewards = all_rewards.index_select(0, places);
    actions = all_actions.index_select(0, places);
    done = all_done.index_select(0, places);
  }
  torch::Tensor target() {
    const torch::NoGradGuard no_grad;
    return rewards + 0.99 * std::get<0>(target_net.forward(next).max(1)) * (1 - done);
  }
  torch::Tensor loss(const torch::Tensor& y) {
    return torch::mse_loss(policy.forward(states).gather(1, actions.unsqueeze(1)).squeeze(1), y);
  }
};

void update(benchmark::State& state) {
  Workload work;
  for (auto _ : state) {
    work.sample();
    const auto y = work.target();
    auto loss = work.loss(y);
    work.optimizer.zero_grad();
    loss.backward();
    work.optimizer.step();
    benchmark::DoNotOptimize(loss.item<float>());
  }
}
BENCHMARK(update)->Name("libtorch/update");

void target(benchmark::State& state) {
  Workload work;
  for (auto _ : state) benchmark::DoNotOptimize(work.target());
}
BENCHMARK(target)->Name("libtorch/target");

void forward(benchmark::State& state) {
  Workload work;
  const auto y = work.target();
  for (auto _ : state) benchmark::DoNotOptimize(work.loss(y));
}
BENCHMARK(forward)->Name("libtorch/forward_and_loss");

void forward_backward(benchmark::State& state) {
  Workload work;
  const auto y = work.target();
  for (auto _ : state) {
    work.optimizer.zero_grad();
    work.loss(y).backward();
  }
}
BENCHMARK(forward_backward)->Name("libtorch/forward_loss_backward");

void adam(benchmark::State& state) {
  Workload work;
  work.loss(work.target()).backward();
  for (auto _ : state) work.optimizer.step();
}
BENCHMARK(adam)->Name("libtorch/adam");

void greedy(benchmark::State& state) {
  Workload work;
  const torch::NoGradGuard no_grad;
  const auto observation = torch::rand({1, 4});
  for (auto _ : state) benchmark::DoNotOptimize(work.policy.forward(observation).argmax().item<int64_t>());
}
BENCHMARK(greedy)->Name("libtorch/greedy_action");

}  // namespace
