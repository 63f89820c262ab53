#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <ember/envs/drawing/picture.hpp>
#include <ember/envs/environment.hpp>

namespace ember::envs {

struct LunarLanderOptions {
  double gravity = -10;      ///< between -12 and 0
  bool enable_wind = false;  ///< a force and a torque that vary with time, until a leg touches the ground
  double wind_power = 15;    ///< greatest force of the wind; 0 to 20 is sensible
  double turbulence_power = 1.5;  ///< greatest torque of the wind; 0 to 2 is sensible

  template <class Reader> void describe(Reader& reader) {
    reader("gravity", gravity, "between -12 and 0");
    reader("enable_wind", enable_wind, "a force and a torque that vary");
    reader("wind_power", wind_power, "greatest force of the wind");
    reader("turbulence_power", turbulence_power, "greatest torque of the wind");
  }
};

/// What the engines do in one step: powers 0 (off) or 0.5 to 1; side is -1 (left) or 1 (right).
struct Engines {
  double main = 0;
  double side = 0;
  double direction = 0;

  void serialize(Archive& archive) { archive(main, side, direction); }
};

/// The world of LunarLander: the moon, the lander and its legs, in the physics of Box2D 2.3. A copy, or a
/// world loaded from bytes, is rebuilt by playing the episode again from its start, which gives the same
/// bits.
class LanderWorld {
 public:
  /// Throws ValueError unless -12 < gravity < 0 and the powers are finite.
  explicit LanderWorld(LunarLanderOptions options = {});
  LanderWorld(const LanderWorld& other);
  LanderWorld(LanderWorld&&) noexcept;
  LanderWorld& operator=(LanderWorld other) noexcept;
  ~LanderWorld();

  static Box observation_space();

  void reset(Seed seed, std::span<float> observation);
  Step step(const Engines& engines, std::span<float> observation);
  void serialize(Archive& archive);

  /// The physics of the next step of several worlds, whose engines are then those of step().
  static void ahead(std::span<LanderWorld* const> worlds, std::span<const Engines> engines);

  /// Moon, flags, lander, legs and the flames of the last step; an empty sky before the first reset.
  Picture draw() const;

 private:
  struct Physics;

  void begin();
  Step advance(const Engines& engines, std::span<float> observation);

  LunarLanderOptions options_;
  Generator random_;
  Generator at_start_;            // as it was when the episode began
  std::vector<Engines> engines_;  // of each step since
  std::unique_ptr<Physics> physics_;
  bool ahead_ = false;  // the physics of the next step is done
};

}  // namespace ember::envs
