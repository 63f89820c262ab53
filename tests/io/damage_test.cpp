// Every damage to a whole file of Ember: all lengths it can be cut to, all single bits that can flip.

#include <gtest/gtest.h>

#include <ember/autograd/error.hpp>
#include <ember/nn/io/safetensors.hpp>

#include "samples.hpp"

namespace ember::io {
namespace {

// A file as a small network with its optimizer gives it, about 8 KB.
Bytes network() {
  Bytes values(1500 * sizeof(float));
  uint32_t x = 1;
  for (uint8_t& byte : values) byte = static_cast<uint8_t>((x = x * 1664525u + 1013904223u) >> 24);
  std::vector<Record> records;
  const std::span<const uint8_t> all(values);
  for (size_t i = 0; i < 15; ++i)
    records.push_back(
        {"policy.layers." + std::to_string(i) + ".weight", kFloat, {10, 10}, all.subspan(i * 400, 400)});
  return encode_safetensors(records, {{"algorithm", "dqn"}, {"environment", "CartPole-v1"}});
}

TEST(DamagedFile, IsRefusedAtEveryLength) {
  const Bytes file = network();
  for (size_t length = 0; length < file.size(); ++length)
    ASSERT_THROW(decode_safetensors(Bytes(file.begin(), file.begin() + static_cast<ptrdiff_t>(length))),
                 FormatError)
        << length;
  EXPECT_TRUE(decode_safetensors(file).checksummed);
}

TEST(DamagedFile, IsRefusedForEveryFlippedBit) {
  for (const Bytes& file : {network(), read_file(oracle("ember.safetensors"))}) {
    const size_t values = 8 + file[0] + 256u * file[1];
    for (size_t bit = 0; bit < 8 * file.size(); ++bit) {
      Bytes damaged = file;
      damaged[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
      if (bit / 8 >= values)
        ASSERT_THROW(decode_safetensors(std::move(damaged)), ChecksumError) << "bit " << bit;
      else
        ASSERT_THROW(decode_safetensors(std::move(damaged)), FormatError) << "bit " << bit;
    }
  }
}

TEST(DamagedFile, IsRefusedWithEveryByteReplaced) {
  const Bytes file = read_file(oracle("ember.safetensors"));
  for (size_t at = 0; at < file.size(); ++at)
    for (unsigned value = 0; value < 256; value += 17) {
      if (file[at] == value) continue;
      Bytes damaged = file;
      damaged[at] = static_cast<uint8_t>(value);
      ASSERT_THROW(decode_safetensors(std::move(damaged)), FormatError) << at << " to " << value;
    }
}

}  // namespace
}  // namespace ember::io
