#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include <ember/envs/drawing/draw.hpp>
#include <ember/envs/spec.hpp>
#include <ember/envs/wrappers/time_limit.hpp>

namespace ember::envs {

/// An environment of any type as a value: what make() returns, and what rl and train work with. Copying it
/// copies the environment with its generator. It is an environment by concept itself as far as its calls go,
/// so wrappers take it.
class Env {
 public:
  using Action = envs::Action;

  /// Wraps `env` as make() does: with the time limit of the spec, if it has one, and the checks on call
  /// order.
  template <Environment E> Env(E env, Spec spec) : spec_(std::move(spec)) {
    if (spec_.max_episode_steps > 0) {
      hold(OrderEnforcing(TimeLimit(std::move(env), spec_.max_episode_steps), spec_.order));
    } else {
      hold(OrderEnforcing(std::move(env), spec_.order));
    }
  }

  /// Wraps `env` as it stands: an environment that was made already, under further wrappers.
  template <class E>
  requires(!std::same_as<E, Env> && Environment<E>) explicit Env(E env) : spec_(spec_of(env)) {
    hold(std::move(env));
  }

  Env(const Env& other) : spec_(other.spec_), sizes_(other.sizes_), env_(other.env_->copy()) {}
  Env(Env&&) noexcept = default;
  Env& operator=(Env other) noexcept {
    spec_ = std::move(other.spec_);
    sizes_ = other.sizes_;
    env_ = std::move(other.env_);
    return *this;
  }
  ~Env() = default;

  const Spec& spec() const { return spec_; }
  Space observation_space() const { return env_->observation_space(); }
  Space action_space() const { return env_->action_space(); }

  /// Values in an observation, and in a continuous action (1 if the action is a choice).
  std::size_t observation_size() const { return sizes_.observation; }
  std::size_t action_size() const { return sizes_.action; }

  /// True if an action is a choice, false if it is a row of values.
  bool takes_choice() const { return sizes_.choice; }

  /// Starts an episode; `observation` has observation_size() values.
  void reset(Seed seed, std::span<float> observation) { env_->reset(seed, observation); }

  /// One step; writes the observation that follows.
  Step step(Action action, std::span<float> observation) { return env_->step(action, observation); }

  /// What the environment looks like now; none if it cannot be drawn.
  std::optional<Picture> draw() const { return env_->draw(); }

  /// ahead() of the environment, if it has one.
  Ahead ahead() { return env_->ahead(); }

  /// Saves or loads all state that changes, through save(env) and load(env, bytes).
  void serialize(Archive& archive) { env_->serialize(archive); }

 private:
  struct Interface {
    virtual ~Interface() = default;
    virtual std::unique_ptr<Interface> copy() const = 0;
    virtual Space observation_space() const = 0;
    virtual Space action_space() const = 0;
    virtual void reset(Seed seed, std::span<float> observation) = 0;
    virtual Step step(Action action, std::span<float> observation) = 0;
    virtual std::optional<Picture> draw() const = 0;
    virtual Ahead ahead() = 0;
    virtual void serialize(Archive& archive) = 0;
  };

  template <Environment E> struct Model final : Interface {
    explicit Model(E e) : env(std::move(e)) {}
    std::unique_ptr<Interface> copy() const override { return std::make_unique<Model>(env); }
    Space observation_space() const override { return env.observation_space(); }
    Space action_space() const override { return env.action_space(); }
    void reset(Seed seed, std::span<float> observation) override { env.reset(seed, observation); }
    Step step(Action action, std::span<float> observation) override {
      if constexpr (std::same_as<typename E::Action, envs::Action>) {
        return env.step(action, observation);
      } else {
        return env.step(action.as<typename E::Action>(), observation);
      }
    }
    std::optional<Picture> draw() const override { return envs::draw(env); }
    Ahead ahead() override { return ahead_of(env); }
    void serialize(Archive& archive) override { env.serialize(archive); }
    E env;
  };

  struct Sizes {
    std::size_t observation = 0, action = 0;
    bool choice = false;
  };

  template <class E> static Spec spec_of(const E& env) {
    if constexpr (requires { env.spec(); }) {
      return env.spec();
    } else if constexpr (requires { env.inner(); }) {
      return spec_of(env.inner());
    } else {
      return {};
    }
  }

  template <Environment E> void hold(E env) {
    env_ = std::make_unique<Model<E>>(std::move(env));
    sizes_ = {observation_space().size(), action_space().size(), action_space().is_discrete()};
  }

  Spec spec_;
  Sizes sizes_;
  std::unique_ptr<Interface> env_;
};

}  // namespace ember::envs
