#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <ember/autograd/mersenne_twister.hpp>
#include <ember/envs/archive.hpp>

namespace ember::rl {

/// The stream of Python's `random.Random` (CPython 3.11 and later;
/// https://docs.python.org/3/library/random.html), so that a program of Python can be replayed step by step.
/// A plain value: a copy continues the same stream on its own.
class PythonRandom {
 public:
  /// Seeds as `random.seed(seed)` does for an int.
  explicit PythonRandom(uint64_t seed) : engine_(seeded(seed)) {}

  /// Uniform in [0, 1) with 53 random bits.
  double random();

  /// `bits` random bits, 1 to 64. Throws ValueError outside.
  uint64_t getrandbits(int bits);

  /// Uniform on 0 ... n - 1, as `randrange(n)`; n >= 1. Throws ValueError when n is 0.
  uint64_t randbelow(uint64_t n);

  /// Uniform on low ... high, both ends included. Throws ValueError when low > high.
  int64_t randint(int64_t low, int64_t high);

  /// Uniform on [low, high].
  double uniform(double low, double high) { return low + (high - low) * random(); }

  /// The places that `sample(population, out.size())` takes from a population of n, in its order: distinct
  /// numbers of 0 ... n - 1. Throws ValueError when out is longer than n.
  void sample(uint64_t n, std::span<uint64_t> out);

  /// Puts the elements into a random order, as `shuffle`.
  template <class T> void shuffle(std::span<T> values) {
    using std::swap;
    for (size_t i = values.size(); i-- > 1;) swap(values[i], values[randbelow(i + 1)]);
  }

  /// The 624 words and the position of `getstate()[1]`, for checkpoints.
  std::vector<uint32_t> getstate() const;

  /// Continues from what getstate() gave. Throws FormatError, and changes nothing, unless these are 625 words
  /// of which the last is at most 624.
  void setstate(std::span<const uint32_t> words);

  /// Throws FormatError when loading what is not a state.
  void serialize(envs::Archive& archive) {
    std::vector<uint32_t> state = getstate();
    archive(state);
    if (archive.loading()) setstate(state);
  }

 private:
  static MersenneTwister seeded(uint64_t seed);

  MersenneTwister engine_;
  std::vector<uint64_t> pool_;  // of sample(): kept, so that a draw in a loop allocates once
};

}  // namespace ember::rl
