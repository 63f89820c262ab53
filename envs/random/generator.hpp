#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <ember/envs/archive.hpp>
#include <ember/envs/random/seed.hpp>

namespace ember::envs {

/// NumPy's default generator, numpy.random.Generator(PCG64(SeedSequence(seed))): the same seed and the same
/// calls give the same bits. A value type: a copy goes on alone with the same numbers, serialize() keeps all
/// of its state. PCG64 is the 128-bit linear congruential generator with XSL-RR output of M. O'Neill, "PCG: A
/// Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number Generation" (2014).
class Generator {
 public:
  /// The stream of seed 0.
  Generator() : Generator(Seed()) {}

  /// The stream of `seed`; without a seed, that of seed 0.
  explicit Generator(Seed seed);

  /// The stream of a seed of any size, as little-endian 32-bit words without leading zeros.
  explicit Generator(std::span<const std::uint32_t> words);

  /// Starts the stream of `seed` anew; without a seed, goes on. What every environment's reset(seed) calls
  /// first.
  void seed(Seed seed) {
    if (seed.given()) *this = Generator(seed);
  }

  /// 64 uniform bits.
  std::uint64_t next64() {
    step();
    const auto high = static_cast<std::uint64_t>(state_ >> 64);
    const std::uint64_t word = high ^ static_cast<std::uint64_t>(state_);
    const auto turn = static_cast<unsigned>(high >> 58);
    return word >> turn | word << ((64 - turn) & 63);
  }

  /// 32 uniform bits: the low half of a fresh 64, then their high half, kept until the next call.
  std::uint32_t next32() {
    if (has_half_) {
      has_half_ = false;
      return half_;
    }
    const std::uint64_t word = next64();
    has_half_ = true;
    half_ = static_cast<std::uint32_t>(word >> 32);
    return static_cast<std::uint32_t>(word);
  }

  /// Uniform on [0, 1): Generator.random().
  double uniform() { return static_cast<double>(next64() >> 11) * 0x1p-53; }

  /// Uniform on [low, high): Generator.uniform(low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  /// Uniform on [0, 1) in 24 bits: Generator.random(dtype=float32).
  float uniform_float() { return static_cast<float>(next32() >> 8) * 0x1p-24f; }

  /// Uniform on {0, ..., count - 1}: Generator.integers(count), by Lemire's method ("Fast Random Integer
  /// Generation in an Interval", 2019). count == 1 draws nothing. Throws ValueError if count < 1.
  std::int64_t integers(std::int64_t count);

  /// Uniform on {low, ..., high - 1}: Generator.integers(low, high). Throws ValueError if low >= high.
  std::int64_t integers(std::int64_t low, std::int64_t high);

  /// An index drawn by weight: Generator.choice(len(p), p=p). Throws ValueError unless the probabilities are
  /// >= 0 and add up to 1 within 1.5e-8.
  std::int64_t choice(std::span<const double> probabilities);

  /// Normal with mean 0 and variance 1: Generator.standard_normal().
  double normal();

  /// Exponential with mean 1: Generator.standard_exponential().
  double exponential();

  /// A random order, in place: Generator.shuffle. `items` is an array-like with size() and [].
  template <class Items> void shuffle(Items& items) {
    for (std::size_t i = items.size(); i-- > 1;) {
      using std::swap;
      swap(items[i], items[static_cast<std::size_t>(masked(i))]);
    }
  }

  /// {0, ..., count - 1} in random order: Generator.permutation(count). Throws ValueError if count < 0.
  std::vector<std::int64_t> permutation(std::int64_t count);

  void serialize(Archive& archive);

  bool operator==(const Generator&) const = default;

 private:
  __extension__ typedef unsigned __int128 Word128;
  static constexpr Word128 word128(std::uint64_t high, std::uint64_t low) {
    return static_cast<Word128>(high) << 64 | low;
  }

  void start(std::span<const std::uint32_t> words);
  void step() { state_ = state_ * word128(2549297995355413924u, 4865540595714422341u) + increment_; }
  std::uint64_t bounded(std::uint64_t largest);  // Lemire's method
  std::uint64_t masked(std::uint64_t largest);   // rejection under the next power of two, what shuffle uses

  Word128 state_ = 0;
  Word128 increment_ = 0;
  bool has_half_ = false;
  std::uint32_t half_ = 0;
};

}  // namespace ember::envs
