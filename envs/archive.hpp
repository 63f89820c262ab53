#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <ember/envs/error.hpp>

namespace ember::envs {

/// Carries the fields of an object to bytes and back. A type lists its fields once, in `serialize(Archive&)`:
///
///     void serialize(Archive& archive) { archive(x_, velocity_, random_); }
///
/// Numbers keep their exact bits, so an object that was loaded goes on as the saved one would have. The
/// layout is the fields in their order, little-endian on every supported processor.
class Archive {
 public:
  /// An archive that saves; bytes() holds the result.
  Archive() = default;

  /// An archive that loads from bytes written by a saving one. `bytes` must outlive it.
  explicit Archive(std::span<const std::byte> bytes) : loading_(true), source_(bytes) {}

  bool loading() const { return loading_; }
  const std::vector<std::byte>& bytes() const { return saved_; }

  /// True when every byte of the source has been read.
  bool finished() const { return source_.empty(); }

  /// Saves or loads the fields in order: numbers, enums, arrays, vectors, strings, optionals and types that
  /// have `serialize` themselves. Loading throws ValueError when the bytes end early.
  template <class... Fields> void operator()(Fields&... fields) { (field(fields), ...); }

 private:
  template <class T>
  requires requires(T& object, Archive& archive) { object.serialize(archive); }
  void field(T& object) { object.serialize(*this); }

  // Types of other layers: a function serialize(archive, object) beside the type.
  template <class T>
  requires requires(T& object, Archive& archive) { serialize(archive, object); }
  void field(T& object) { serialize(*this, object); }

  template <class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void field(T& number) { raw(&number, sizeof number); }

  template <class T, std::size_t n> void field(std::array<T, n>& items) {
    for (T& item : items) field(item);
  }

  template <class T> void field(std::vector<T>& items) {
    resize(items, std::is_arithmetic_v<T> ? sizeof(T) : 1);
    if constexpr (std::is_arithmetic_v<T>) {
      raw(items.data(), items.size() * sizeof(T));
    } else {
      for (T& item : items) field(item);
    }
  }

  void field(std::string& text);

  template <class T> void field(std::optional<T>& value) {
    bool present = value.has_value();
    field(present);
    if (loading_) value = present ? std::optional<T>(T{}) : std::nullopt;
    if (present) field(*value);
  }

  // A stored length is checked against the bytes that are left before any memory is taken.
  template <class Items> void resize(Items& items, std::size_t bytes_each) {
    const std::size_t count = length(items.size(), bytes_each);
    if (loading_) items.resize(count);
  }

  // The number of items, which is saved or loaded.
  std::size_t length(std::uint64_t count, std::size_t bytes_each);
  void raw(void* memory, std::size_t size);
  [[noreturn]] void short_of(std::uint64_t size) const;

  bool loading_ = false;
  std::vector<std::byte> saved_;
  std::span<const std::byte> source_;
};

/// All of an object's state as bytes.
template <class T> std::vector<std::byte> save(const T& object) {
  Archive archive;
  T copy = object;
  archive(copy);
  return archive.bytes();
}

/// Gives `object` the state saved by save(). Throws ValueError when the bytes do not fit, leaving `object` as
/// it was.
template <class T> void load(T& object, std::span<const std::byte> bytes) {
  Archive archive(bytes);
  T copy = object;
  archive(copy);
  if (!archive.finished()) throw ValueError("load: bytes left over: the saved state is of another kind");
  object = std::move(copy);
}

}  // namespace ember::envs
