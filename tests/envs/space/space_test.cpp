#include <ember/envs/space/space.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

namespace ember::envs {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

std::vector<Space> recorded_spaces() {
  return {
      Discrete(2),
      Discrete(5, -3),
      Box(-2, 2, {1}),
      Box({-4.8, -inf, -0.41887903, 0}, {4.8, inf, inf, 1}),
      Box(-inf, 1, {2, 2}),
      Box(0, 255, {2, 3}, DType::uint8),
      Box(-1, 1, {3}, DType::float64),
      Box(-5, 5, {4}, DType::int32),
      Box(-0x1p40, 0x1p40, {2}, DType::int64),
      Box({0, -inf, 3}, {inf, 2, 4}, {}, DType::float64),
      Box(-3, inf, {2}, DType::int32),
      MultiDiscrete({5, 2, 2}),
      MultiDiscrete({3, 4}, {-1, 10}),
      MultiBinary(7),
      MultiBinary(std::vector<std::int64_t>{2, 3}),
      Tuple({Discrete(32), Discrete(11), Discrete(2)}),
      Dict({{"b", Box(-1, 1, {2})}, {"a", Discrete(3)}, {"c", Tuple({MultiBinary(2), Discrete(4)})}}),
      // with masks and weights
      Discrete(5, -3),
      Discrete(3),
      MultiDiscrete({3, 4}, {-1, 10}),
      MultiBinary(5),
      Tuple({Discrete(3), MultiBinary(3)}),
      Discrete(4),
      MultiDiscrete({2, 3}),
      MultiBinary(3),
  };
}

std::string hexes(const std::vector<double>& row) {
  std::string text;
  for (const double value : row) {
    char word[20];
    std::snprintf(word, sizeof word, "%s%016llx", text.empty() ? "" : " ",
                  static_cast<unsigned long long>(std::bit_cast<std::uint64_t>(value)));
    text += word;
  }
  return text;
}

TEST(Space, SamplesAndPrintsAsGymnasium) {
  std::vector<Space> spaces = recorded_spaces();
  std::size_t next = 0, samples = 0;
  Space* space = nullptr;
  std::string mode;
  std::vector<double> entries;
  std::ifstream file(EMBER_TEST_DATA "/envs/spaces.txt");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word == "seed") {
      std::uint64_t seed = 0;
      words >> seed;
      space->seed(seed);
    } else if (word == "space" || word == "masked" || word == "weighted") {
      mode = word;
      ASSERT_LT(next, spaces.size());
      space = &spaces[next++];
      EXPECT_EQ(line.substr(word.size() + 1, space->to_string().size()), space->to_string());
      entries.clear();
      if (mode == "space") continue;
      space->seed(42);
      words.str(line.substr(line.find(mode == "masked" ? "mask " : "weights ") + (mode == "masked" ? 5 : 8)));
      words.clear();
      for (double entry; words >> entry;) entries.push_back(entry);
    } else {
      std::vector<double> row;
      if (mode == "space") row = space->sample();
      if (mode == "masked")
        row = space->sample_masked(std::vector<std::uint8_t>(entries.begin(), entries.end()));
      if (mode == "weighted") row = space->sample_weighted(entries);
      EXPECT_EQ(hexes(row), line) << space->to_string();
      const std::vector<float> narrow(row.begin(), row.end());
      EXPECT_TRUE(space->contains(narrow));
      ++samples;
    }
  }
  EXPECT_EQ(next, spaces.size());
  EXPECT_EQ(samples, 17u * 40 + 8 * 20);
}

TEST(Space, ContainsRefusesWhatIsOutside) {
  const auto holds = [](const Space& space, std::vector<float> row) { return space.contains(row); };
  EXPECT_FALSE(holds(Discrete(3), {3}));
  EXPECT_FALSE(holds(Discrete(3), {-1}));
  EXPECT_FALSE(holds(Discrete(3), {0.5f}));
  EXPECT_FALSE(holds(Discrete(3), {NAN}));
  EXPECT_FALSE(holds(Discrete(3), {1, 1}));
  EXPECT_TRUE(holds(Discrete(3, -1), {-1}));
  EXPECT_FALSE(holds(Box(-1, 1, {2}), {0, 1.5f}));
  EXPECT_FALSE(holds(Box(-1, 1, {2}), {0, NAN}));
  EXPECT_FALSE(holds(Box(-1, 1, {2}), {0}));
  EXPECT_FALSE(holds(MultiDiscrete({2, 2}), {0, 2}));
  EXPECT_FALSE(holds(MultiBinary(2), {0, 2}));
  EXPECT_FALSE(holds(Tuple({Discrete(2), Discrete(3)}), {0, 3}));
  EXPECT_TRUE(holds(Tuple({Discrete(2), Discrete(3)}), {1, 2}));
}

TEST(Space, RefusesImpossibleBounds) {
  EXPECT_THROW(Discrete(0), ValueError);
  EXPECT_THROW(Box(1, -1, {1}), ValueError);
  EXPECT_THROW(Box(NAN, 1, {1}), ValueError);
  EXPECT_THROW(Box(0, 256, {1}, DType::uint8), ValueError);
  EXPECT_THROW(Box(-inf, 1, {1}, DType::uint8), ValueError);
  EXPECT_THROW(Box({0, 0}, {1}), ShapeError);
  EXPECT_THROW(Box(std::vector<double>{0}, std::vector<double>{1}, {2}), ShapeError);
  EXPECT_THROW(MultiDiscrete({2, 0}), ValueError);
  EXPECT_THROW(MultiDiscrete({2, 2}, {1}), ShapeError);
  EXPECT_THROW(MultiBinary(0), ValueError);
  EXPECT_THROW(Dict({{"a", Discrete(1)}, {"a", Discrete(2)}}), ValueError);
}

TEST(Space, RefusesMasksOfTheWrongLength) {
  Space space = Tuple({Discrete(3), MultiBinary(2)});
  EXPECT_EQ(space.mask_size(), 5u);
  EXPECT_THROW(space.sample_masked(std::vector<std::uint8_t>(4)), ShapeError);
  EXPECT_THROW(space.sample_weighted(std::vector<double>(6)), ShapeError);
}

TEST(Space, SamplesGoOnFromASavedState) {
  auto spaces = recorded_spaces();
  for (Space& space : spaces) {
    space.seed(5);
    space.sample();
    Space other = space;
    other.seed(6);
    load(other, save(space));
    EXPECT_EQ(other.sample(), space.sample()) << space.to_string();
  }
}

TEST(Space, EqualityIgnoresTheGenerator) {
  Space a = Discrete(3), b = Discrete(3);
  b.seed(9);
  EXPECT_EQ(a, b);
  EXPECT_NE(a, Space(Discrete(3, 1)));
  EXPECT_NE(a, Space(Box(0, 1, {1})));
}

TEST(Space, OfAnotherKindIsRefused) {
  EXPECT_THROW(Space(Discrete(2)).box(), ValueError);
  EXPECT_THROW(Space(Box(0, 1, {1})).discrete(), ValueError);
}

}  // namespace
}  // namespace ember::envs
