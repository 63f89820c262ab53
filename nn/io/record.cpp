#include <ember/nn/io/record.hpp>

#include <algorithm>

namespace ember::io {

int64_t bytes_of(const std::vector<int64_t>& shape, ScalarType dtype) {
  int64_t bytes = static_cast<int64_t>(element_size(dtype));
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) bytes = 0;
  for (const int64_t extent : shape)
    if (extent < 0 || __builtin_mul_overflow(bytes, extent, &bytes)) return -1;
  return bytes;
}

void check_record(const char* format, const Record& record) {
  require<ValueError>(record.dtype != ScalarType::Undefined, format,
                      ": tensor without a dtype: ", record.name);
  const int64_t wanted = bytes_of(record.shape, record.dtype);
  require<ValueError>(wanted >= 0 && static_cast<uint64_t>(wanted) == record.bytes.size(), format,
                      ": bytes do not fit shape and dtype: ", record.bytes.size(), " instead of ", wanted,
                      " for ", record.name);
}

void check_bools(const char* format, const Record& record) {
  if (record.dtype != kBool) return;
  require<FormatError>(
      std::all_of(record.bytes.begin(), record.bytes.end(), [](uint8_t b) { return b <= 1; }), format,
      ": bool that is neither 0 nor 1: ", record.name);
}

}  // namespace ember::io
