// notebook_bench dqn|reinforce [EPISODES [SEED]]: the notebook's programs whole, one text compiled for Ember
// and for libtorch, on the same environment. bench/rivals/notebook.py is the same in Python.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <ember/envs/classic/cart_pole.hpp>
#include <ember/envs/wrappers/time_limit.hpp>
#include <string>

#include "programs.hpp"

namespace ember::bench {
namespace {

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void time_program(const char* library, const std::string& name, Program program, int64_t episodes,
                  unsigned seed) {
  envs::TimeLimit env(envs::CartPole{}, 500);
  envs::Seed next_seed = seed;
  const Game game{[&](float* state) {
                    env.reset(next_seed, {state, 4});
                    next_seed = {};
                  },
                  [&](int64_t action, float* state) {
                    return env.step(action, {state, 4}).done();
                  }};
  const auto start = std::chrono::steady_clock::now();
  const double processor_start = processor_seconds();
  const Run run = program(game, episodes, seed);
  const double processor = processor_seconds() - processor_start,
               wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf(
      "%-9s %s: %lld episodes, %lld steps, %.2f s, of the processor %.2f s, %.1f us/step, last 50 returns "
      "%.1f\n",
      library, name.c_str(), static_cast<long long>(episodes), static_cast<long long>(run.steps), wall,
      processor, processor / static_cast<double>(run.steps) * 1e6, run.last_returns);
}

/// Libraries read their number of threads when they are loaded, so the program starts once more with it set
/// to 1.
void limit_rivals([[maybe_unused]] char** argv) {
#if defined EMBER_BENCH_LIBTORCH && defined __linux__
  if (std::getenv("OPENBLAS_NUM_THREADS") != nullptr && std::getenv("OMP_NUM_THREADS") != nullptr) return;
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  setenv("OMP_NUM_THREADS", "1", 1);
  execv("/proc/self/exe", argv);  // on failure this process goes on
#endif
}

int run(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "";
  const bool dqn = name == "dqn";
  const int64_t episodes = argc > 2 ? std::atoll(argv[2]) : dqn ? 300 : 500;
  const auto seed = static_cast<unsigned>(argc > 3 ? std::atoi(argv[3]) : 0);
  if ((!dqn && name != "reinforce") || episodes < 1 || argc > 4) {
    std::fprintf(stderr, "use: notebook_bench dqn|reinforce [EPISODES [SEED]]\n");
    return 2;
  }
  limit_rivals(argv);
  const auto chosen = [&](const Programs& programs) { return dqn ? programs.dqn : programs.reinforce; };
  time_program("ember", name, chosen(ember_programs()), episodes, seed);
#if defined EMBER_BENCH_LIBTORCH
  time_program("libtorch", name, chosen(libtorch_programs()), episodes, seed);
#else
  std::printf("libtorch  was not found (libtorch-dev)\n");
#endif
  return 0;
}

}  // namespace
}  // namespace ember::bench

int main(int argc, char** argv) { return ember::bench::run(argc, argv); }
