#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ember::io {

/// One tensor of a safetensors header, as it stands there: nothing is checked but the JSON types.
struct HeaderEntry {
  std::string name;
  std::string dtype;
  std::vector<uint64_t> shape;
  std::vector<uint64_t> offsets;  ///< exactly two: where the values begin and end
};

struct Header {
  std::vector<HeaderEntry> entries;
  std::map<std::string, std::string> metadata;
};

/// Parses the JSON of a safetensors header. Throws FormatError for text that is not JSON, other fields or
/// types than the format knows, a number that is negative, fractional or over 2^64, more than 10 dimensions,
/// and a name or field that stands twice. Depth is bounded, so deep nesting costs nothing.
Header parse_header(std::string_view text);

/// The text as a JSON string in quotes. Throws ValueError when it is not UTF-8.
std::string quoted(const std::string& text);

}  // namespace ember::io
