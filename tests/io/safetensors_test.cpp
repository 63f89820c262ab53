#include <gtest/gtest.h>

#include <algorithm>

#include <ember/autograd/error.hpp>
#include <ember/nn/io/safetensors.hpp>

#include "samples.hpp"

namespace ember::io {
namespace {

const Record* find(const Safetensors& file, const std::string& name) {
  for (const Record& record : file.records)
    if (record.name == name) return &record;
  return nullptr;
}

void expect_sample(const Safetensors& file) {
  const Sample sample;
  EXPECT_EQ(file.records.size(), sample.records().size());
  for (const Record& want : sample.records()) {
    const Record* got = find(file, want.name);
    ASSERT_NE(got, nullptr) << want.name;
    EXPECT_EQ(got->dtype, want.dtype) << want.name;
    EXPECT_EQ(got->shape, want.shape) << want.name;
    EXPECT_TRUE(std::equal(got->bytes.begin(), got->bytes.end(), want.bytes.begin(), want.bytes.end()))
        << want.name;
  }
}

// A file with this header and so many bytes of values.
Bytes with_header(std::string_view header, size_t values = 0) {
  Bytes file;
  for (size_t i = 0; i < 8; ++i) file.push_back(static_cast<uint8_t>(header.size() >> (8 * i)));
  file.insert(file.end(), header.begin(), header.end());
  file.resize(file.size() + values);
  return file;
}

std::string refusal(Bytes file) {
  try {
    decode_safetensors(std::move(file));
  } catch (const FormatError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Safetensors, WritesWhatPythonWrites) {
  const Sample sample;
  EXPECT_EQ(encode_safetensors(sample.records(), sample.metadata()), read_file(oracle("ember.safetensors")));
}

TEST(Safetensors, ReadsItsOwnFiles) {
  const Safetensors file = read_safetensors(oracle("ember.safetensors"));
  EXPECT_TRUE(file.checksummed);
  EXPECT_EQ(file.metadata, Sample().metadata());
  expect_sample(file);
  std::vector<std::string> names;
  for (const Record& record : file.records) names.push_back(record.name);
  EXPECT_EQ(names, (std::vector<std::string>{"fc1.weight", "fc1.bias", "steps", "mask", "empty", "bytes",
                                             "counts"}));
}

TEST(Safetensors, ReadsForeignFilesInAnyOrder) {
  const Safetensors file = read_safetensors(oracle("foreign.safetensors"));
  EXPECT_FALSE(file.checksummed);
  EXPECT_TRUE(file.metadata.empty());
  expect_sample(file);
}

TEST(Safetensors, KeepsAnEmptyFile) {
  const Safetensors file = decode_safetensors(encode_safetensors({}));
  EXPECT_TRUE(file.records.empty());
  EXPECT_TRUE(file.checksummed);
  EXPECT_TRUE(decode_safetensors(with_header("{}")).records.empty());
}

TEST(Safetensors, RefusesToWriteWhatItCouldNotRead) {
  const Sample sample;
  auto records = sample.records();
  records[1].name = records[0].name;
  EXPECT_THROW(encode_safetensors(records), ValueError);
  records = sample.records();
  records[0].shape = {3, 3};
  EXPECT_THROW(encode_safetensors(records), ValueError);
  records[0].shape = {-2, -3};
  EXPECT_THROW(encode_safetensors(records), ValueError);
  records = sample.records();
  records[0].name = "__metadata__";
  EXPECT_THROW(encode_safetensors(records), ValueError);
  records[0].name = "\xff";
  EXPECT_THROW(encode_safetensors(records), ValueError);
  records[0].name = "weight";
  records[0].dtype = ScalarType::Undefined;
  EXPECT_THROW(encode_safetensors(records), ValueError);
  EXPECT_THROW(encode_safetensors(sample.records(), {{"ember.format", "1"}}), ValueError);
}

TEST(Safetensors, RefusesFilesThatAreTooShort) {
  EXPECT_EQ(refusal({}), "safetensors: file ends too soon: 8 bytes wanted, 0 left");
  EXPECT_EQ(refusal(Bytes(7)), "safetensors: file ends too soon: 8 bytes wanted, 7 left");
}

TEST(Safetensors, RefusesText) {
  const std::string_view text = "What shall we do with the drunken sailor";
  EXPECT_NE(refusal(Bytes(text.begin(), text.end())).find("header longer than"), std::string::npos);
}

TEST(Safetensors, BoundsTheHeaderBeforeAnyAllocation) {
  Bytes file = with_header("{}");
  const auto set_length = [&](uint64_t length) {
    for (size_t i = 0; i < 8; ++i) file[i] = static_cast<uint8_t>(length >> (8 * i));
  };
  set_length(uint64_t{1} << 63);
  EXPECT_EQ(refusal(file), "safetensors: header longer than 100000000 bytes: 9223372036854775808");
  set_length(100000001);
  EXPECT_EQ(refusal(file), "safetensors: header longer than 100000000 bytes: 100000001");
  set_length(99999999);
  EXPECT_EQ(refusal(file), "safetensors: file ends too soon: 99999999 bytes wanted, 2 left");
}

struct Bad {
  const char* header;
  size_t values;
  const char* why;
};

TEST(Safetensors, RefusesEveryMalformedHeader) {
  const Bad cases[] = {
      {"", 0, "does not begin with {"},
      {" {}", 0, "does not begin with {"},
      {"[]", 0, "does not begin with {"},
      {"\xef\xbb\xbf{}", 0, "does not begin with {"},
      {"{", 0, "not JSON"},
      {"{}x", 0, "not JSON"},
      {"{}{}", 0, "not JSON"},
      {"{\"\xff\":{}}", 0, "not JSON"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},}", 4, "not JSON"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[01],\"data_offsets\":[0,4]}}", 4, "not JSON"},
      {"{\"a\":{}}", 0, "without dtype"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "without dtype"},
      {"{\"a\":1}", 0, "number in the wrong place"},
      {"{\"a\":\"F32\"}", 0, "string in the wrong place"},
      {"{\"a\":[1]}", 0, "list in the wrong place"},
      {"{\"a\":null}", 0, "null"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"extra\":[]}}", 4, "unknown field"},
      {"{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
       "field stands twice"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
       "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
       8, "name stands twice"},
      {"{\"__metadata__\":{\"k\":1}}", 0, "number in the wrong place"},
      {"{\"__metadata__\":{\"k\":{}}}", 0, "object in the wrong place"},
      {"{\"__metadata__\":{\"k\":\"a\",\"k\":\"b\"}}", 0, "field stands twice"},
      {"{\"__metadata__\":[]}", 0, "list in the wrong place"},
      {"{\"a\":{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype is not one of"},
      {"{\"a\":{\"dtype\":\"f32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype is not one of"},
      {"{\"a\":{\"dtype\":[1],\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "list in the wrong place"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":\"1\",\"data_offsets\":[0,4]}}", 4, "string in the wrong place"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}", 4,
       "string in the wrong place"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[[1]],\"data_offsets\":[0,4]}}", 4, "list in the wrong place"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[{}],\"data_offsets\":[0,4]}}", 4, "object in the wrong place"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[true],\"data_offsets\":[0,4]}}", 4, "true or false"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "negative number"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4, "not a whole one"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1e30],\"data_offsets\":[0,4]}}", 4, "not a whole one"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[18446744073709551616],\"data_offsets\":[0,4]}}", 4,
       "not a whole one"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,4]}}", 4,
       "does not fit"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,1],\"data_offsets\":[0,0]}}", 0,
       "does not fit"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387905],\"data_offsets\":[0,4]}}", 4,
       "does not fit"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}}", 4,
       "list too long"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4]}}", 4, "not two numbers"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}", 8, "list too long"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "place outside the file"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4, "place outside the file"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,18446744073709551615]}}", 4,
       "place outside the file"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "does not fit"},
      {"{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "does not fit"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8, "after the last tensor"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "overlap or leave a hole"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
       "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
       4, "overlap or leave a hole"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
       "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
       12, "overlap or leave a hole"},
      {"{\"__metadata__\":{\"ember.format\":\"1\"}}", 0, "only one of the two marks"},
      {"{\"__metadata__\":{\"ember.crc32c\":\"00000000\"}}", 0, "only one of the two marks"},
      {"{\"__metadata__\":{\"ember.format\":\"2\",\"ember.crc32c\":\"00000000\"}}", 0,
       "another version of Ember: 2"},
      {"{\"__metadata__\":{\"ember.format\":\"1\",\"ember.crc32c\":\"0\"}}", 0,
       "no checksum where it should"},
      {"{\"__metadata__\":{\"ember.format\":\"1\",\"ember.crc32c\" :\"00000000\"}}", 0,
       "no checksum where it should"},
      {"{\"__metadata__\":{\"ember.format\":\"1\",\"ember.crc32c\":\"00000000\"}}", 0, "checksum differs"},
  };
  for (const Bad& bad : cases) {
    const std::string message = refusal(with_header(bad.header, bad.values));
    EXPECT_NE(message.find(bad.why), std::string::npos) << bad.header << "\n" << message;
  }
}

TEST(Safetensors, RefusesDeepNestingWithoutRecursion) {
  for (const char* open : {"[", "{\"a\":"}) {
    std::string header = "{\"a\":{\"shape\":";
    for (int i = 0; i < 1000000; ++i) header += open;
    EXPECT_NE(refusal(with_header(header)).find("in the wrong place"), std::string::npos);
  }
}

TEST(Safetensors, RefusesABoolThatIsNeither) {
  Bytes file = with_header("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1);
  EXPECT_EQ(decode_safetensors(file).records.size(), 1u);
  file.back() = 2;
  EXPECT_EQ(refusal(file), "safetensors: bool that is neither 0 nor 1: a");
}

TEST(Safetensors, NamesTheFileInItsErrors) {
  const Folder folder;
  write_file(folder / "bad", Bytes(7));
  try {
    read_safetensors(folder / "bad");
    FAIL();
  } catch (const FormatError& error) {
    EXPECT_NE(std::string(error.what()).find((folder / "bad").string()), std::string::npos);
  }
}

}  // namespace
}  // namespace ember::io
