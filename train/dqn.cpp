// DQN and its relatives, the whole loop.
#include <ember/rl/dqn.hpp>
#include <ember/rl/seeds.hpp>
#include <ember/train/algorithms.hpp>
#include <ember/train/observation.hpp>
#include <ember/train/read_options.hpp>
#include <ember/train/run.hpp>

namespace ember::train {

int train_dqn(const std::string& algorithm, std::span<const std::string> arguments) {
  RunOptions run_options;
  rl::DQNOptions dqn_options;
  ObservationOptions observation_options;
  const auto options =
      read_options(algorithm, arguments, run_options, "DQN", dqn_options, observation_options);
  if (!options) return 0;

  envs::Env env = observed(make_env(run_options.env, algorithm), observation_options);
  const auto [seed, dtype] = prepare(run_options);
  rl::DQNAgent agent(dqn_options, observation_shape(env), env.action_space().discrete().n(), seed, dtype,
                     largest_pixel(env));
  Run run(run_options, *options, algorithm, env, agent.policy_net.ptr(),
          [&](std::span<const float> observation) { return envs::Action(agent.greedy_action(observation)); });

  std::vector<float> observation(env.observation_size()), next_observation(env.observation_size());
  env.reset(seed, observation);
  run.keep(agent, env, observation);
  try {
    while (run.goes_on()) {
      const int64_t step = run.step();
      agent.explore_at(step);
      const int64_t action = agent.select_action(observation);
      const envs::Step result = env.step(action, next_observation);
      agent.remember(
          {observation, action, result.reward, next_observation, result.terminated, result.truncated});

      if (agent.is_due(step)) {
        for (int64_t i = 0; i < dqn_options.gradient_steps; ++i) run.count_update(agent.update());
      }

      run.count_step(result, {{"epsilon", agent.epsilon}});
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
