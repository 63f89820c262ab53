#include <gtest/gtest.h>

#include <string_view>

#include <ember/nn/io/checksum.hpp>

namespace ember::io {
namespace {

std::span<const uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

TEST(Crc, GivesTheCheckValuesOfItsCatalogue) {
  EXPECT_EQ(crc32c(bytes("123456789")), 0xe3069283u);
  EXPECT_EQ(crc32(bytes("123456789")), 0xcbf43926u);
  EXPECT_EQ(crc32c({}), 0u);
}

TEST(Crc, ContinuesOverPieces) {
  const std::string_view text = "the quick brown fox jumps over the lazy dog";
  for (size_t cut = 0; cut <= text.size(); ++cut)
    EXPECT_EQ(crc32c(bytes(text.substr(cut)), crc32c(bytes(text.substr(0, cut)))), crc32c(bytes(text)))
        << cut;
}

}  // namespace
}  // namespace ember::io
