// Soft actor-critic, the whole loop.
#include <ember/rl/sac.hpp>
#include <ember/train/algorithms.hpp>
#include <ember/train/read_options.hpp>
#include <ember/train/run.hpp>

namespace ember::train {

int train_sac(const std::string& algorithm, std::span<const std::string> arguments) {
  RunOptions run_options;
  rl::SACOptions sac_options;
  const auto options = read_options(algorithm, arguments, run_options, "SAC", sac_options);
  if (!options) return 0;

  envs::Env env = make_env(run_options.env, algorithm);
  const auto [seed, dtype] = prepare(run_options);
  rl::SACAgent agent(sac_options, static_cast<int64_t>(env.observation_size()),
                     rl::action_space_of(env.action_space()), seed, dtype);
  Run run(run_options, *options, algorithm, env, agent.policy.ptr(),
          [&](std::span<const float> observation) { return envs::Action(agent.greedy_action(observation)); });

  std::vector<float> observation(env.observation_size()), next_observation(env.observation_size());
  env.reset(seed, observation);
  run.keep(agent, env, observation);
  try {
    while (run.goes_on()) {
      const int64_t step = run.step();
      const std::span<const float> action = agent.select_action(observation, step);
      const envs::Step result = env.step(action, next_observation);
      const bool ended = sac_options.truncation == "terminal" ? result.done() : result.terminated;
      agent.buffer.push({observation, action, result.reward, next_observation, ended});

      if (agent.is_due(step)) {
        for (int64_t i = 0; i < sac_options.gradient_steps; ++i) run.count_update(agent.update());
      }

      run.count_step(
          result, {{"alpha", agent.alpha()}, {"entropy", agent.entropy}, {"policy_loss", agent.policy_loss}});
      if (result.done())
        env.reset({}, observation);  // the generator goes on
      else
        std::swap(observation, next_observation);
    }
  } catch (const NonFiniteError& error) {
    run.abandon(error.what());
  }
  return run.finish();
}

}  // namespace ember::train
