#include <ember/nn/io/safetensors.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <set>

#include <ember/autograd/error.hpp>
#include <ember/nn/io/byte_reader.hpp>
#include <ember/nn/io/checksum.hpp>
#include <ember/nn/io/safetensors_header.hpp>

namespace ember::io {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors holds little-endian values");

constexpr const char* version_key = "ember.format";
constexpr const char* checksum_key = "ember.crc32c";
constexpr const char* version = "1";
constexpr std::string_view no_checksum = "00000000";
constexpr std::string_view checksum_mark = "\"ember.crc32c\":\"";

struct Name {
  ScalarType dtype;
  const char* text;
};
constexpr Name dtype_names[] = {{kByte, "U8"},  {kChar, "I8"},   {kShort, "I16"},  {kInt, "I32"},
                                {kLong, "I64"}, {kFloat, "F32"}, {kDouble, "F64"}, {kBool, "BOOL"}};

const char* name_of(ScalarType dtype) {
  for (const auto& name : dtype_names)
    if (name.dtype == dtype) return name.text;
  return "";
}

ScalarType dtype_of(const std::string& text, const std::string& tensor) {
  for (const auto& name : dtype_names)
    if (text == name.text) return name.dtype;
  raise<FormatError>("safetensors: dtype is not one of U8 I8 I16 I32 I64 F32 F64 BOOL: ", text, " of ",
                     tensor);
}

std::string hex(uint32_t value) {
  std::string digits(8, '0');
  for (size_t i = 0; i < 8; ++i) digits[i] = "0123456789abcdef"[(value >> (28 - 4 * i)) & 15];
  return digits;
}

// The checksum of a file whose eight digits stand at `digits`.
uint32_t checksum_without(std::span<const uint8_t> file, size_t digits) {
  const auto* zeros = reinterpret_cast<const uint8_t*>(no_checksum.data());
  uint32_t crc = crc32c(file.first(digits));
  crc = crc32c({zeros, no_checksum.size()}, crc);
  return crc32c(file.subspan(digits + no_checksum.size()), crc);
}

std::string header_text(std::span<const Record> records, const Metadata& metadata,
                        const std::vector<uint64_t>& begins) {
  std::string json = joined_text("{\"__metadata__\":{\"ember.format\":\"", version, "\",",
                                 std::string(checksum_mark), std::string(no_checksum), "\"");
  for (const auto& [key, value] : metadata) {
    require<ValueError>(!key.starts_with("ember."), "safetensors: metadata keys with ember. are kept: ", key);
    json += joined_text(",", quoted(key), ":", quoted(value));
  }
  json += '}';
  std::set<std::string> names{"__metadata__"};
  for (size_t i = 0; i < records.size(); ++i) {
    const Record& record = records[i];
    require<ValueError>(names.insert(record.name).second, "safetensors: name stands twice: ", record.name);
    json += joined_text(",", quoted(record.name), ":{\"dtype\":\"", name_of(record.dtype), "\",\"shape\":[");
    for (size_t d = 0; d < record.shape.size(); ++d) json += joined_text(d == 0 ? "" : ",", record.shape[d]);
    json += joined_text("],\"data_offsets\":[", begins[i], ",", begins[i] + record.bytes.size(), "]}");
  }
  json += '}';
  json.resize((json.size() + 7) / 8 * 8, ' ');
  require<ValueError>(json.size() <= header_limit, "safetensors: too many names: header of ", json.size(),
                      " bytes");
  return json;
}

void check_checksum(Safetensors& result, std::string_view header) {
  const auto format = result.metadata.find(version_key), checksum = result.metadata.find(checksum_key);
  const bool has_format = format != result.metadata.end(), has_checksum = checksum != result.metadata.end();
  require<FormatError>(has_format == has_checksum,
                       "safetensors: only one of the two marks ember.format and "
                       "ember.crc32c: the file is damaged");
  if (!has_format) return;
  require<FormatError>(format->second == version,
                       "safetensors: file of another version of Ember: ", format->second, " instead of ",
                       version);
  const size_t mark = header.find(checksum_mark);
  require<FormatError>(mark != header.npos && header.find(checksum_mark, mark + 1) == header.npos &&
                           checksum->second.size() == no_checksum.size(),
                       "safetensors: no checksum where it should stand");
  const std::string computed = hex(checksum_without(result.file, 8 + mark + checksum_mark.size()));
  require<ChecksumError>(checksum->second == computed, "safetensors: checksum differs: file says ",
                         checksum->second, ", its bytes give ", computed);
  result.metadata.erase(format);
  result.metadata.erase(checksum);
  result.checksummed = true;
}

}  // namespace

Bytes encode_safetensors(std::span<const Record> records, const Metadata& metadata) {
  std::vector<size_t> order(records.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return element_size(records[a].dtype) > element_size(records[b].dtype);
  });
  std::vector<uint64_t> begins(records.size());
  uint64_t end = 0;
  for (const size_t i : order) {
    const Record& record = records[i];
    check_record("safetensors", record);
    begins[i] = end;
    end += record.bytes.size();
  }

  const std::string header = header_text(records, metadata, begins);
  Bytes file;
  file.reserve(8 + header.size() + end);
  append_number(file, header.size(), 8);
  file.insert(file.end(), header.begin(), header.end());
  for (const size_t i : order) file.insert(file.end(), records[i].bytes.begin(), records[i].bytes.end());
  const size_t digits = 8 + header.find(checksum_mark) + checksum_mark.size();
  const std::string checksum = hex(checksum_without(file, digits));
  std::copy(checksum.begin(), checksum.end(), file.begin() + static_cast<ptrdiff_t>(digits));
  return file;
}

Safetensors decode_safetensors(Bytes file) {
  Safetensors result;
  result.file = std::move(file);
  ByteReader reader("safetensors", result.file);
  const uint64_t length = reader.u64();
  require<FormatError>(length <= header_limit, "safetensors: header longer than ", header_limit,
                       " bytes: ", length);
  const std::string_view text = reader.text(length);
  Header header = parse_header(text);
  result.metadata = std::move(header.metadata);
  check_checksum(result, text);

  const auto data = reader.rest();
  for (HeaderEntry& entry : header.entries) {
    Record record{std::move(entry.name), kByte, {}, {}};
    record.dtype = dtype_of(entry.dtype, record.name);
    for (const uint64_t extent : entry.shape)
      record.shape.push_back(extent > INT64_MAX ? -1 : static_cast<int64_t>(extent));
    const uint64_t begin = entry.offsets[0], end = entry.offsets[1];
    require<FormatError>(begin <= end && end <= data.size(), "safetensors: place outside the file: [", begin,
                         ", ", end, ") of ", data.size(), " for ", record.name);
    const int64_t size = bytes_of(record.shape, record.dtype);
    require<FormatError>(size >= 0 && static_cast<uint64_t>(size) == end - begin,
                         "safetensors: place does not fit shape and dtype: ", end - begin, " bytes for ",
                         record.name);
    record.bytes = data.subspan(begin, end - begin);
    check_bools("safetensors", record);
    result.records.push_back(std::move(record));
  }

  std::vector<std::span<const uint8_t>> places;
  for (const Record& record : result.records) places.push_back(record.bytes);
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) {
    return a.data() != b.data() ? a.data() < b.data() : a.size() < b.size();
  });
  const uint8_t* next = data.data();
  for (const auto& place : places) {
    require<FormatError>(place.data() == next, "safetensors: tensors overlap or leave a hole at byte ",
                         place.data() - data.data());
    next += place.size();
  }
  require<FormatError>(next == data.data() + data.size(),
                       "safetensors: bytes after the last tensor: ", data.data() + data.size() - next);
  return result;
}

void write_safetensors(const std::string& path, std::span<const Record> records, const Metadata& metadata,
                       const FileOps& ops) {
  write_file(path, encode_safetensors(records, metadata), ops);
}

Safetensors read_safetensors(const std::string& path, uint64_t limit) {
  Bytes file = read_file(path, limit);
  try {
    return decode_safetensors(std::move(file));
  } catch (const ChecksumError& error) {
    raise<ChecksumError>(error.what(), ": ", path);
  } catch (const FormatError& error) {
    raise<FormatError>(error.what(), ": ", path);
  }
}

}  // namespace ember::io
