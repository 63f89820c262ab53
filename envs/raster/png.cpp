#include <algorithm>
#include <array>
#include <string_view>

#include <ember/envs/raster/frame.hpp>

// Portable Network Graphics (ISO/IEC 15948): a signature and chunks; the pixels are zlib data in stored
// blocks.
namespace ember::envs {
namespace {

using Bytes = std::vector<std::uint8_t>;

void append32(Bytes& out, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

void append_chunk(Bytes& out, std::string_view type, const Bytes& content) {
  append32(out, static_cast<std::uint32_t>(content.size()));
  const std::size_t first = out.size();
  out.insert(out.end(), type.begin(), type.end());
  out.insert(out.end(), content.begin(), content.end());
  append32(out, crc32(std::span(out).subspan(first)));
}

Bytes zlib(const Bytes& raw) {
  Bytes out = {0x78, 0x01};
  std::uint32_t a = 1, b = 0;  // Adler-32
  for (const std::uint8_t byte : raw) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  for (std::size_t i = 0; i < raw.size(); i += 65535) {
    const std::size_t size = std::min<std::size_t>(65535, raw.size() - i);
    const auto low = static_cast<std::uint8_t>(size), high = static_cast<std::uint8_t>(size >> 8);
    const auto not_low = static_cast<std::uint8_t>(~low), not_high = static_cast<std::uint8_t>(~high);
    const std::array<std::uint8_t, 5> head = {i + size == raw.size(), low, high, not_low, not_high};
    out.insert(out.end(), head.begin(), head.end());
    out.insert(out.end(), raw.begin() + static_cast<std::ptrdiff_t>(i),
               raw.begin() + static_cast<std::ptrdiff_t>(i + size));
  }
  append32(out, b << 16 | a);
  return out;
}

}  // namespace

std::vector<std::uint8_t> to_png(const Frame& frame) {
  Bytes head;
  append32(head, static_cast<std::uint32_t>(frame.width));
  append32(head, static_cast<std::uint32_t>(frame.height));
  const std::array<std::uint8_t, 5> kind = {8, static_cast<std::uint8_t>(frame.channels == 1 ? 0 : 2), 0, 0,
                                            0};
  head.insert(head.end(), kind.begin(), kind.end());

  Bytes raw;
  const auto row = static_cast<std::ptrdiff_t>(frame.width) * frame.channels;
  for (int y = 0; y < frame.height; ++y) {
    raw.push_back(0);  // no filter
    raw.insert(raw.end(), frame.pixels.begin() + y * row, frame.pixels.begin() + (y + 1) * row);
  }

  Bytes out = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  append_chunk(out, "IHDR", head);
  append_chunk(out, "IDAT", zlib(raw));
  append_chunk(out, "IEND", {});
  return out;
}

}  // namespace ember::envs
