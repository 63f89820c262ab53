#include <ember/rl/python_random.hpp>

#include <algorithm>
#include <bit>

#include <ember/autograd/error.hpp>

namespace ember::rl {

// init_by_array of the authors' mt19937ar, the key being the 32-bit digits of the seed, lowest first.
MersenneTwister PythonRandom::seeded(uint64_t seed) {
  constexpr uint32_t n = MersenneTwister::size;
  const uint32_t key[2] = {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)};
  const uint32_t length = key[1] == 0 ? 1 : 2;
  MersenneTwister::Words words = MersenneTwister(19650218).words();
  uint32_t i = 0, digit = 0;
  const auto advance = [&] {
    if (++i < n) return;
    words[0] = words[n - 1];
    i = 1;
  };
  const auto mixed = [&](uint32_t factor) {
    return words[i] ^ ((words[i - 1] ^ (words[i - 1] >> 30)) * factor);
  };
  i = 1;
  for (uint32_t k = 0; k < n; ++k) {
    words[i] = mixed(1664525) + key[digit] + digit;
    advance();
    digit = (digit + 1) % length;
  }
  for (uint32_t k = 1; k < n; ++k) {
    words[i] = mixed(1566083941) - i;
    advance();
  }
  words[0] = 0x80000000u;
  return MersenneTwister(words, n);
}

double PythonRandom::random() {
  const uint32_t high = engine_() >> 5, low = engine_() >> 6;
  return (high * 0x1p26 + low) * 0x1p-53;
}

uint64_t PythonRandom::getrandbits(int bits) {
  require<ValueError>(bits >= 1 && bits <= 64, "getrandbits: bits must be in [1, 64]: ", bits);
  if (bits <= 32) return engine_() >> (32 - bits);
  const uint64_t low = engine_();
  return (uint64_t{engine_() >> (64 - bits)} << 32) | low;
}

uint64_t PythonRandom::randbelow(uint64_t n) {
  require<ValueError>(n > 0, "randbelow: n must be positive: ", n);
  const int bits = static_cast<int>(std::bit_width(n));
  uint64_t value;
  do value = getrandbits(bits);
  while (value >= n);
  return value;
}

int64_t PythonRandom::randint(int64_t low, int64_t high) {
  const uint64_t width = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1;
  require<ValueError>(low <= high && width != 0, "randint: empty or too wide: [", low, ", ", high, "]");
  return static_cast<int64_t>(static_cast<uint64_t>(low) + randbelow(width));
}

void PythonRandom::sample(uint64_t n, std::span<uint64_t> out) {
  const uint64_t k = out.size();
  require<ValueError>(k <= n, "sample: larger than the population: ", k, " of ", n);
  uint64_t set_size = 21;  // the size up to which CPython finds a list smaller than a set of k
  if (k > 5) {
    uint64_t power = 1;
    while (power < 3 * k) power *= 4;
    set_size += power;
  }
  if (n <= set_size) {
    pool_.resize(n);
    for (uint64_t i = 0; i < n; ++i) pool_[i] = i;
    for (uint64_t i = 0; i < k; ++i) {
      const uint64_t j = randbelow(n - i);
      out[i] = pool_[j];
      pool_[j] = pool_[n - i - 1];
    }
    return;
  }
  pool_.assign(n / 64 + 1, 0);  // one bit per member: taken or not
  for (uint64_t& drawn : out) {
    do drawn = randbelow(n);
    while ((pool_[drawn / 64] >> (drawn % 64) & 1) != 0);
    pool_[drawn / 64] |= uint64_t{1} << (drawn % 64);
  }
}

std::vector<uint32_t> PythonRandom::getstate() const {
  std::vector<uint32_t> words(engine_.words().begin(), engine_.words().end());
  words.push_back(engine_.used());
  return words;
}

void PythonRandom::setstate(std::span<const uint32_t> words) {
  require<FormatError>(words.size() == MersenneTwister::size + 1 && words.back() <= MersenneTwister::size,
                       "setstate: expected 624 words and a position of at most 624, got ", words.size(),
                       " words");
  MersenneTwister::Words copy;
  std::copy_n(words.begin(), copy.size(), copy.begin());
  engine_ = MersenneTwister(copy, words.back());
}

}  // namespace ember::rl
