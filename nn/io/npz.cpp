#include <set>

#include <ember/nn/io/byte_reader.hpp>
#include <ember/nn/io/checksum.hpp>
#include <ember/nn/io/npy.hpp>

// Zip as in PKWARE's APPNOTE 6.3: local headers each followed by its file, the central directory, the end
// record.
namespace ember::io {
namespace {

constexpr uint32_t local_signature = 0x04034b50, central_signature = 0x02014b50, end_signature = 0x06054b50;
constexpr size_t end_size = 22;
constexpr uint64_t limit = 0xffffffff;
constexpr std::string_view suffix = ".npy";

struct Entry {
  std::string name;
  uint32_t crc;
  uint64_t size, offset;
};

// The fields that the local header and the central directory share.
void append_shared(Bytes& zip, const Entry& entry) {
  append_number(zip, 20, 2);          // version needed
  append_number(zip, 0, 4);           // no flags, stored
  append_number(zip, 0x00210000, 4);  // 1980-01-01 00:00, so that the same arrays give the same bytes
  append_number(zip, entry.crc, 4);
  append_number(zip, entry.size, 4);
  append_number(zip, entry.size, 4);
  append_number(zip, entry.name.size(), 2);
  append_number(zip, 0, 2);  // no extra field
}

// Finds the end record from behind: a comment of up to 65535 bytes may follow it.
size_t find_end(std::span<const uint8_t> file) {
  for (size_t comment = 0; comment <= 0xffff && file.size() >= end_size + comment; ++comment) {
    const size_t at = file.size() - end_size - comment;
    ByteReader reader("npz", file.subspan(at));
    if (reader.u32() != end_signature) continue;
    reader.take(16);
    if (reader.u16() == comment) return at;
  }
  raise<FormatError>("npz: no end of a zip found");
}

Entry read_central(ByteReader& reader) {
  require<FormatError>(reader.u32() == central_signature, "npz: central directory is malformed");
  reader.take(4);  // versions
  const uint16_t flags = reader.u16(), method = reader.u16();
  reader.take(4);  // time
  Entry entry{{}, reader.u32(), 0, 0};
  entry.size = reader.u32();
  const uint64_t plain_size = reader.u32();
  const uint16_t name = reader.u16(), extra = reader.u16(), comment = reader.u16();
  reader.take(8);  // disk, attributes
  entry.offset = reader.u32();
  entry.name = reader.text(name);
  reader.take(extra);
  reader.take(comment);
  require<FormatError>((flags & 1) == 0, "npz: encrypted: ", entry.name);
  require<FormatError>(method == 0, "npz: compressed, save with numpy.savez: method ", method, " of ",
                       entry.name);
  require<FormatError>(entry.size == plain_size && entry.size < limit && entry.offset < limit,
                       "npz: sizes differ or exceed 4 GiB: ", entry.name);
  require<FormatError>(entry.name.ends_with(suffix), "npz: not an array: ", entry.name);
  return entry;
}

}  // namespace

Bytes encode_npz(std::span<const Record> records) {
  require<ValueError>(records.size() < 0xffff, "npz: too many arrays: ", records.size());
  Bytes zip, central;
  std::set<std::string> names;
  for (const Record& record : records) {
    const Bytes file = encode_npy(record);
    const Entry entry{record.name + std::string(suffix), crc32(file), file.size(), zip.size()};
    require<ValueError>(names.insert(record.name).second, "npz: name stands twice: ", record.name);
    require<ValueError>(entry.name.size() <= 0xffff, "npz: name too long: ", entry.name.size());
    require<ValueError>(zip.size() + file.size() < limit, "npz: more than 4 GiB with ", record.name);
    append_number(zip, local_signature, 4);
    append_shared(zip, entry);
    zip.insert(zip.end(), entry.name.begin(), entry.name.end());
    zip.insert(zip.end(), file.begin(), file.end());

    append_number(central, central_signature, 4);
    append_number(central, 20 | 3 << 8, 2);  // made by version 2.0 on Unix
    append_shared(central, entry);
    append_number(central, 0, 6);  // no comment, first disk, no internal attributes
    append_number(central, uint64_t{0600} << 16, 4);
    append_number(central, entry.offset, 4);
    central.insert(central.end(), entry.name.begin(), entry.name.end());
  }
  const size_t begin = zip.size();
  require<ValueError>(begin + central.size() < limit, "npz: more than 4 GiB: ", begin + central.size());
  zip.insert(zip.end(), central.begin(), central.end());
  append_number(zip, end_signature, 4);
  append_number(zip, 0, 4);  // one disk
  append_number(zip, records.size(), 2);
  append_number(zip, records.size(), 2);
  append_number(zip, central.size(), 4);
  append_number(zip, begin, 4);
  append_number(zip, 0, 2);  // no comment
  return zip;
}

std::vector<std::pair<std::string, Array>> decode_npz(std::span<const uint8_t> file) {
  const size_t end = find_end(file);
  ByteReader last("npz", file.subspan(end + 4));
  require<FormatError>(last.u32() == 0, "npz: zip on several disks");
  const uint16_t count = last.u16();
  require<FormatError>(last.u16() == count, "npz: zip on several disks");
  const uint64_t size = last.u32(), begin = last.u32();
  require<FormatError>(begin + size == end, "npz: central directory is not where it should be: ", begin,
                       " + ", size, " instead of ", end);

  ByteReader central("npz", file.subspan(begin, size));
  const auto files = file.first(begin);
  std::set<std::string> names;
  std::vector<std::pair<std::string, Array>> arrays;
  uint64_t total = 0;
  for (uint16_t i = 0; i < count; ++i) {
    const Entry entry = read_central(central);
    require<FormatError>(names.insert(entry.name).second, "npz: name stands twice: ", entry.name);
    total += entry.size;  // several entries on the same bytes would ask for more memory than the file has
    require<FormatError>(total <= files.size() && entry.offset <= files.size(),
                         "npz: place outside the file: ", entry.name);
    ByteReader local("npz", files.subspan(entry.offset));
    require<FormatError>(local.u32() == local_signature, "npz: no file where it should be: ", entry.name);
    local.take(22);
    const uint16_t name = local.u16(), extra = local.u16();
    require<FormatError>(local.text(name) == entry.name, "npz: two names of one file: ", entry.name);
    local.take(extra);
    const auto bytes = local.take(entry.size);
    require<ChecksumError>(crc32(bytes) == entry.crc, "npz: checksum differs: ", entry.name);
    arrays.emplace_back(entry.name.substr(0, entry.name.size() - suffix.size()), decode_npy(bytes));
  }
  require<FormatError>(central.rest().empty(),
                       "npz: bytes after the central directory: ", central.rest().size());
  return arrays;
}

void write_npz(const std::string& path, std::span<const Record> records) {
  write_file(path, encode_npz(records));
}
std::vector<std::pair<std::string, Array>> read_npz(const std::string& path) {
  return decode_npz(read_file(path));
}

}  // namespace ember::io
