#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <ember/autograd/error.hpp>

namespace ember::io {

/// Reads little-endian numbers and pieces one after the other, and never past the end: throws FormatError
/// that begins with `format`, the name of the file format.
class ByteReader {
 public:
  ByteReader(const char* format, std::span<const uint8_t> bytes) : format_(format), bytes_(bytes) {}

  uint16_t u16() { return static_cast<uint16_t>(number(2)); }
  uint32_t u32() { return static_cast<uint32_t>(number(4)); }
  uint64_t u64() { return number(8); }

  /// The next `count` bytes.
  std::span<const uint8_t> take(uint64_t count) {
    require<FormatError>(count <= bytes_.size(), format_, ": file ends too soon: ", count, " bytes wanted, ",
                         bytes_.size(), " left");
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }

  std::string_view text(uint64_t count) {
    const auto taken = take(count);
    return {reinterpret_cast<const char*>(taken.data()), taken.size()};
  }

  /// What is left.
  std::span<const uint8_t> rest() const { return bytes_; }

 private:
  uint64_t number(uint64_t width) {
    uint64_t value = 0;
    const auto taken = take(width);
    for (uint64_t i = 0; i < width; ++i) value |= static_cast<uint64_t>(taken[i]) << (8 * i);
    return value;
  }

  const char* format_;
  std::span<const uint8_t> bytes_;
};

/// Appends `width` bytes of a number, lowest first.
template <class Bytes> void append_number(Bytes& bytes, uint64_t value, int width) {
  for (int i = 0; i < width; ++i) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

}  // namespace ember::io
