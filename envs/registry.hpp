#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <ember/envs/env.hpp>

/// The catalogue of environments by id.
namespace ember::envs {

/// Makes an environment from the spec it was registered with.
using Factory = std::function<Env(const Spec&)>;

/// Adds an environment to the catalogue, for make() to find. Throws ValueError if the id is taken or is not
/// `Name-vN`, with an optional `namespace/` before it.
void register_env(Spec spec, Factory factory);

/// The same for a type that needs no arguments: `register_env<GridWorld>({.id = "GridWorld-v0"})`.
template <Environment E>
requires std::default_initializable<E>
void register_env(Spec spec) {
  register_env(std::move(spec), [](const Spec& s) { return Env(E{}, s); });
}

/// An environment by id, with its time limit and strict call order; `make("CartPole-v1")`.
/// Throws UnknownEnv, naming the nearest ids or the newer version.
Env make(std::string_view id);

/// The spec of one id; throws as make(). And all specs, by id.
Spec spec(std::string_view id);
std::vector<Spec> all_specs();

}  // namespace ember::envs
