#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <ember/envs/env.hpp>
#include <ember/envs/settings.hpp>
#include <ember/envs/vector_rows.hpp>

namespace ember::envs {

/// What happens to an environment whose episode has ended (gymnasium.vector.AutoresetMode):
/// - `next_step`: its next step ignores the action, resets, and returns the first observation with reward 0
/// and both
///   flags false. A learner must skip that row.
/// - `same_step`: it is reset within the step; the row holds the first observation of the new episode, and
///   final_observation(i) the last one of the old.
/// - `disabled`: the caller resets it with reset(mask, ...); a step before that throws StateError.
enum class Autoreset : std::uint8_t { next_step, same_step, disabled };

/// Runs `body(first, last)` on parts that cover [0, count), in any order and on any threads, and returns when
/// all are done. Bodies never throw. Set by a layer that has threads.
using ParallelFor = std::function<void(
    std::int64_t count, const std::function<void(std::int64_t first, std::int64_t last)>& body)>;

/// Calls before(first, last) of the parts of [0, count), and work(i, last) for i = first, which counts i up;
/// when it throws, the part goes on after i. The error of the lowest i is thrown again here.
void share_among_threads(const ParallelFor& parallel_for, std::int64_t count,
                         const std::function<void(std::int64_t first, std::int64_t last)>& before,
                         const std::function<void(std::int64_t& i, std::int64_t last)>& work);

struct VectorOptions {
  Autoreset autoreset = Autoreset::next_step;
  bool check_finite =
      true;  ///< refuse NaN and infinity in rewards and, where the space is bounded, observations
  ParallelFor parallel_for = {};  ///< how to share the environments among threads; none runs them in order
};

/// n environments of one type that step together into caller memory. Environment i is seeded seed + i.
/// Results do not depend on how the work is shared among threads. Equal to gymnasium.vector.SyncVectorEnv.
/// `VectorEnv<TimeLimit<CartPole>>` avoids the call through Env that `VectorEnv<>` makes per step.
template <Environment E> class VectorEnv {
 public:
  /// n copies of `env`. Throws ValueError unless 1 <= n <= 1 000 000.
  VectorEnv(const E& env, std::int64_t n, VectorOptions options = {})
      : options_(std::move(options)),
        observation_space_(env.observation_space()),
        action_space_(env.action_space()) {
    constexpr std::int64_t most = 1'000'000;
    if (n < 1 || n > most) {
      throw ValueError("VectorEnv: the number of environments is not in [1, " + std::to_string(most) +
                       "]: " + std::to_string(n));
    }
    observation_size_ = observation_space_.size();
    action_size_ = action_space_.size();
    check_observations_ = options_.check_finite && bounded(observation_space_);
    envs_.assign(static_cast<std::size_t>(n), env);
    ended_.assign(static_cast<std::size_t>(n), Ended::unknown);
    if (options_.autoreset == Autoreset::same_step) final_.resize(envs_.size() * observation_size_);
  }

  std::int64_t num_envs() const { return static_cast<std::int64_t>(envs_.size()); }
  const Space& single_observation_space() const { return observation_space_; }
  const Space& single_action_space() const { return action_space_; }
  std::size_t observation_size() const { return observation_size_; }
  std::size_t action_size() const { return action_size_; }
  E& env(std::int64_t i) { return envs_.at(static_cast<std::size_t>(i)); }

  /// Starts an episode in each environment; `observations` is [n, observation_size].
  void reset(Seed seed, std::span<float> observations) {
    require_size("VectorEnv.reset: observations", observations.size(), envs_.size() * observation_size_);
    for_each([&](std::size_t i) {
      envs_[i].reset(seed.offset(i), row(observations, i));
      ended_[i] = Ended::no;
    });
  }

  /// Starts an episode in those whose mask is not 0, leaving the rows of the others alone. Throws ShapeError
  /// unless the mask has n entries, ValueError if all are 0.
  void reset(std::span<const std::uint8_t> mask, Seed seed, std::span<float> observations) {
    require_size("VectorEnv.reset: mask", mask.size(), envs_.size());
    require_size("VectorEnv.reset: observations", observations.size(), envs_.size() * observation_size_);
    bool any = false;
    for (const std::uint8_t chosen : mask) any = any || chosen != 0;
    if (!any) throw ValueError("VectorEnv.reset: the mask chooses no environment");
    for_each([&](std::size_t i) {
      if (mask[i] == 0) return;
      envs_[i].reset(seed.offset(i), row(observations, i));
      ended_[i] = Ended::no;
    });
  }

  /// One step of each environment with a choice each, [n]. All actions are checked before any environment
  /// moves: ActionError names the first bad one. Throws NotFinite, naming environment and step, if a result
  /// is not finite, and passes on what an environment throws (of the lowest index if several do).
  void step(std::span<const std::int64_t> actions, VectorRows out) requires(!ContinuousEnvironment<E>) {
    require_size("VectorEnv.step: actions", actions.size(), envs_.size());
    const Discrete& space = action_space_.discrete();
    for (std::size_t i = 0; i < actions.size(); ++i) {
      if (!space.contains(actions[i])) [[unlikely]]
        refuse(i, "is not in " + space.to_string(), actions[i]);
    }
    step_each([&](std::size_t i) { return actions[i]; }, out);
  }

  /// The same with rows of values, [n, action_size].
  void step(std::span<const float> actions, VectorRows out) requires(!DiscreteEnvironment<E>) {
    require_size("VectorEnv.step: actions", actions.size(), envs_.size() * action_size_);
    for (std::size_t k = 0; k < actions.size(); ++k) {
      if (!is_finite(actions[k])) [[unlikely]]
        refuse(k / action_size_, "is not finite", actions[k]);
    }
    step_each([&](std::size_t i) { return actions.subspan(i * action_size_, action_size_); }, out);
  }

  /// Under same_step: the last observation of the episode that environment i ended in its latest ending step.
  std::span<const float> final_observation(std::int64_t i) const {
    return std::span(final_).subspan(static_cast<std::size_t>(i) * observation_size_,
                                     final_.empty() ? 0 : observation_size_);
  }

  /// Saves or loads all environments and what is pending between steps; loading needs the same n.
  void serialize(Archive& archive) {
    std::uint64_t n = envs_.size();
    archive(n);
    if (n != envs_.size()) {
      throw ValueError("VectorEnv: the saved state is of another number of environments: " +
                       std::to_string(n) + ", here " + std::to_string(envs_.size()));
    }
    for (std::size_t i = 0; i < n; ++i) archive(envs_[i], ended_[i]);
    archive(final_, steps_);
  }

 private:
  enum class Ended : std::uint8_t { unknown, no, yes };

  // Only NaN and the infinities differ from themselves by more than 0.
  template <class T> static bool is_finite(T x) { return x - x == 0; }

  static bool bounded(const Space& space) { return !space.is_box() || space.box().bounded(); }

  template <class T> [[noreturn]] static void refuse(std::size_t i, const std::string& rule, T action) {
    throw ActionError("VectorEnv.step: the action of environment " + std::to_string(i) + " " + rule + ": " +
                      std::to_string(action));
  }

  std::span<float> row(std::span<float> rows, std::size_t i) const {
    return rows.subspan(i * observation_size_, observation_size_);
  }

  template <class Actions> void step_each(const Actions& action, VectorRows out) {
    const std::size_t n = envs_.size();
    require_size("VectorEnv.step: observations", out.observations.size(), n * observation_size_);
    require_size("VectorEnv.step: rewards", out.rewards.size(), n);
    require_size("VectorEnv.step: terminated", out.terminated.size(), n);
    require_size("VectorEnv.step: truncated", out.truncated.size(), n);
    for (std::size_t i = 0; i < n; ++i) {
      if (ended_[i] == Ended::no) continue;
      if (ended_[i] == Ended::unknown) throw StateError("VectorEnv.step: never reset: call reset first");
      if (options_.autoreset == Autoreset::disabled) {
        throw StateError("VectorEnv.step: the episode has ended, autoreset is disabled: environment " +
                         std::to_string(i));
      }
    }
    ++steps_;
    const auto before = [&](std::size_t first, std::size_t last) { go_ahead(first, last, action); };
    for_each(before, [&](std::size_t i) {
      const auto observation = row(out.observations, i);
      Step result;
      if (ended_[i] == Ended::yes) {
        envs_[i].reset({}, observation);
      } else {
        result = envs_[i].step(action(i), observation);
        check(i, result, observation);
      }
      Ended ended = result.done() ? Ended::yes : Ended::no;
      if (result.done() && options_.autoreset == Autoreset::same_step) {
        const auto last = row(final_, i);
        for (std::size_t k = 0; k < last.size(); ++k) last[k] = observation[k];
        envs_[i].reset({}, observation);
        ended = Ended::no;
      }
      if (ended_[i] != ended) ended_[i] = ended;  // threads share its cache line
      out.rewards[i] = result.reward;
      out.terminated[i] = result.terminated;
      out.truncated[i] = result.truncated;
    });
  }

  void check(std::size_t i, const Step& result, std::span<const float> observation) const {
    if (!options_.check_finite) return;
    bool finite = is_finite(result.reward);
    if (check_observations_) {
      for (const float value : observation) finite = finite && is_finite(value);
    }
    if (!finite) [[unlikely]] {
      throw NotFinite("VectorEnv.step: environment " + std::to_string(i) + " at step " +
                      std::to_string(steps_) + ": the " +
                      (is_finite(result.reward) ? "observation" : "reward") + " is not finite");
    }
  }

  // ahead() of those in [first, last) that have one and go on.
  template <class Actions> void go_ahead(std::size_t first, std::size_t last, const Actions& action) {
    if (ahead_of(envs_[first]).env == nullptr) return;
    thread_local std::vector<void*> envs;  // kept, so that a step asks for no memory
    thread_local std::vector<Action> actions;
    envs.clear();
    actions.clear();
    const auto run = ahead_of(envs_[first]).run;
    for (std::size_t i = first; i < last; ++i) {
      if (ended_[i] == Ended::no) {
        envs.push_back(ahead_of(envs_[i]).env);
        actions.push_back(action(i));
      }
      if (envs.size() == most_ahead || (i + 1 == last && !envs.empty())) {
        run(envs, actions);
        envs.clear();
        actions.clear();
      }
    }
  }

  template <class Work> void for_each(const Work& work) {
    for_each([](std::size_t, std::size_t) {}, work);
  }

  // Calls before(first, last) of parts that cover all environments, and then work(i) for each. The error of
  // the lowest index is thrown again here.
  template <class Before, class Work> void for_each(const Before& before, const Work& work) {
    const auto n = static_cast<std::int64_t>(envs_.size());
    if (!options_.parallel_for) {
      before(0, envs_.size());
      for (std::size_t i = 0; i < envs_.size(); ++i) work(i);
      return;
    }
    share_among_threads(
        options_.parallel_for, n,
        [&](std::int64_t first, std::int64_t last) {
          before(static_cast<std::size_t>(first), static_cast<std::size_t>(last));
        },
        [&](std::int64_t& i, std::int64_t last) {
          for (; i < last; ++i) work(static_cast<std::size_t>(i));
        });
  }

  VectorOptions options_;
  Space observation_space_;
  Space action_space_;
  std::size_t observation_size_ = 0;
  std::size_t action_size_ = 0;
  bool check_observations_ = false;
  std::vector<E> envs_;
  std::vector<Ended> ended_;
  std::vector<float> final_;
  std::int64_t steps_ = 0;
};

/// n environments of the catalogue: `make_vec("CartPole-v1", 8)`. Throws as make() and VectorEnv.
VectorEnv<> make_vec(std::string_view id, std::int64_t n, VectorOptions options = {},
                     const Settings& settings = {});

}  // namespace ember::envs
