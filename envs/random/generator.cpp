#include <ember/envs/random/generator.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>
#include <vector>

#include <ember/envs/random/seed_sequence.hpp>

namespace ember::envs {

Generator::Generator(Seed seed) {
  const std::array words = {static_cast<std::uint32_t>(seed.value()),
                            static_cast<std::uint32_t>(seed.value() >> 32)};
  start(std::span(words).first(words[1] == 0 ? 1 : 2));
}

Generator::Generator(std::span<const std::uint32_t> words) { start(words); }

void Generator::start(std::span<const std::uint32_t> words) {
  const auto seeds = seed_sequence(words);
  increment_ = word128(seeds[2], seeds[3]) << 1 | 1;
  step();
  state_ += word128(seeds[0], seeds[1]);
  step();
}

std::uint64_t Generator::bounded(std::uint64_t largest) {
  if (largest == 0) return 0;
  if (largest <= 0xffffffffu) {
    const auto count = static_cast<std::uint32_t>(largest + 1);
    if (count == 0) return next32();
    std::uint64_t product = std::uint64_t{next32()} * count;
    if (static_cast<std::uint32_t>(product) < count) {
      const std::uint32_t threshold = (0u - count) % count;
      while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{next32()} * count;
    }
    return product >> 32;
  }
  const std::uint64_t count = largest + 1;
  if (count == 0) return next64();
  Word128 product = static_cast<Word128>(next64()) * count;
  if (static_cast<std::uint64_t>(product) < count) {
    const std::uint64_t threshold = (0u - count) % count;
    while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<Word128>(next64()) * count;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t Generator::masked(std::uint64_t largest) {
  if (largest == 0) return 0;
  const std::uint64_t mask = ~std::uint64_t{0} >> std::countl_zero(largest);
  for (;;) {
    const std::uint64_t value = (largest <= 0xffffffffu ? next32() : next64()) & mask;
    if (value <= largest) return value;
  }
}

std::int64_t Generator::integers(std::int64_t count) { return integers(0, count); }

std::int64_t Generator::integers(std::int64_t low, std::int64_t high) {
  if (low >= high) {
    throw ValueError("integers: low must be below high: " + std::to_string(low) + ", " +
                     std::to_string(high));
  }
  const auto first = static_cast<std::uint64_t>(low);
  return static_cast<std::int64_t>(first + bounded(static_cast<std::uint64_t>(high) - first - 1));
}

std::int64_t Generator::choice(std::span<const double> probabilities) {
  std::vector<double> cumulative;
  double sum = 0;
  for (const double p : probabilities) {
    if (!(p >= 0))
      throw ValueError("choice: a probability is negative or not a number: " + std::to_string(p));
    cumulative.push_back(sum += p);
  }
  if (!(std::abs(sum - 1) <= 1.5e-8)) {
    throw ValueError("choice: the probabilities do not add up to 1: " + std::to_string(sum));
  }
  for (double& c : cumulative) c /= sum;
  return std::upper_bound(cumulative.begin(), cumulative.end(), uniform()) - cumulative.begin();
}

std::vector<std::int64_t> Generator::permutation(std::int64_t count) {
  if (count < 0) throw ValueError("permutation: count is negative: " + std::to_string(count));
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  shuffle(order);
  return order;
}

void Generator::serialize(Archive& archive) {
  for (Word128* word : {&state_, &increment_}) {
    auto high = static_cast<std::uint64_t>(*word >> 64);
    auto low = static_cast<std::uint64_t>(*word);
    archive(high, low);
    *word = word128(high, low);
  }
  archive(has_half_, half_);
}

}  // namespace ember::envs
