#pragma once

#include <string>
#include <utility>
#include <vector>

#include <ember/nn/io/file.hpp>
#include <ember/nn/io/record.hpp>

// NumPy's files (https://numpy.org/doc/1.24/reference/generated/numpy.lib.format.html): .npy holds one array,
// .npz is a zip of named ones. Little-endian float32, float64, int64, int32, uint8 and bool.
namespace ember::io {

/// One array that owns its memory: row-major.
struct Array {
  ScalarType dtype = kFloat;
  std::vector<int64_t> shape;
  Bytes bytes;
};

/// The bytes that numpy.save gives. Throws ValueError when bytes, shape and dtype do not fit; the name is not
/// used.
Bytes encode_npy(const Record& record);

/// Reads versions 1 to 3; arrays in Fortran order are put into row-major order. Throws FormatError for
/// anything else, other dtypes and byte orders among it, and for bytes that are missing or left over.
Array decode_npy(std::span<const uint8_t> file);

/// The bytes of a zip as numpy.savez writes it: every array stored, not compressed. Throws ValueError for a
/// name that stands twice, 65535 or more arrays, and 4 GiB or more.
Bytes encode_npz(std::span<const Record> records);

/// The arrays of a zip of .npy files, in its order. Throws FormatError for a zip that is malformed,
/// compressed (numpy.savez_compressed), encrypted or over 4 GiB, and ChecksumError for a wrong CRC-32.
std::vector<std::pair<std::string, Array>> decode_npz(std::span<const uint8_t> file);

void write_npy(const std::string& path, const Record& record);
void write_npz(const std::string& path, std::span<const Record> records);
Array read_npy(const std::string& path);
std::vector<std::pair<std::string, Array>> read_npz(const std::string& path);

}  // namespace ember::io
