#pragma once

#include <string>
#include <variant>

#include <ember/envs/space/box.hpp>
#include <ember/envs/space/discrete.hpp>

namespace ember::envs {

/// Any space: what observation_space() and action_space() of an environment return.
class Space {
 public:
  Space(Discrete space) : kind_(std::move(space)) {}
  Space(Box space) : kind_(std::move(space)) {}

  bool is_discrete() const { return std::holds_alternative<Discrete>(kind_); }
  bool is_box() const { return std::holds_alternative<Box>(kind_); }

  /// The space as its kind. Throws ValueError if it is another.
  const Discrete& discrete() const { return as<Discrete>("Discrete"); }
  const Box& box() const { return as<Box>("Box"); }

  /// The number of values a member takes in a row of floats: 1 for Discrete, all elements for Box.
  std::size_t size() const;

  /// True if the row holds a member: size() values, whole numbers where the space is discrete.
  bool contains(std::span<const float> row) const;

  void seed(Seed seed);

  /// One random member as a row of size() values.
  std::vector<double> sample();

  /// As Gymnasium prints it.
  std::string to_string() const;

  void serialize(Archive& archive);

  bool operator==(const Space&) const = default;

 private:
  template <class Kind>
  const Kind& as(const char* name) const {
    if (const Kind* kind = std::get_if<Kind>(&kind_)) return *kind;
    throw ValueError(std::string("Space: not a ") + name + ": " + to_string());
  }

  std::variant<Discrete, Box> kind_;
};

}  // namespace ember::envs
