#include <ember/autograd/generator.hpp>

#include <bit>
#include <cmath>
#include <mutex>
#include <numbers>

#include <ember/autograd/error.hpp>

namespace ember {
namespace {

// PyTorch saves a C struct; these are the offsets of its fields on 64-bit machines.
constexpr size_t seed_at = 0, left_at = 8, seeded_at = 12, next_at = 16, words_at = 24;
constexpr size_t normal_at = words_at + 8 * MersenneTwister::size + 8;
constexpr size_t normal_valid_at = normal_at + 16, float_normal_valid_at = normal_valid_at + 12;
constexpr size_t state_size = float_normal_valid_at + 4;

void put(std::vector<uint8_t>& bytes, size_t at, uint64_t value, size_t width) {
  for (size_t i = 0; i < width; ++i) bytes[at + i] = static_cast<uint8_t>(value >> (8 * i));
}

uint64_t get(std::span<const uint8_t> bytes, size_t at, size_t width) {
  uint64_t value = 0;
  for (size_t i = 0; i < width; ++i) value |= static_cast<uint64_t>(bytes[at + i]) << (8 * i);
  return value;
}

struct Default {
  std::mutex mutex;
  Generator generator;
};

Default& process_default() {
  static Default instance;
  return instance;
}

}  // namespace

double Generator::normal() {
  if (next_normal_) {
    const double value = *next_normal_;
    next_normal_.reset();
    return value;
  }
  const double u1 = uniform();
  const double u2 = uniform();
  const double radius = std::sqrt(-2.0 * std::log(1.0 - u2));
  const double theta = 2.0 * std::numbers::pi * u1;
  next_normal_ = radius * std::sin(theta);
  return radius * std::cos(theta);
}

std::vector<uint8_t> Generator::state() const {
  std::vector<uint8_t> bytes(state_size);
  // A freshly seeded engine of PyTorch stands at 0 with one word left; an exhausted one at 624 with one left.
  const bool fresh = engine_.words() == MersenneTwister(static_cast<uint32_t>(seed_)).words() &&
                     engine_.used() == MersenneTwister::size;
  put(bytes, seed_at, seed_, 8);
  put(bytes, left_at, MersenneTwister::size + 1 - engine_.used(), 4);
  put(bytes, seeded_at, 1, 4);
  put(bytes, next_at, fresh ? 0 : engine_.used(), 8);
  for (size_t i = 0; i < MersenneTwister::size; ++i) put(bytes, words_at + 8 * i, engine_.words()[i], 8);
  if (next_normal_) {
    put(bytes, normal_at, std::bit_cast<uint64_t>(*next_normal_), 8);
    put(bytes, normal_valid_at, 1, 4);
  }
  return bytes;
}

void Generator::set_state(std::span<const uint8_t> bytes) {
  require<FormatError>(bytes.size() == state_size, "Generator::set_state: expected ", state_size,
                       " bytes, got ", bytes.size());
  const uint64_t left = get(bytes, left_at, 4), next = get(bytes, next_at, 8);
  const bool fresh = left == 1 && next == 0;
  const bool started = next >= 1 && next <= MersenneTwister::size && left + next == MersenneTwister::size + 1;
  require<FormatError>(get(bytes, seeded_at, 4) == 1 && (fresh || started),
                       "Generator::set_state: not a state of an MT19937 generator: next ", next, ", left ",
                       left);
  MersenneTwister::Words words;
  for (size_t i = 0; i < words.size(); ++i) words[i] = static_cast<uint32_t>(get(bytes, words_at + 8 * i, 8));
  engine_ = MersenneTwister(words, fresh ? MersenneTwister::size : static_cast<uint32_t>(next));
  seed_ = get(bytes, seed_at, 8);
  next_normal_.reset();
  if (get(bytes, normal_valid_at, 4) != 0) next_normal_ = std::bit_cast<double>(get(bytes, normal_at, 8));
}

DefaultGenerator::DefaultGenerator() : generator_(process_default().generator) {
  process_default().mutex.lock();
}

DefaultGenerator::~DefaultGenerator() { process_default().mutex.unlock(); }

void manual_seed(uint64_t seed) { DefaultGenerator()->manual_seed(seed); }

}  // namespace ember
