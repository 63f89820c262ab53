// Steps per second of one core: resets, generator and float32 observations included, actions drawn
// beforehand.
#include <benchmark/benchmark.h>

#include <array>
#include <vector>

#include <ember/autograd/kernels/parallel.hpp>
#include <ember/envs/box2d/lunar_lander.hpp>
#include <ember/envs/classic/acrobot.hpp>
#include <ember/envs/classic/cart_pole.hpp>
#include <ember/envs/classic/cart_pole_batch.hpp>
#include <ember/envs/classic/mountain_car.hpp>
#include <ember/envs/classic/mountain_car_continuous.hpp>
#include <ember/envs/classic/pendulum.hpp>
#include <ember/envs/registry.hpp>
#include <ember/envs/vector_env.hpp>
#include <ember/rl/on_threads.hpp>

#include "rows.hpp"

namespace {

using namespace ember::envs;

constexpr std::size_t drawn = 4096;

std::vector<std::int64_t> choices(const Space& space, std::size_t count) {
  Space actions = space;
  actions.seed(1);
  std::vector<std::int64_t> out(count);
  for (std::int64_t& a : out) a = static_cast<std::int64_t>(actions.sample()[0]);
  return out;
}

std::vector<float> rows(const Space& space, std::size_t count) {
  Space actions = space;
  actions.seed(1);
  std::vector<float> out;
  for (std::size_t i = 0; i < count; ++i) {
    for (const double v : actions.sample()) out.push_back(static_cast<float>(v));
  }
  return out;
}

template <class E> auto actions_for(const E& env, std::size_t count) {
  if constexpr (DiscreteEnvironment<E>) {
    return choices(env.action_space(), count);
  } else {
    return rows(env.action_space(), count);
  }
}

// One environment of a known type, under its time limit.
template <class E, std::int64_t limit> void typed(benchmark::State& state) {
  TimeLimit env(E{}, limit);
  const auto actions = actions_for(env, drawn);
  const std::size_t width = Space(env.action_space()).size();
  std::vector<float> observation(Space(env.observation_space()).size());
  env.reset(1, observation);
  std::size_t i = 0;
  for (auto _ : state) {
    Step step;
    if constexpr (DiscreteEnvironment<E>) {
      step = env.step(actions[i], observation);
    } else {
      step = env.step(std::span<const float>(actions).subspan(i * width, width), observation);
    }
    i = (i + 1) % drawn;
    if (step.done()) env.reset({}, observation);
    benchmark::DoNotOptimize(observation.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations());
}

// One environment of the catalogue, through Env.
void erased(benchmark::State& state, const char* id) {
  Env env = make(id);
  const bool choice = env.takes_choice();
  const auto discrete = choice ? choices(env.action_space(), drawn) : std::vector<std::int64_t>();
  const auto continuous = choice ? std::vector<float>() : rows(env.action_space(), drawn);
  std::vector<float> observation(env.observation_size());
  env.reset(1, observation);
  std::size_t i = 0;
  const std::size_t width = env.action_size();
  for (auto _ : state) {
    const Step step =
        choice ? env.step(discrete[i], observation)
               : env.step(std::span<const float>(continuous).subspan(i * width, width), observation);
    i = (i + 1) % drawn;
    if (step.done()) env.reset({}, observation);
    benchmark::DoNotOptimize(observation.data());
  }
  state.SetItemsProcessed(state.iterations());
}

// A batch into contiguous arrays.
template <class E> void run_batch(benchmark::State& state, VectorEnv<E> envs) {
  const auto n = static_cast<std::size_t>(envs.num_envs());
  std::vector<float> observations(n * envs.observation_size());
  std::vector<double> rewards(n);
  std::vector<std::uint8_t> terminated(n), truncated(n);
  const VectorRows out{observations, rewards, terminated, truncated};
  envs.reset(1, observations);
  const bool choice = envs.single_action_space().is_discrete();
  const auto discrete = choice ? choices(envs.single_action_space(), 16 * n) : std::vector<std::int64_t>();
  const auto continuous = choice ? std::vector<float>() : rows(envs.single_action_space(), 16 * n);
  std::size_t i = 0;
  for (auto _ : state) {
    if constexpr (!ContinuousEnvironment<E>) {
      if (choice) envs.step(std::span(discrete).subspan(i * n, n), out);
    }
    if constexpr (!DiscreteEnvironment<E>) {
      const std::size_t width = n * envs.action_size();
      if (!choice) envs.step(std::span<const float>(continuous).subspan(i * width, width), out);
    }
    i = (i + 1) % 16;
    benchmark::DoNotOptimize(observations.data());
  }
  state.SetItemsProcessed(state.iterations() * envs.num_envs());
}

void batch(benchmark::State& state, const char* id) {
  ember::set_num_threads(static_cast<int>(state.range(1)));
  VectorOptions options;
  options.parallel_for = ember::rl::on_threads();
  run_batch(state, make_vec(id, state.range(0), options));
}

template <class E, std::int64_t limit> void typed_batch(benchmark::State& state) {
  run_batch(state, VectorEnv<TimeLimit<E>>(TimeLimit(E{}, limit), state.range(0)));
}

// CartPoles in SIMD lanes; `lean` pushes toward the side to which the pole leans.
template <class T, bool lean> void lanes(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  CartPoleBatch<T> envs(state.range(0));
  std::vector<float> observations(4 * n);
  std::vector<double> rewards(n);
  std::vector<std::uint8_t> terminated(n), truncated(n);
  envs.reset(1, observations);
  std::vector<std::int64_t> actions = choices(CartPole::action_space(), 16 * n);
  std::size_t i = 0;
  for (auto _ : state) {
    if constexpr (lean) {
      for (std::size_t j = 0; j < n; ++j) actions[j] = observations[4 * j + 2] + observations[4 * j + 3] > 0;
    } else {
      i = (i + 1) % 16;
    }
    envs.step(std::span<const std::int64_t>(actions).subspan(i * n, n),
              {observations, rewards, terminated, truncated});
    benchmark::DoNotOptimize(observations.data());
  }
  state.SetItemsProcessed(state.iterations() * envs.num_envs());
}

// One CartPole, pushed toward the side to which the pole leans.
void typed_lean(benchmark::State& state) {
  TimeLimit env(CartPole(), 500);
  std::array<float, 4> observation;
  env.reset(1, observation);
  for (auto _ : state) {
    if (env.step(observation[2] + observation[3] > 0 ? 1 : 0, observation).done()) env.reset({}, observation);
    benchmark::DoNotOptimize(observation.data());
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(typed_lean)->Name("typed_lean/CartPole-v1");
BENCHMARK(lanes<double, false>)->Name("lanes_double/CartPole-v1")->Arg(64)->Arg(1024);
BENCHMARK(lanes<float, false>)->Name("lanes_float/CartPole-v1")->Arg(64)->Arg(1024);
BENCHMARK(lanes<double, true>)->Name("lanes_lean_double/CartPole-v1")->Arg(64);
BENCHMARK(lanes<float, true>)->Name("lanes_lean_float/CartPole-v1")->Arg(64);
BENCHMARK(typed<CartPole, 500>)->Name("typed/CartPole-v1");
BENCHMARK(typed<MountainCar, 200>)->Name("typed/MountainCar-v0");
BENCHMARK(typed<MountainCarContinuous, 999>)->Name("typed/MountainCarContinuous-v0");
BENCHMARK(typed<Pendulum, 200>)->Name("typed/Pendulum-v1");
BENCHMARK(typed<Acrobot, 500>)->Name("typed/Acrobot-v1");
BENCHMARK(typed<LunarLander, 1000>)->Name("typed/LunarLander-v3");
BENCHMARK(typed_batch<CartPole, 500>)->Name("typed_batch/CartPole-v1")->Arg(64);
BENCHMARK(typed_batch<MountainCar, 200>)->Name("typed_batch/MountainCar-v0")->Arg(64);
BENCHMARK(typed_batch<Pendulum, 200>)->Name("typed_batch/Pendulum-v1")->Arg(64);
BENCHMARK(typed_batch<Acrobot, 500>)->Name("typed_batch/Acrobot-v1")->Arg(64);

}  // namespace

int main(int argc, char** argv) {
  static std::vector<std::string> ids;
  for (const Spec& spec : all_specs()) ids.push_back(spec.id);
  for (const std::string& id : ids) {
    benchmark::RegisterBenchmark(("make/" + id).c_str(), erased, id.c_str());
    auto* many = benchmark::RegisterBenchmark(("make_vec/" + id).c_str(), batch, id.c_str());
    many->ArgsProduct({{64, 256}, {1, 2}})->UseRealTime();
  }
  return ember::bench::run_suite(argc, argv, {}, [] {});
}
