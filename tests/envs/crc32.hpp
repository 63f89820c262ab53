#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

namespace ember::envs {

/// zlib's CRC-32, of the bytes of numbers.
class Crc32 {
 public:
  template <class T>
  requires std::is_arithmetic_v<T>
  void add(T value) {
    std::array<unsigned char, sizeof value> bytes;
    std::memcpy(bytes.data(), &value, sizeof value);
    for (const unsigned char byte : bytes) value_ = value_ >> 8 ^ table()[(value_ ^ byte) & 0xff];
  }
  void add(std::span<const float> row) {
    for (const float value : row) add(value);
  }
  std::uint32_t take() { return ~std::exchange(value_, 0xffffffffu); }

 private:
  static const std::array<std::uint32_t, 256>& table() {
    static const auto entries = [] {
      std::array<std::uint32_t, 256> all;
      for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t c = i;
        for (int bit = 0; bit < 8; ++bit) c = c >> 1 ^ (c & 1 ? 0xedb88320u : 0);
        all[i] = c;
      }
      return all;
    }();
    return entries;
  }
  std::uint32_t value_ = 0xffffffffu;
};

}  // namespace ember::envs
