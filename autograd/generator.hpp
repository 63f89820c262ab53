#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <ember/autograd/mersenne_twister.hpp>

namespace ember {

/// A stream of random numbers, equal to the bit to that of PyTorch's CPU generator with the same seed
/// (https://pytorch.org/docs/1.13/generated/torch.Generator.html). A plain value: a copy continues the same
/// stream on its own. One object must not be used by two threads at once.
class Generator {
 public:
  /// The seed of a generator that was given none, PyTorch's `default_rng_seed_val`.
  static constexpr uint64_t default_seed = 67280421310721;

  explicit Generator(uint64_t seed = default_seed) : engine_(static_cast<uint32_t>(seed)), seed_(seed) {}

  /// Starts the stream of `seed` afresh. As in PyTorch the engine sees its low 32 bits only.
  void manual_seed(uint64_t seed) { *this = Generator(seed); }

  /// The seed that was given last.
  uint64_t initial_seed() const { return seed_; }

  /// The next 32 random bits.
  uint32_t random() { return engine_(); }

  /// The next 64 random bits: two draws, the first one high.
  uint64_t random64() {
    const uint64_t high = engine_();
    return (high << 32) | engine_();
  }

  /// Uniform in [0, 1) with 53 random bits, as `uniform_` draws for float64.
  double uniform() { return static_cast<double>(random64() & ((uint64_t{1} << 53) - 1)) * 0x1p-53; }

  /// A standard normal number by Box and Muller. Numbers come in pairs; the second one waits for the next
  /// call.
  double normal();

  /// The state in the bytes of `torch.get_rng_state()` (5056 of them, little-endian).
  std::vector<uint8_t> state() const;

  /// Continues from what `state()` or PyTorch gave. Throws FormatError, and changes nothing, when the bytes
  /// are not a generator's state.
  void set_state(std::span<const uint8_t> bytes);

 private:
  MersenneTwister engine_;
  uint64_t seed_;
  std::optional<double> next_normal_;
};

/// The generator of the whole process, held alone by this thread as long as the object lives:
/// `fill_uniform(out, 0, 1, *DefaultGenerator())`.
class DefaultGenerator {
 public:
  DefaultGenerator();
  DefaultGenerator(const DefaultGenerator&) = delete;
  DefaultGenerator& operator=(const DefaultGenerator&) = delete;
  ~DefaultGenerator();
  Generator& operator*() const { return generator_; }
  Generator* operator->() const { return &generator_; }

 private:
  Generator& generator_;
};

/// Seeds the generator of the process, as `torch.manual_seed`.
void manual_seed(uint64_t seed);

}  // namespace ember
