#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>

#include <ember/envs/action.hpp>
#include <ember/envs/archive.hpp>
#include <ember/envs/random/seed.hpp>
#include <ember/envs/space/space.hpp>

namespace ember::envs {

/// What a step returns beside the observation. `terminated`: the task itself ended (fell, reached the goal),
/// so no reward can follow. `truncated`: the episode was cut off, by a time limit for example, and rewards
/// would have followed. Both may be true at once.
struct Step {
  double reward = 0;
  bool terminated = false;
  bool truncated = false;

  /// The episode is over, for either reason.
  bool done() const { return terminated || truncated; }
};

class Env;

/// What makes a type an environment; no base class is needed. In words:
/// - `using Action`: std::int64_t (a choice) or std::span<const float> (a row of values).
/// - `observation_space()`, `action_space()`: a Discrete, a Box or any other Space.
/// - `reset(seed, observation)`: starts an episode and writes its first observation into caller memory. A
/// given seed
///   restarts the environment's own Generator (`random_.seed(seed)` does), none continues it.
/// - `step(action, observation)`: one step; writes the observation that follows. Refuses an action outside
/// the space
///   with ActionError or ShapeError before anything changes.
/// - `serialize(archive)`: lists all fields that change, the Generator among them, so that a saved
/// environment goes on
///   exactly.
/// An environment is a copyable value: a copy goes on alone. Time limits and call-order checks are wrappers
/// and not its business.
template <class E>
concept Environment = std::copyable<E> && ActionType<typename E::Action> &&
    requires(E env, const E& view, typename E::Action action, Seed seed, std::span<float> observation,
             Archive& archive) {
  { view.observation_space() } -> std::convertible_to<Space>;
  { view.action_space() } -> std::convertible_to<Space>;
  env.reset(seed, observation);
  { env.step(action, observation) } -> std::same_as<Step>;
  env.serialize(archive);
};

template <Environment E = Env> class VectorEnv;

/// The most environments that ahead() gets at once.
inline constexpr std::size_t most_ahead = 64;

/// Environments whose steps are cheaper together. `E::ahead(envs, actions)` does a part of the next step of
/// each of up to most_ahead environments, none of which is over; step() of each follows, with the same action
/// and nothing between. What step() returns does not depend on whether ahead() was called.
template <class E>
concept LooksAhead = requires(std::span<E* const> envs, std::span<const Action> actions) {
  E::ahead(envs, actions);
};

/// ahead() of an environment behind wrappers and types: the environment, and the function that takes it.
struct Ahead {
  void* env = nullptr;  ///< none if it has no ahead()
  void (*run)(std::span<void* const> envs, std::span<const Action> actions) = nullptr;
};

/// Wrappers that give their actions on as they are say so by `passes_actions`.
template <class E> Ahead ahead_of(E& env) {
  if constexpr (requires {
                  { env.ahead() } -> std::same_as<Ahead>;
                }) {
    return env.ahead();
  } else if constexpr (LooksAhead<E>) {
    return {&env, [](std::span<void* const> envs, std::span<const Action> actions) {
              std::array<E*, most_ahead> typed;
              for (std::size_t i = 0; i < envs.size(); ++i) typed[i] = static_cast<E*>(envs[i]);
              E::ahead(std::span<E* const>(typed.data(), envs.size()), actions);
            }};
  } else if constexpr (requires { requires E::passes_actions; }) {
    return ahead_of(env.inner());
  } else {
    return {};
  }
}

template <class E>
concept DiscreteEnvironment = Environment<E> && std::same_as<typename E::Action, std::int64_t>;

template <class E>
concept ContinuousEnvironment = Environment<E> && std::same_as<typename E::Action, std::span<const float>>;

/// Throws ShapeError unless a row of `what` has `wanted` values.
inline void require_size(const char* what, std::size_t size, std::size_t wanted) {
  if (size != wanted) [[unlikely]] {
    throw ShapeError(std::string(what) + ": wrong number of values: " + std::to_string(size) + ", needs " +
                     std::to_string(wanted));
  }
}

/// Throws ActionError unless 0 <= action < count.
inline void require_choice(const char* what, std::int64_t action, std::int64_t count) {
  if (action < 0 || action >= count) [[unlikely]] {
    throw ActionError(std::string(what) + ": action not in {0, ..., " + std::to_string(count - 1) +
                      "}: " + std::to_string(action));
  }
}

/// Throws ShapeError unless a continuous action has `size` values, ActionError if one of them is NaN or
/// infinite.
void require_finite(const char* what, std::span<const float> action, std::size_t size);

}  // namespace ember::envs
