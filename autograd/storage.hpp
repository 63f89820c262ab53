// The buffer behind one or more tensors.
#pragma once

#include <cstddef>
#include <ember/autograd/intrusive.hpp>

namespace ember {

/// Bytes shared by a tensor and its views, with the version that every in-place write raises. Header and
/// bytes are one 64-byte-aligned block of the pool, unless the bytes belong to somebody else (from_blob).
class alignas(64) Storage {
 public:
  using Deleter = void (*)(void* context);

  /// Uninitialised bytes. Throws OutOfMemoryError.
  static Ref<Storage> create(size_t bytes);
  /// Bytes owned elsewhere; `deleter(context)` runs once when the last tensor lets go.
  static Ref<Storage> wrap(void* data, size_t bytes, Deleter deleter, void* context);

  void* data() const { return data_; }
  size_t bytes() const { return bytes_; }
  uint32_t version() const { return version_.load(std::memory_order_relaxed); }
  void bump_version() { version_.store(version() + 1, std::memory_order_relaxed); }
  uint32_t owners() const { return count_.value(); }
  bool is_external() const { return deleter_ != nullptr; }

  friend void retain(Storage* storage) { storage->count_.increment(); }
  friend void release(Storage* storage) {
    if (storage->count_.decrement()) destroy(storage);
  }

 private:
  Storage(void* data, size_t bytes) : data_(data), bytes_(bytes) {}
  static void destroy(Storage* storage);

  Count count_;
  std::atomic<uint32_t> version_{0};
  void* data_;
  size_t bytes_;
  Deleter deleter_ = nullptr;
  void* context_ = nullptr;
};
static_assert(sizeof(Storage) == 64);

}  // namespace ember
