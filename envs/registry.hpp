#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <ember/envs/env.hpp>
#include <ember/envs/settings.hpp>

/// The catalogue of environments by id.
namespace ember::envs {

/// Makes an environment from the spec it was registered with and the settings of make().
using Factory = std::function<Env(const Spec&, SettingReader&)>;

/// Adds an environment to the catalogue, for make() to find. Throws ValueError if the id is taken or is not
/// `Name-vN`, with an optional `namespace/` before it.
void register_env(Spec spec, Factory factory);

/// The factory of a type: built from its `Options`, read from the settings, if it has such a type, else
/// without arguments.
template <Environment E> Factory factory_of() {
  return [](const Spec& spec, SettingReader& reader) {
    if constexpr (requires { typename E::Options; }) {
      typename E::Options options;
      options.describe(reader);
      return Env(E(options), spec);
    } else {
      return Env(E(), spec);
    }
  };
}

/// The same for such a type: `register_env<GridWorld>({.id = "GridWorld-v0"})`.
template <Environment E> void register_env(Spec spec) { register_env(std::move(spec), factory_of<E>()); }

/// An environment by id, with its time limit and strict call order: `make("CartPole-v1")`, or with arguments
/// `make("FrozenLake-v1", {{"is_slippery", "false"}})`. Every environment takes `max_episode_steps` (0 for no
/// limit). Throws UnknownEnv, naming the nearest ids or the newer version, and ValueError for a setting that
/// is unknown or cannot be read.
Env make(std::string_view id, const Settings& settings = {});

/// The settings that make(id, ...) takes, with their defaults.
std::vector<Setting> settings_of(std::string_view id);

/// The spec of one id; throws as make(). And all specs, by id.
Spec spec(std::string_view id);
std::vector<Spec> all_specs();

}  // namespace ember::envs
