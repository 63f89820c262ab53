#include <ember/envs/random/seed_sequence.hpp>

namespace ember::envs {
namespace {

std::uint32_t fold(std::uint32_t value) { return value ^ (value >> 16); }

// Each call multiplies by the next power of the generator, so equal words hash differently.
class Hash {
 public:
  Hash(std::uint32_t start, std::uint32_t multiplier) : constant_(start), multiplier_(multiplier) {}

  std::uint32_t operator()(std::uint32_t value) {
    value ^= constant_;
    constant_ *= multiplier_;
    return fold(value * constant_);
  }

 private:
  std::uint32_t constant_;
  std::uint32_t multiplier_;
};

std::uint32_t mix(std::uint32_t x, std::uint32_t y) { return fold(0xca01f9ddu * x - 0x4973f715u * y); }

}  // namespace

std::array<std::uint64_t, 4> seed_sequence(std::span<const std::uint32_t> words) {
  std::array<std::uint32_t, 4> pool;
  Hash enter(0x43b0d7e5u, 0x931e8875u);
  for (std::size_t i = 0; i < pool.size(); ++i) pool[i] = enter(i < words.size() ? words[i] : 0);
  for (std::size_t from = 0; from < pool.size(); ++from) {
    for (std::size_t to = 0; to < pool.size(); ++to) {
      if (from != to) pool[to] = mix(pool[to], enter(pool[from]));
    }
  }
  for (std::size_t from = pool.size(); from < words.size(); ++from) {
    for (std::uint32_t& word : pool) word = mix(word, enter(words[from]));
  }

  std::array<std::uint64_t, 4> state;
  Hash leave(0x8b51f9ddu, 0x58f38dedu);
  for (std::size_t i = 0; i < state.size(); ++i) {
    const std::uint64_t low = leave(pool[2 * i % 4]);
    const std::uint64_t high = leave(pool[(2 * i + 1) % 4]);
    state[i] = low | high << 32;
  }
  return state;
}

}  // namespace ember::envs
