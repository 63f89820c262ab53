#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>

#include <ember/envs/error.hpp>

namespace ember::envs {

/// The seed argument of reset: an integer >= 0, or none (`{}`), which continues the generator as it stands. A
/// negative integer throws ValueError; a floating-point number does not compile.
class Seed {
 public:
  constexpr Seed() = default;

  template <std::integral T>
  constexpr Seed(T value) : given_(true), value_(static_cast<std::uint64_t>(value)) {
    if constexpr (std::is_signed_v<T>) {
      if (value < 0) throw ValueError("Seed: must be an integer >= 0: " + std::to_string(value));
    }
  }
  template <std::floating_point T> Seed(T) = delete;

  constexpr bool given() const { return given_; }

  /// The integer; 0 when none was given.
  constexpr std::uint64_t value() const { return value_; }

  /// The seed of environment `index` of several: seed + index, as Gymnasium's vector environments do it; none
  /// stays none.
  constexpr Seed offset(std::uint64_t index) const { return given_ ? Seed(value_ + index) : Seed(); }

 private:
  bool given_ = false;
  std::uint64_t value_ = 0;
};

}  // namespace ember::envs
