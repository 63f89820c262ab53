// Asynchronous advantage actor-critic, the whole loop: that of one worker is in rl/a3c.cpp.
#include <algorithm>
#include <ember/rl/a3c.hpp>
#include <ember/train/algorithms.hpp>
#include <ember/train/read_options.hpp>
#include <ember/train/run.hpp>

namespace ember::train {

int train_a3c(const std::string& algorithm, std::span<const std::string> arguments) {
  RunOptions run_options;
  rl::A3COptions a3c_options;
  const auto options = read_options(algorithm, arguments, run_options, "A3C", a3c_options);
  if (!options) return 0;

  const envs::Env env = make_env(run_options.env, algorithm);
  const auto [seed, dtype] = prepare(run_options);
  rl::A3CAgent agent(a3c_options, env, seed, dtype);
  Run run(
      run_options, *options, algorithm, env, agent.network.ptr(),
      [&](std::span<const float> observation) { return agent.greedy_action(observation); },
      a3c_options.workers);
  try {
    agent.run([&](rl::A3CWorker& worker, double loss) {
      run.count_update(loss);
      for (int64_t t = 0; t < a3c_options.num_steps && run.goes_on(); ++t)
        run.count_step(worker.agent.rollout.step(t, 0), {{"entropy", worker.agent.entropy}}, worker.index);
      const double done = static_cast<double>(run.step() - 1) / static_cast<double>(run_options.steps);
      agent.remaining = std::max(0.0, 1 - done);
      return run.goes_on();
    });
  } catch (const NonFiniteError& error) {
    run.abandon(error.what());
  }
  return run.finish();
}

}  // namespace ember::train
