#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <ember/nn/io/file.hpp>
#include <ember/nn/io/record.hpp>

// The safetensors format (https://github.com/huggingface/safetensors#format): the length of a JSON header as
// 8 bytes, little-endian; the header, which gives each tensor's dtype, shape and place; the values,
// row-major, little-endian.
//
// A file of Ember carries two marks more in the header's __metadata__: "ember.format", the version, and
// "ember.crc32c", the CRC-32C of the whole file with the eight digits of the checksum itself taken as zeros.
// A file with both is checked against any damage, a file with neither comes from elsewhere and is not, and
// one with a single mark is refused, since one flipped bit can hide one mark but never both.
namespace ember::io {

using Metadata = std::map<std::string, std::string>;

/// What a file holds. The records' bytes lie in `file`, so the object moves but does not copy.
struct Safetensors {
  Bytes file;
  std::vector<Record> records;  ///< in the order of the header
  Metadata metadata;            ///< without Ember's two marks
  bool checksummed = false;     ///< the file is Ember's own and its checksum was right

  Safetensors() = default;
  Safetensors(Safetensors&&) = default;
  Safetensors& operator=(Safetensors&&) = default;
};

/// The longest header that is read, as in the reference implementation.
inline constexpr uint64_t header_limit = 100'000'000;

/// The bytes of a file with these records and Ember's two marks. The values stand by falling element size, so
/// that each is aligned. Throws ValueError for a name that stands twice or is "__metadata__", text that is
/// not UTF-8, bytes that do not fit shape and dtype, and metadata keys that begin with "ember.".
Bytes encode_safetensors(std::span<const Record> records, const Metadata& metadata = {});

/// Reads the bytes of a file, of which nothing is believed: the header is an object of known fields, no name
/// stands twice, sizes do not overflow, and the places of the tensors tile the rest of the file exactly.
/// Throws FormatError, or ChecksumError when the file is Ember's and was changed.
Safetensors decode_safetensors(Bytes file);

/// write_file of encode_safetensors, read_file and decode_safetensors; the messages name the path.
void write_safetensors(const std::string& path, std::span<const Record> records,
                       const Metadata& metadata = {}, const FileOps& ops = FileOps::posix());
Safetensors read_safetensors(const std::string& path, uint64_t limit = default_read_limit);

}  // namespace ember::io
