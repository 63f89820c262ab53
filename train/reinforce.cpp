// REINFORCE, the whole loop.
#include <ember/autograd/generator.hpp>
#include <ember/rl/reinforce.hpp>
#include <ember/train/algorithms.hpp>
#include <ember/train/read_options.hpp>
#include <ember/train/run.hpp>

namespace ember::train {

int train_reinforce(const std::string& algorithm, std::span<const std::string> arguments) {
  RunOptions run_options;
  rl::REINFORCEOptions reinforce_options;
  const auto options = read_options(algorithm, arguments, run_options, "REINFORCE", reinforce_options);
  if (!options) return 0;

  envs::Env env = make_env(run_options.env, algorithm);
  const auto [seed, dtype] = prepare(run_options);
  rl::REINFORCEAgent agent(reinforce_options, static_cast<int64_t>(env.observation_size()),
                           rl::action_space_of(env.action_space()), seed, dtype);
  agent.random = *DefaultGenerator();  // weights and actions come from one stream, as in the notebook
  Run run(run_options, *options, algorithm, env, agent.policy.ptr(),
          [&](std::span<const float> observation) { return agent.greedy_action(observation); });

  std::vector<float> observation(env.observation_size());
  env.reset(seed, observation);
  run.keep(agent, env, observation);
  try {
    while (run.goes_on()) {
      const envs::Step result = env.step(agent.select_action(observation), observation);
      agent.remember(result.reward);
      if (result.terminated) run.count_update(agent.update());
      if (result.truncated && !result.terminated) run.count_update(agent.update(observation));

      run.count_step(result, {{"gradient_norm", agent.grad_norm}});
      if (result.done()) env.reset({}, observation);  // the generator goes on
    }
  } catch (const NonFiniteError& error) {
    run.abandon(error.what());
  }
  return run.finish();
}

}  // namespace ember::train
