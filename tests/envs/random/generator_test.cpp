#include <ember/envs/random/generator.hpp>

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <fstream>
#include <functional>
#include <numeric>
#include <sstream>

#include "crc32.hpp"

namespace ember::envs {
namespace {

std::int64_t bits(double value) { return std::bit_cast<std::int64_t>(value); }

// One draw of the kind that record_random.py calls `name`.
std::function<std::int64_t()> draw_of(const std::string& name, Generator& g) {
  if (name == "raw") return [&] { return static_cast<std::int64_t>(g.next64()); };
  if (name == "random") return [&] { return bits(g.uniform()); };
  if (name == "uniform") return [&] { return bits(g.uniform(-0.05, 0.05)); };
  if (name == "integers_-9999_9999") return [&] { return g.integers(-9999, 9999); };
  if (name.starts_with("integers_")) return [&, n = std::stoll(name.substr(9))] { return g.integers(n); };
  if (name == "float") return [&] { return bits(static_cast<double>(g.uniform_float())); };
  if (name == "normal") return [&] { return bits(g.normal()); };
  if (name == "exponential") return [&] { return bits(g.exponential()); };
  if (name == "choice") return [&] { return g.choice(std::array{0.1, 0.2, 0.3, 0.4}); };
  if (name == "mixed") {
    return [&, kind = 0]() mutable {
      switch (kind++ % 4) {
        case 0: return bits(static_cast<double>(g.integers(5)));
        case 1: return bits(g.uniform());
        case 2: return bits(static_cast<double>(g.integers(13)));
        default: return bits(g.normal());
      }
    };
  }
  std::vector<std::int64_t> order(50);
  std::iota(order.begin(), order.end(), 0);
  if (name == "shuffle") {
    g.shuffle(order);
  } else {
    order = g.permutation(1000);
  }
  return [order, i = 0u]() mutable { return order[i++]; };
}

TEST(Generator, EqualsNumPyForEveryKindOfDraw) {
  std::ifstream file(EMBER_TEST_DATA "/envs/random.txt");
  Generator random;
  std::uint64_t seed = 0;
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    std::istringstream words(line);
    std::string name, sum;
    words >> name;
    if (name == "seed") {
      words >> seed;
      random = Generator(seed);
      continue;
    }
    std::int64_t count = 0;
    words >> count >> sum;
    Crc32 crc;
    const auto draw = draw_of(name, random);
    for (std::int64_t i = 0; i < count; ++i) crc.add(draw());
    ASSERT_EQ(crc.take(), std::stoul(sum, nullptr, 16)) << "seed " << seed << ' ' << name;
  }
  EXPECT_EQ(lines, 13 * 24);
}

TEST(Generator, TakesSeedsWiderThan64Bits) {
  // numpy.random.default_rng(2**128 + 3).random(3)
  Generator random(std::array<std::uint32_t, 5>{3, 0, 0, 0, 1});
  for (const double expected : {0.10033602866159974, 0.6325138865874828, 0.5288834801304864})
    EXPECT_EQ(random.uniform(), expected);
}

TEST(Generator, GoesOnExactlyFromASavedState) {
  Generator random(7);
  random.next32();  // leaves a half behind
  Generator other;
  load(other, save(random));
  EXPECT_EQ(other.next32(), random.next32());
  EXPECT_EQ(other.next64(), random.next64());
}

TEST(Generator, RefusesEmptyRangesAndBadProbabilities) {
  Generator random;
  const Generator before = random;
  EXPECT_THROW(random.integers(0), ValueError);
  EXPECT_THROW(random.integers(3, 3), ValueError);
  EXPECT_THROW(random.choice(std::array{0.5, 0.4}), ValueError);
  EXPECT_THROW(random.choice(std::array{1.5, -0.5}), ValueError);
  EXPECT_THROW(random.permutation(-1), ValueError);
  EXPECT_EQ(random, before);
}

TEST(Generator, OneChoiceDrawsNothing) {
  Generator random;
  const Generator before = random;
  EXPECT_EQ(random.integers(1), 0);
  EXPECT_EQ(random, before);
}

}  // namespace
}  // namespace ember::envs
