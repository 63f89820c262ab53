#pragma once

#include <bit>
#include <cstring>
#include <filesystem>
#include <string>

#include <ember/nn/io/safetensors.hpp>

namespace ember::io {

template <class T> Bytes bytes_of_values(std::initializer_list<T> values) {
  Bytes bytes(values.size() * sizeof(T));
  if (values.size() != 0) std::memcpy(bytes.data(), std::data(values), bytes.size());
  return bytes;
}

/// The arrays of tests/oracle/io/files.py.
struct Sample {
  Bytes weight = bytes_of_values<float>({-1, -0.5, 0, 0.5, 1, 1.5}),
        bias = bytes_of_values<double>({0.1, -1e300}), steps = bytes_of_values<int64_t>({12345678901}),
        mask = bytes_of_values<uint8_t>({1, 0, 1}), few = bytes_of_values<uint8_t>({250, 251, 252, 253, 254}),
        counts = bytes_of_values<int32_t>({-7, 2147483647});

  std::vector<Record> records() const {
    return {{"fc1.weight", kFloat, {2, 3}, weight},
            {"fc1.bias", kDouble, {2}, bias},
            {"steps", kLong, {}, steps},
            {"mask", kBool, {3}, mask},
            {"empty", kFloat, {0, 4}, {}},
            {"bytes", kByte, {5}, few},
            {"counts", kInt, {2}, counts}};
  }
  Metadata metadata() const { return {{"recipe", "notebook \"1\""}, {"solved", "\u00e9"}}; }
};

inline std::filesystem::path oracle(const std::string& name) {
  return std::filesystem::path(EMBER_TEST_DATA) / "io" / name;
}

/// An empty folder that goes with the object.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "ember-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace ember::io
