// What several environments and a policy did together for some steps.
#pragma once

#include <ember/autograd/generator.hpp>
#include <ember/envs/environment.hpp>
#include <ember/envs/vector_rows.hpp>
#include <ember/rl/actor_critic_network.hpp>
#include <ember/rl/normalizer.hpp>
#include <optional>
#include <vector>

namespace ember::rl {

/// Steps 0 ... steps - 1 of `envs` environments. Environments write observations, rewards and flags straight
/// into these tensors; row t of `observations` is what the network sees in step t.
class Rollout {
 public:
  /// Throws ValueError for sizes below 1.
  Rollout(int64_t steps, int64_t envs, int64_t observation_size, const ActionSpace& actions,
          ScalarType dtype = kFloat);

  /// s_t [envs, observation] as floats, to be written by reset (t = 0) or by step t - 1.
  /// After a reset of all environments, begin().
  std::span<float> observation(int64_t t);
  void begin();
  /// Where step t of the environments puts its results.
  envs::VectorRows results(int64_t t);

  /// What step t, the last one, gave, with rewards as the environments gave them.
  envs::VectorRows report(int64_t t);
  /// The step of one environment.
  envs::Step step(int64_t t, int64_t env) const;

  /// a_t ~ pi(. | s_t), with log pi(a_t | s_t) and V(s_t).
  void act(ActorCritic& network, int64_t t, Generator& random);
  /// The actions of step t, as environments take them: choices, or rows moved into the space's bounds.
  std::span<const int64_t> choices(int64_t t) const;
  std::span<const float> rows(int64_t t);

  /// After the environments' step t: keeps the rewards as received, then brings rewards and new observations
  /// to scale where there is a normalizer or a scaler.
  void settle(int64_t t);
  /// V of the observation, not yet to scale, at which environment `env` was cut off in step t.
  void cut_off(ActorCritic& network, int64_t t, int64_t env, std::span<const float> observation);
  /// Completes next_values once all steps are taken: V(s'_t), which is V(s_{t+1}) unless cut_off said other.
  void finish(ActorCritic& network);
  /// The observations of all steps as one batch [steps envs, observation], for the network.
  Tensor states() const;
  /// The last observation becomes the first of the next rollout.
  void begin_next();
  /// All that the rest of a training run depends on.
  void serialize(envs::Archive& archive);

  int64_t steps, envs;
  ActionSpace space;
  Tensor observations;           ///< float32 [steps + 1, envs, observation]
  Tensor actions;                ///< int64 [steps, envs] or [steps, envs, count], as drawn
  Tensor log_probs, values;      ///< [steps, envs]
  Tensor next_values;            ///< [steps, envs], where the episode was not terminated
  Tensor rewards;                ///< float64 [steps, envs]
  Tensor terminated, truncated;  ///< uint8 [steps, envs]
  std::vector<double> received;  ///< the rewards of the last step as the environments gave them
  Normalizer normalizer{nullptr};
  std::optional<RewardScaler> reward_scaler;

 private:
  Tensor seen(const Tensor& rows) const;
  ScalarType dtype_;
  std::vector<float> row_;
  std::vector<uint8_t> cut_;  // per step and environment: next_values is already known
};

/// The network's most probable action in one state, brought to scale by the normalizer, if any. A row of
/// numbers lies in `row`.
envs::Action greedy_action(ActorCritic& network, const Normalizer& normalizer,
                           std::span<const float> observation, std::vector<float>& row);

/// One step of all environments with the actions of step t, after act(): fills step t of the rollout.
/// `network` values the observations where episodes were cut off. Needs Autoreset::same_step.
template <class E>
void step(envs::VectorEnv<E>& environments, Rollout& rollout, ActorCritic& network, int64_t t) {
  const envs::VectorRows out = rollout.results(t);
  if (rollout.space.discrete) {
    if constexpr (!envs::ContinuousEnvironment<E>) environments.step(rollout.choices(t), out);
  } else {
    if constexpr (!envs::DiscreteEnvironment<E>) environments.step(rollout.rows(t), out);
  }
  rollout.settle(t);
  for (int64_t i = 0; i < rollout.envs; ++i) {
    const auto at = static_cast<size_t>(i);
    if (out.truncated[at] != 0 && out.terminated[at] == 0)
      rollout.cut_off(network, t, i, environments.final_observation(i));
  }
}

}  // namespace ember::rl
