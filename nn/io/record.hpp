#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <ember/autograd/dtype.hpp>

namespace ember::io {

using Bytes = std::vector<uint8_t>;

/// One named array that lies in someone else's memory: row-major, shape.product x element_size(dtype) bytes.
struct Record {
  std::string name;
  ScalarType dtype;
  std::vector<int64_t> shape;
  std::span<const uint8_t> bytes;
};

/// The bytes that an array takes; -1 for a negative extent or more than 2^63 - 1 bytes.
int64_t bytes_of(const std::vector<int64_t>& shape, ScalarType dtype);

/// Throws ValueError, beginning with `format`, unless the record's bytes fit its shape and dtype.
void check_record(const char* format, const Record& record);

/// Throws FormatError, beginning with `format`, when a bool is neither 0 nor 1.
void check_bools(const char* format, const Record& record);

}  // namespace ember::io
