// A step of many environments on several threads.
#pragma once

#include <ember/envs/vector_env.hpp>

namespace ember::rl {

/// How VectorOptions::parallel_for shares environments among the threads that set_num_threads() allows, with
/// the same results for any number of them. Environments whose steps together take less than 15 us, by the
/// first steps made, stay on the calling thread. None while one thread is allowed.
envs::ParallelFor on_threads();

}  // namespace ember::rl
