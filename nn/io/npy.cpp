#include <ember/nn/io/npy.hpp>

#include <algorithm>
#include <charconv>
#include <numeric>

#include <ember/nn/io/byte_reader.hpp>

namespace ember::io {
namespace {

struct Name {
  ScalarType dtype;
  const char* text;
};
constexpr Name descriptions[] = {{kByte, "|u1"}, {kChar, "|i1"},  {kShort, "<i2"},  {kInt, "<i4"},
                                 {kLong, "<i8"}, {kFloat, "<f4"}, {kDouble, "<f8"}, {kBool, "|b1"}};
constexpr std::string_view magic = "\x93NUMPY";

// The header is a dict of Python with three keys, such as {'descr': '<f4', 'fortran_order': False, 'shape':
// (2, 3), }.
class Dict {
 public:
  explicit Dict(std::string_view text) : rest_(text) {
    expect("{");
    while (!accept("}")) {
      const std::string_view key = string();
      expect(":");
      if (key == "descr" && description.empty()) {
        description = string();
      } else if (key == "fortran_order" && !has_order_) {
        fortran_order = accept("True");
        if (!fortran_order) expect("False");
        has_order_ = true;
      } else if (key == "shape" && !has_shape_) {
        numbers();
        has_shape_ = true;
      } else {
        raise<FormatError>("npy: unknown key or one that stands twice: ", std::string(key));
      }
      if (accept(",")) continue;
      expect("}");
      break;
    }
    require<FormatError>(!description.empty() && has_order_ && has_shape_,
                         "npy: header without descr, fortran_order or shape");
    skip_spaces();
    require<FormatError>(rest_ == "\n", "npy: header does not end with a line feed");
  }

  std::string_view description;
  bool fortran_order = false;
  std::vector<int64_t> shape;

 private:
  void skip_spaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }
  bool accept(std::string_view token) {
    skip_spaces();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  void expect(std::string_view token) {
    require<FormatError>(accept(token), "npy: header is not the dict that it should be: no ",
                         std::string(token));
  }
  std::string_view string() {
    const std::string_view quote = accept("'") ? "'" : "\"";
    if (quote == "\"") expect(quote);
    const size_t end = rest_.find(quote);
    require<FormatError>(end != rest_.npos, "npy: header has a string without end");
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return text;
  }
  void numbers() {
    expect("(");
    while (!accept(")")) {
      skip_spaces();
      int64_t extent = -1;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), extent);
      require<FormatError>(error == std::errc() && extent >= 0 && shape.size() < 10,
                           "npy: shape is not up to 10 whole numbers below 2^63");
      shape.push_back(extent);
      rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
      if (accept(",")) continue;
      require<FormatError>(shape.size() > 1, "npy: shape is not a tuple");
      expect(")");
      break;
    }
  }

  std::string_view rest_;
  bool has_order_ = false, has_shape_ = false;
};

// Row-major copy of an array whose first index runs fastest.
Bytes from_fortran_order(std::span<const uint8_t> bytes, const std::vector<int64_t>& shape, size_t width) {
  Bytes result(bytes.size());
  std::vector<int64_t> index(shape.size(), 0);
  for (size_t to = 0; to < result.size(); to += width) {
    int64_t from = 0;
    for (size_t d = shape.size(); d-- > 0;) from = from * shape[d] + index[d];
    std::copy_n(bytes.begin() + from * static_cast<int64_t>(width), width,
                result.begin() + static_cast<ptrdiff_t>(to));
    for (size_t d = shape.size(); d-- > 0 && ++index[d] == shape[d];) index[d] = 0;
  }
  return result;
}

}  // namespace

Bytes encode_npy(const Record& record) {
  check_record("npy", record);
  std::string shape;
  for (const int64_t extent : record.shape) shape += joined_text(shape.empty() ? "" : ", ", extent);
  if (record.shape.size() == 1) shape += ",";
  const auto* description = std::find_if(std::begin(descriptions), std::end(descriptions),
                                         [&](const Name& n) { return n.dtype == record.dtype; });
  std::string header =
      joined_text("{'descr': '", description->text, "', 'fortran_order': False, 'shape': (", shape, "), }");
  // NumPy leaves room to write a longer first extent in place, then pads to a multiple of 64 with the line
  // feed.
  if (!record.shape.empty()) header.append(21 - std::to_string(record.shape[0]).size(), ' ');
  header.append(64 - (magic.size() + 4 + header.size() + 1) % 64, ' ');
  header += '\n';

  Bytes file(magic.begin(), magic.end());
  append_number(file, 1, 2);  // version 1.0
  append_number(file, header.size(), 2);
  file.insert(file.end(), header.begin(), header.end());
  file.insert(file.end(), record.bytes.begin(), record.bytes.end());
  return file;
}

Array decode_npy(std::span<const uint8_t> file) {
  ByteReader reader("npy", file);
  require<FormatError>(reader.text(magic.size()) == magic, "npy: file does not begin with its magic word");
  const uint16_t version = reader.u16();
  require<FormatError>(version >= 1 && version <= 3, "npy: version is not 1.0, 2.0 or 3.0: ", version & 255,
                       ".", version >> 8);
  const Dict dict(reader.text(version == 1 ? reader.u16() : reader.u32()));

  Record record{"array", ScalarType::Undefined, dict.shape, reader.rest()};
  for (const Name& name : descriptions)
    if (dict.description == name.text) record.dtype = name.dtype;
  require<FormatError>(record.dtype != ScalarType::Undefined,
                       "npy: dtype is not one of |u1 <i4 <i8 <f4 <f8 |b1: ", std::string(dict.description));
  const int64_t wanted = bytes_of(record.shape, record.dtype);
  require<FormatError>(wanted >= 0 && static_cast<uint64_t>(wanted) == record.bytes.size(),
                       "npy: values do not fit shape and dtype: ", record.bytes.size(), " bytes instead of ",
                       wanted);
  check_bools("npy", record);
  return {record.dtype, record.shape,
          dict.fortran_order ? from_fortran_order(record.bytes, record.shape, element_size(record.dtype))
                             : Bytes(record.bytes.begin(), record.bytes.end())};
}

void write_npy(const std::string& path, const Record& record) { write_file(path, encode_npy(record)); }
Array read_npy(const std::string& path) { return decode_npy(read_file(path)); }

}  // namespace ember::io
