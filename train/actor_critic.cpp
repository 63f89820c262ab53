// One-step actor-critic, the whole loop.
#include <ember/rl/actor_critic.hpp>
#include <ember/train/algorithms.hpp>
#include <ember/train/read_options.hpp>
#include <ember/train/run.hpp>

namespace ember::train {

int train_actor_critic(const std::string& algorithm, std::span<const std::string> arguments) {
  RunOptions run_options;
  rl::ActorCriticOptions actor_critic_options;
  const auto options = read_options(algorithm, arguments, run_options, "Actor-critic", actor_critic_options);
  if (!options) return 0;

  envs::Env env = make_env(run_options.env, algorithm);
  const auto [seed, dtype] = prepare(run_options);
  rl::ActorCriticAgent agent(actor_critic_options, static_cast<int64_t>(env.observation_size()),
                             rl::action_space_of(env.action_space()), seed, dtype);
  Run run(run_options, *options, algorithm, env, agent.network.ptr(),
          [&](std::span<const float> observation) { return agent.greedy_action(observation); });

  std::vector<float> observation(env.observation_size());
  env.reset(seed, observation);
  run.keep(agent, env, observation);
  try {
    while (run.goes_on()) {
      const envs::Step result = env.step(agent.select_action(observation), observation);
      run.count_update(agent.update(result, observation));
      run.count_step(result, {{"entropy", agent.entropy}});
      if (result.done()) env.reset({}, observation);
    }
  } catch (const NonFiniteError& error) {
    run.abandon(error.what());
  }
  return run.finish();
}

}  // namespace ember::train
