// Q-learning and SARSA, the whole loop.
#include <ember/rl/tabular.hpp>
#include <ember/train/algorithms.hpp>
#include <ember/train/read_options.hpp>
#include <ember/train/run.hpp>

namespace ember::train {

int train_tabular(const std::string& algorithm, std::span<const std::string> arguments) {
  RunOptions run_options;
  rl::TabularOptions tabular_options;
  const auto options = read_options(algorithm, arguments, run_options, "Table", tabular_options);
  if (!options) return 0;

  envs::Env env = make_env(run_options.env, algorithm);
  const rl::StateNumbers state = rl::StateNumbers::of(env.observation_space()).value();
  const auto [seed, dtype] = prepare(run_options);
  rl::TabularAgent agent(tabular_options, state.count(), env.action_space().discrete().n(), seed);
  Run run(run_options, *options, algorithm, env, agent.table.ptr(),
          [&](std::span<const float> observation) { return agent.greedy_action(state(observation)); });

  const bool on_policy = algorithm == "sarsa";
  std::vector<float> observation(env.observation_size());
  env.reset(seed, observation);
  int64_t s = state(observation), a = agent.select_action(s);
  run.keep(agent, env, s, a);
  try {
    while (run.goes_on()) {
      agent.explore_at(run.step());
      const envs::Step step = env.step(a, observation);
      int64_t next_s = state(observation), next_a = 0;
      double delta = 0;
      if (on_policy) {
        next_a = agent.select_action(next_s);
        delta = agent.sarsa(s, a, step.reward, next_s, next_a, step.terminated);
      } else {
        delta = agent.q_learning(s, a, step.reward, next_s, step.terminated);
        next_a = agent.select_action(next_s);
      }
      run.count_update(delta * delta);
      run.count_step(step, {{"epsilon", agent.epsilon}, {"alpha", agent.alpha}});
      if (step.done()) {
        env.reset({}, observation);  // the generator goes on
        next_s = state(observation);
        next_a = agent.select_action(next_s);
      }
      s = next_s;
      a = next_a;
    }
  } catch (const NonFiniteError& error) {
    run.abandon(error.what());
  }
  return run.finish();
}

}  // namespace ember::train
