#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <ember/envs/space/box.hpp>
#include <ember/envs/space/discrete.hpp>
#include <ember/envs/space/multi_discrete.hpp>

namespace ember::envs {

class Space;

/// Spaces side by side; a member's row is the rows of its parts joined (gymnasium.spaces.Tuple).
class Tuple {
 public:
  explicit Tuple(std::vector<Space> spaces);

  std::vector<Space>& spaces() { return spaces_; }
  const std::vector<Space>& spaces() const { return spaces_; }

  /// Seeds each part by a number drawn from a generator with this seed. None leaves all as they are.
  void seed(Seed seed);

  std::string to_string() const;
  void serialize(Archive& archive);
  bool operator==(const Tuple& other) const;

 private:
  std::vector<Space> spaces_;
};

/// Named spaces, in the order of their names; rows as Tuple's (gymnasium.spaces.Dict).
class Dict {
 public:
  /// Throws ValueError if a name occurs twice.
  explicit Dict(std::vector<std::pair<std::string, Space>> spaces);

  const std::vector<std::string>& keys() const { return keys_; }
  std::vector<Space>& spaces() { return parts_.spaces(); }
  const std::vector<Space>& spaces() const { return parts_.spaces(); }

  /// The space of one name. Throws ValueError if there is none.
  const Space& at(std::string_view key) const;

  void seed(Seed seed) { parts_.seed(seed); }
  std::string to_string() const;
  void serialize(Archive& archive);
  bool operator==(const Dict& other) const;

 private:
  std::vector<std::string> keys_;
  Tuple parts_;
};

/// Any space: what observation_space() and action_space() of an environment return. Members are rows of
/// numbers, which is how environments write observations; the kinds themselves have typed forms.
class Space {
 public:
  Space(Discrete space);
  Space(Box space);
  Space(MultiDiscrete space);
  Space(MultiBinary space);
  Space(Tuple space);
  Space(Dict space);
  Space(const Space& other);
  Space(Space&& other) noexcept;
  Space& operator=(const Space& other);
  Space& operator=(Space&& other) noexcept;
  ~Space();

  bool is_discrete() const;
  bool is_box() const;

  /// The space as its kind: `space.as<Discrete>().n()`. Throws ValueError if it is another.
  template <class Kind> const Kind& as() const;
  const Discrete& discrete() const { return as<Discrete>(); }
  const Box& box() const { return as<Box>(); }

  /// The number of values in a member's row: 1 for Discrete, all elements for Box.
  std::size_t size() const;

  /// True if the row holds a member: size() values, whole numbers where the space is discrete.
  bool contains(std::span<const float> row) const;

  /// Seeds the space's own generators; none leaves them.
  void seed(Seed seed);

  /// One random member as a row of size() values.
  std::vector<double> sample();

  /// One member that a mask allows, and one drawn by probabilities. Both have mask_size() entries: n for
  /// Discrete, all counts for MultiDiscrete, one per bit for MultiBinary, none for Box, the parts' joined for
  /// Tuple and Dict.
  std::vector<double> sample_masked(std::span<const std::uint8_t> mask);
  std::vector<double> sample_weighted(std::span<const double> probabilities);
  std::size_t mask_size() const;

  /// As Gymnasium prints it.
  std::string to_string() const;

  /// Saves or loads the space with its generators; loading needs a space of the same kind.
  void serialize(Archive& archive);

  bool operator==(const Space& other) const;

 private:
  struct Kinds;  // a variant
  std::unique_ptr<Kinds> kind_;
};

}  // namespace ember::envs
