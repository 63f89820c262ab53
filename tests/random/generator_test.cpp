#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <random>
#include <thread>

#include <ember/autograd/error.hpp>
#include <ember/autograd/generator.hpp>
#include <ember/autograd/random_fill.hpp>

namespace ember {
namespace {

template <class T, size_t N> std::span<T> span(std::array<T, N>& values) { return values; }

TEST(MersenneTwister, EqualsTheStandardLibrarys) {
  for (const uint32_t seed : {0u, 5489u, 4294967295u}) {
    MersenneTwister ours(seed);
    std::mt19937 theirs(seed);
    for (int i = 0; i < 2000; ++i) ASSERT_EQ(ours(), theirs()) << seed << " at " << i;
  }
}

TEST(Generator, ContinuesFromItsSavedState) {
  for (const int draws : {0, 1, 3, 623, 624, 625}) {
    Generator generator(7);
    for (int i = 0; i < draws; ++i) generator.random();
    generator.normal();  // leaves its twin waiting
    Generator other(8);
    other.set_state(generator.state());
    EXPECT_EQ(other.initial_seed(), 7u);
    for (int i = 0; i < 700; ++i) ASSERT_EQ(other.normal(), generator.normal()) << draws << " at " << i;
  }
}

TEST(Generator, CopyGoesOnAlone) {
  Generator generator(3);
  generator.normal();
  Generator copy = generator;
  const double next = generator.normal();
  for (int i = 0; i < 1000; ++i) generator.random();
  EXPECT_EQ(copy.normal(), next);
}

TEST(Generator, RefusesBytesThatAreNoState) {
  Generator generator(3);
  auto bytes = generator.state();
  const auto before = bytes;
  bytes.pop_back();
  EXPECT_THROW(generator.set_state(bytes), FormatError);
  for (const size_t at : {size_t{8}, size_t{12}, size_t{17}}) {  // words left, seeded, words used
    bytes = before;
    bytes[at] = 77;
    EXPECT_THROW(generator.set_state(bytes), FormatError) << at;
  }
  EXPECT_EQ(generator.state(), before);
}

TEST(DefaultGenerator, IsSeededByManualSeed) {
  manual_seed(12);
  const uint32_t first = DefaultGenerator()->random();
  EXPECT_EQ(first, Generator(12).random());
  manual_seed(12);
  EXPECT_EQ(DefaultGenerator()->random(), first);
}

TEST(DefaultGenerator, GivesEveryNumberOnceToManyThreads) {
  constexpr size_t per_thread = 5000;
  manual_seed(5);
  std::array<std::array<int64_t, per_thread>, 4> drawn{};
  std::vector<std::thread> threads;
  for (auto& part : drawn)
    threads.emplace_back([&part] {
      for (int64_t& x : part) x = DefaultGenerator()->random();
    });
  for (auto& thread : threads) thread.join();
  std::vector<int64_t> got, want;
  for (const auto& part : drawn) got.insert(got.end(), part.begin(), part.end());
  Generator alone(5);
  for (size_t i = 0; i < got.size(); ++i) want.push_back(alone.random());
  std::sort(got.begin(), got.end());
  std::sort(want.begin(), want.end());
  EXPECT_EQ(got, want);
}

TEST(RandomFill, RefusesBadParametersAndDrawsNothing) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  Generator g(1);
  const auto before = g.state();
  std::array<float, 4> x{};
  std::array<int64_t, 4> n{};
  const std::array<float, 4> p{0.5f, 0.5f, -0.1f, 0.5f}, zero{},
      infinite{1, 1, 1, std::numeric_limits<float>::infinity()};
  EXPECT_THROW(fill_uniform(span(x), 1, 0, g), ValueError);
  EXPECT_THROW(fill_uniform(span(x), nan, 1, g), ValueError);
  EXPECT_THROW(fill_uniform(span(x), -3e38, 3e38, g), ValueError);
  EXPECT_THROW(fill_normal(span(x), 0, -1, g), ValueError);
  EXPECT_THROW(fill_normal(span(x), 0, nan, g), ValueError);
  EXPECT_THROW(fill_integers(span(n), 2, 2, g), ValueError);
  EXPECT_THROW(fill_bernoulli(span(x), 1.1, g), ValueError);
  EXPECT_THROW(fill_bernoulli(span(x), std::span<const float>(p), g), ValueError);
  EXPECT_THROW(fill_bernoulli(span(x), std::span<const float>(p).first(2), g), ValueError);
  EXPECT_THROW(fill_exponential(span(x), -1, g), ValueError);
  EXPECT_THROW(fill_geometric(span(x), 0, g), ValueError);
  EXPECT_THROW(fill_log_normal(span(x), 0, 0, g), ValueError);
  for (const auto& weights : {p, zero, infinite}) {
    EXPECT_THROW(fill_multinomial(span(n), std::span<const float>(weights), 2, g), ValueError);
    EXPECT_THROW(fill_multinomial_once(span(n), std::span<const float>(weights), 1, g), ValueError);
  }
  EXPECT_THROW(fill_multinomial(span(n), std::span<const float>(p).first(2), 0, g), ValueError);
  EXPECT_EQ(g.state(), before);
}

TEST(RandomFill, NeverDrawsAWeightOfZero) {
  Generator g(2);
  const std::array<double, 5> weights{0, 0.5, 0, 0.5, 0};
  std::vector<int64_t> out(10000);
  fill_multinomial(std::span(out), std::span<const double>(weights), 5, g);
  for (const int64_t i : out) ASSERT_TRUE(i == 1 || i == 3) << i;
}

}  // namespace
}  // namespace ember
