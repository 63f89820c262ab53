// Proximal policy optimisation, the whole loop.
#include <algorithm>
#include <ember/rl/on_threads.hpp>
#include <ember/rl/ppo.hpp>
#include <ember/train/algorithms.hpp>
#include <ember/train/observation.hpp>
#include <ember/train/read_options.hpp>
#include <ember/train/run.hpp>

namespace ember::train {

int train_ppo(const std::string& algorithm, std::span<const std::string> arguments) {
  RunOptions run_options;
  rl::PPOOptions ppo_options;
  ObservationOptions observation_options;
  const auto options =
      read_options(algorithm, arguments, run_options, "PPO", ppo_options, observation_options);
  if (!options) return 0;

  const envs::Env env = observed(make_env(run_options.env, algorithm), observation_options);
  const auto [seed, dtype] = prepare(run_options);
  envs::VectorEnv<> environments(env, ppo_options.num_envs,
                                 {.autoreset = envs::Autoreset::same_step, .parallel_for = rl::on_threads()});
  rl::PPOAgent agent(ppo_options, observation_shape(env), rl::action_space_of(env.action_space()), seed,
                     dtype, largest_pixel(env));
  Run run(
      run_options, *options, algorithm, env, agent.network.ptr(),
      [&](std::span<const float> observation) { return agent.greedy_action(observation); },
      ppo_options.num_envs);

  const int64_t num_steps = ppo_options.num_steps,
                num_updates = std::max(int64_t{1}, run_options.steps / (num_steps * ppo_options.num_envs));
  int64_t t = 0;  // step of the rollout
  environments.reset(seed, agent.rollout.observation(0));
  agent.rollout.begin();
  run.keep(agent, environments, t);
  try {
    while (run.goes_on()) {
      agent.step(environments, t);
      run.count_steps(agent.rollout.report(t), {{"entropy", agent.entropy},
                                                {"kl", agent.kl},
                                                {"clip_fraction", agent.clip_fraction},
                                                {"value_loss", agent.value_loss}});
      if (++t < num_steps) continue;

      t = 0;
      const double done = static_cast<double>(agent.updates) / static_cast<double>(num_updates);
      run.count_update(agent.update(std::max(0.0, 1 - done)));
    }
  } catch (const NonFiniteError& error) {
    run.abandon(error.what());
  }
  return run.finish();
}

}  // namespace ember::train
