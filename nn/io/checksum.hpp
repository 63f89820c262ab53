#pragma once

#include <cstdint>
#include <span>

namespace ember::io {

/// CRC-32C (Castagnoli polynomial, RFC 3720 appendix B.4) of the bytes. To continue over several pieces, pass
/// the checksum so far. Finds every single flipped bit and every burst of up to 32 bits.
uint32_t crc32c(std::span<const uint8_t> bytes, uint32_t before = 0);

/// CRC-32 as in zip files (ISO-HDLC polynomial).
uint32_t crc32(std::span<const uint8_t> bytes, uint32_t before = 0);

}  // namespace ember::io
