#pragma once

#include <utility>
#include <vector>

#include <ember/envs/registry.hpp>

namespace ember::envs {

/// The environments that come with Ember, with the ids, limits and thresholds of Gymnasium's registration.
std::vector<std::pair<Spec, Factory>> built_in();

}  // namespace ember::envs
