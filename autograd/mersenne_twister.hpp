#pragma once

#include <array>
#include <cstdint>

namespace ember {

/// The 32-bit Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), the engine behind PyTorch's CPU
/// generator and Python's `random`. A plain value: copying it forks the stream.
class MersenneTwister {
 public:
  static constexpr uint32_t size = 624;
  using Words = std::array<uint32_t, size>;

  /// Seeds as `init_genrand`, as `std::mt19937(seed)` does.
  explicit MersenneTwister(uint32_t seed = 5489) {
    words_[0] = seed;
    for (uint32_t i = 1; i < size; ++i) words_[i] = 1812433253u * (words_[i - 1] ^ (words_[i - 1] >> 30)) + i;
  }

  /// Continues from saved words, of which the first `used` (0 to 624) are spent.
  MersenneTwister(const Words& words, uint32_t used) : words_(words), used_(used) {}

  /// The next 32 random bits.
  uint32_t operator()() {
    if (used_ == size) refill();
    uint32_t y = words_[used_++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
  }

  const Words& words() const { return words_; }
  uint32_t used() const { return used_; }

 private:
  static uint32_t twist(uint32_t high, uint32_t low, uint32_t far) {
    const uint32_t mixed = (high & 0x80000000u) | (low & 0x7fffffffu);
    return far ^ (mixed >> 1) ^ ((0u - (low & 1u)) & 0x9908b0dfu);
  }

  void refill() {
    constexpr uint32_t shift = 397;
    uint32_t i = 0;
    for (; i < size - shift; ++i) words_[i] = twist(words_[i], words_[i + 1], words_[i + shift]);
    for (; i < size - 1; ++i) words_[i] = twist(words_[i], words_[i + 1], words_[i + shift - size]);
    words_[i] = twist(words_[i], words_[0], words_[shift - 1]);
    used_ = 0;
  }

  Words words_;
  uint32_t used_ = size;
};

}  // namespace ember
