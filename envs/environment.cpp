#include <ember/envs/environment.hpp>

#include <cmath>

namespace ember::envs {

void require_finite(const char* what, std::span<const float> action, std::size_t size) {
  require_size(what, action.size(), size);
  for (std::size_t i = 0; i < size; ++i) {
    if (!std::isfinite(action[i])) {
      throw ActionError(std::string(what) + ": action is not finite: value " + std::to_string(i) + " is " +
                        std::to_string(action[i]));
    }
  }
}

}  // namespace ember::envs
