#include <ember/envs/vector_env.hpp>

#include <ember/envs/registry.hpp>

namespace ember::envs {

VectorEnv<> make_vec(std::string_view id, std::int64_t n, VectorOptions options, const Settings& settings) {
  return VectorEnv<>(make(id, settings), n, std::move(options));
}

}  // namespace ember::envs
