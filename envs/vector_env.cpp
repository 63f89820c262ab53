#include <ember/envs/vector_env.hpp>

#include <ember/envs/registry.hpp>

namespace ember::envs {

VectorEnv<> make_vec(std::string_view id, std::int64_t n, VectorOptions options) {
  return VectorEnv<>(make(id), n, std::move(options));
}

}  // namespace ember::envs
