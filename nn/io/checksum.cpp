#include <ember/nn/io/checksum.hpp>

#include <array>

namespace ember::io {
namespace {

using Tables = std::array<std::array<uint32_t, 256>, 8>;

// tables[k][b]: the effect of byte b followed by k zero bytes, so that eight bytes are folded in at once.
constexpr Tables make_tables(uint32_t reflected_polynomial) {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1u) != 0 ? reflected_polynomial : 0u);
    tables[0][byte] = crc;
  }
  for (size_t k = 1; k < tables.size(); ++k)
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t shorter = tables[k - 1][byte];
      tables[k][byte] = (shorter >> 8) ^ tables[0][shorter & 0xff];
    }
  return tables;
}

uint32_t crc(const Tables& tables, std::span<const uint8_t> bytes, uint32_t before) {
  uint32_t crc = ~before;
  while (bytes.size() >= 8) {
    uint32_t next = 0;
    for (size_t i = 0; i < 4; ++i) next ^= tables[7 - i][((crc >> (8 * i)) & 0xff) ^ bytes[i]];
    for (size_t i = 4; i < 8; ++i) next ^= tables[7 - i][bytes[i]];
    crc = next;
    bytes = bytes.subspan(8);
  }
  for (const uint8_t byte : bytes) crc = (crc >> 8) ^ tables[0][(crc ^ byte) & 0xff];
  return ~crc;
}

constexpr Tables castagnoli = make_tables(0x82f63b78u);
constexpr Tables iso_hdlc = make_tables(0xedb88320u);

}  // namespace

uint32_t crc32c(std::span<const uint8_t> bytes, uint32_t before) { return crc(castagnoli, bytes, before); }
uint32_t crc32(std::span<const uint8_t> bytes, uint32_t before) { return crc(iso_hdlc, bytes, before); }

}  // namespace ember::io
