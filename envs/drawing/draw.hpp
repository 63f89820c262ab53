#pragma once

#include <optional>

#include <ember/envs/drawing/picture.hpp>

namespace ember::envs {

/// The picture of an environment by its `draw()`, or by that of the one it wraps; none if it cannot be drawn.
template <class E> std::optional<Picture> draw(const E& env) {
  if constexpr (requires { env.draw(); }) {
    return env.draw();
  } else if constexpr (requires { env.inner(); }) {
    return draw(env.inner());
  } else {
    return std::nullopt;
  }
}

}  // namespace ember::envs
