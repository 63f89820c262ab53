#pragma once

#include <span>

#include <ember/envs/box2d/rigid_bodies.hpp>

namespace ember::envs::rigid {

/// World::relax(iterations) of every world. Worlds that relax joints alone are taken four at a time, one to a
/// lane of a vector: the rounds of one world wait for each other, those of four worlds do not. The bits are
/// those of World::relax. The worlds have the same number of bodies, and their joints join the same ones.
void relax_together(std::span<World* const> worlds, int iterations);

}  // namespace ember::envs::rigid
