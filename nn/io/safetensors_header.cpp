#include <ember/nn/io/safetensors_header.hpp>

#include <nlohmann/json.hpp>
#include <set>

#include <ember/autograd/error.hpp>

namespace ember::io {
namespace {

using Json = nlohmann::json;

// Receives the header's tokens one by one (nlohmann's SAX interface), so that a name that stands twice is
// seen and no tree of a hostile text is ever built. Depth 1 is the header, 2 a tensor or the metadata, 3 a
// list of numbers.
class Reader {
 public:
  Header header;

  bool key(std::string& text) {
    key_ = text;
    if (depth_ == 1) {
      check(names_.insert(text).second, "name stands twice: ", text);
      fields_.clear();
      in_metadata_ = text == "__metadata__";
    } else {
      check(fields_.insert(text).second, "field stands twice: ", text);
      check(in_metadata_ || text == "dtype" || text == "shape" || text == "data_offsets",
            "unknown field: ", text);
    }
    return true;
  }

  bool start_object(size_t) {
    check(depth_ <= 1 && !in_list_, "object in the wrong place: ", key_);
    if (++depth_ == 2 && !in_metadata_) header.entries.push_back({key_, {}, {}, {}});
    return true;
  }

  bool end_object() {
    if (--depth_ != 1 || in_metadata_) return true;
    const HeaderEntry& entry = header.entries.back();
    check(fields_.size() == 3, "tensor without dtype, shape or data_offsets: ", entry.name);
    check(entry.offsets.size() == 2, "data_offsets are not two numbers: ", entry.name);
    return true;
  }

  bool start_array(size_t) {
    check(depth_ == 2 && !in_metadata_ && !in_list_ && key_ != "dtype", "list in the wrong place: ", key_);
    in_list_ = true;
    return true;
  }

  bool end_array() {
    in_list_ = false;
    return true;
  }

  bool string(std::string& text) {
    check(depth_ == 2 && !in_list_ && (in_metadata_ || key_ == "dtype"), "string in the wrong place: ", key_);
    if (in_metadata_)
      header.metadata.emplace(key_, text);
    else
      header.entries.back().dtype = text;
    return true;
  }

  bool number_unsigned(uint64_t number) {
    check(in_list_, "number in the wrong place: ", key_);
    auto& list = key_ == "shape" ? header.entries.back().shape : header.entries.back().offsets;
    check(list.size() < (key_ == "shape" ? 10u : 2u), "list too long: ", key_);
    list.push_back(number);
    return true;
  }

  bool number_integer(int64_t) { refuse("negative number: "); }
  bool number_float(double, const std::string&) { refuse("number that is not a whole one below 2^64: "); }
  bool null() { refuse("null: "); }
  bool boolean(bool) { refuse("true or false: "); }
  bool binary(std::vector<uint8_t>&) { refuse("binary: "); }
  bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception&) {
    raise<FormatError>("safetensors: header is not JSON from byte ", position);
  }

 private:
  template <class... Parts> static void check(bool holds, const Parts&... parts) {
    require<FormatError>(holds, "safetensors: header: ", parts...);
  }
  [[noreturn]] void refuse(const char* what) const {
    raise<FormatError>("safetensors: header: ", what, key_);
  }

  int depth_ = 0;
  bool in_metadata_ = false, in_list_ = false;
  std::string key_;
  std::set<std::string> names_, fields_;
};

}  // namespace

Header parse_header(std::string_view text) {
  require<FormatError>(!text.empty() && text.front() == '{', "safetensors: header does not begin with {");
  Reader reader;
  Json::sax_parse(text, &reader);
  return std::move(reader.header);
}

std::string quoted(const std::string& text) {
  try {
    return Json(text).dump();
  } catch (const Json::exception&) {
    raise<ValueError>("safetensors: text is not UTF-8: ", text);
  }
}

}  // namespace ember::io
