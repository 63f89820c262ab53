#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <numeric>
#include <sstream>

#include <ember/autograd/error.hpp>
#include <ember/rl/python_random.hpp>

namespace ember::rl {
namespace {

// The values of one line of tests/oracle/random/python_streams.py, drawn again.
std::vector<std::string> draw(const std::string& name, uint64_t seed, size_t count) {
  PythonRandom random(seed);
  std::vector<double> reals;
  std::vector<std::string> values;
  const auto add = [&](auto value) { values.push_back(std::to_string(value)); };
  if (name == "getrandbits") {
    for (const int bits : {1, 7, 31, 32, 33, 63, 64}) add(random.getrandbits(bits));
  } else if (name == "randint") {
    for (const int64_t high :
         {int64_t{-3}, int64_t{0}, int64_t{1}, int64_t{4}, int64_t{1000000}, int64_t{1} << 40})
      add(random.randint(-3, high));
  } else if (name == "epsilon_greedy") {
    for (size_t i = 0; i < count; ++i) add(random.random() < 0.5 ? random.randint(0, 1) : 2);
  } else if (name == "shuffle") {
    std::vector<int> order(20);
    std::iota(order.begin(), order.end(), 0);
    random.shuffle(std::span(order));
    for (const int i : order) add(i);
  } else if (name == "state") {
    for (int i = 0; i < 700; ++i) random.random();
    const auto state = random.getstate();
    for (const size_t i : {size_t{0}, size_t{1}, size_t{623}, size_t{624}}) add(state.at(i));
  } else if (name.starts_with("sample_")) {
    std::vector<uint64_t> places(count);
    random.sample(std::stoull(name.substr(7)), places);
    for (const uint64_t place : places) add(place);
  }
  return values;
}

TEST(PythonRandom, EqualsCPython) {
  std::ifstream file(EMBER_TEST_DATA "/random/python_streams.txt");
  ASSERT_TRUE(file);
  size_t lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    std::istringstream words(line);
    std::string name;
    uint64_t seed = 0;
    size_t count = 0;
    words >> name >> seed >> count;
    std::vector<std::string> want(count);
    for (std::string& word : want) words >> word;
    ASSERT_TRUE(words) << line;
    if (name == "random" || name == "uniform") {
      PythonRandom random(seed);
      for (const std::string& word : want)
        EXPECT_EQ(name == "random" ? random.random() : random.uniform(-2.5, 0.75),
                  std::strtod(word.c_str(), nullptr))
            << name << " seed " << seed;
    } else {
      EXPECT_EQ(draw(name, seed, count), want) << name << " seed " << seed;
    }
  }
  EXPECT_EQ(lines, 7u * 17u);
}

TEST(PythonRandom, ContinuesFromItsSavedState) {
  PythonRandom random(4), other(5);
  for (int i = 0; i < 1000; ++i) random.random();
  other.setstate(random.getstate());
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(other.getrandbits(40), random.getrandbits(40));
}

TEST(PythonRandom, RefusesWhatItCannotDraw) {
  PythonRandom random(4);
  const auto before = random.getstate();
  std::vector<uint64_t> places(11);
  EXPECT_THROW(random.sample(10, places), ValueError);
  EXPECT_THROW(random.randbelow(0), ValueError);
  EXPECT_THROW(random.randint(1, 0), ValueError);
  EXPECT_THROW(random.getrandbits(0), ValueError);
  EXPECT_THROW(random.getrandbits(65), ValueError);
  EXPECT_THROW(random.setstate(std::vector<uint32_t>(624)), FormatError);
  EXPECT_THROW(random.setstate(std::vector<uint32_t>(625, 625)), FormatError);
  EXPECT_EQ(random.getstate(), before);
}

}  // namespace
}  // namespace ember::rl
