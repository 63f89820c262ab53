// The buffer behind one or more tensors.
#pragma once

#include <cstddef>
#include <ember/autograd/error.hpp>
#include <ember/autograd/intrusive.hpp>
#include <ember/autograd/pool.hpp>
#include <new>

namespace ember {

class TurnedCopy;

/// Bytes shared by a tensor and its views, with the version that every in-place write raises. Header and
/// bytes are one 64-byte-aligned block of the pool, unless the bytes belong to somebody else (from_blob).
class alignas(64) Storage {
 public:
  using Deleter = void (*)(void* context);

  /// Uninitialised bytes. Between header and bytes lie `ahead` more, a multiple of 64, for an object that
  /// lives no longer than the storage. Throws OutOfMemoryError.
  static Ref<Storage> create(size_t bytes, size_t ahead = 0) {
    require<OutOfMemoryError>(bytes < SIZE_MAX / 2, "allocate: out of memory: asked for ", bytes, " bytes");
    const size_t header = sizeof(Storage) + ahead;
    auto* block = static_cast<char*>(pool::allocate(header + bytes));
    return Ref<Storage>::adopt(new (block) Storage(block + header, bytes, false));
  }
  /// Bytes owned elsewhere; `deleter(context)` runs once when the last tensor lets go.
  static Ref<Storage> wrap(void* data, size_t bytes, Deleter deleter, void* context);

  void* data() const { return data_; }
  void* mutable_data() const { return data_; }
  void* ahead() { return this + 1; }
  /// The bytes and who owns them: null unless somebody else does.
  struct DataPtr {
    void *data, *context;
    void* get() const { return data; }
    void* get_context() const { return context; }
  };
  DataPtr data_ptr() const {
    expose();
    return {data_, context_};
  }
  size_t nbytes() const { return bytes_; }
  size_t bytes() const { return bytes_; }
  uint32_t version() const { return version_.load(std::memory_order_relaxed); }
  void bump_version() { version_.store(version() + 1, std::memory_order_relaxed); }
  uint32_t owners() const { return count_.value(); }
  bool is_external() const { return deleter_ != nullptr; }
  /// From here on bytes may change without a new version, because somebody knows where they are.
  void expose() const {
    if (!is_exposed()) exposed_.store(true, std::memory_order_relaxed);
  }
  bool is_exposed() const { return exposed_.load(std::memory_order_relaxed); }
  std::atomic<TurnedCopy*> turned{nullptr};  ///< owned; made by TurnedCopy::of

  friend void retain(Storage* storage) { storage->count_.increment(); }
  friend void release(Storage* storage) {
    if (!storage->count_.decrement()) return;
    if (storage->turned.load(std::memory_order_relaxed) != nullptr || storage->is_external()) [[unlikely]]
      return destroy(storage);
    pool::release(storage, storage->block_bytes());
  }

 private:
  Storage(void* data, size_t bytes, bool external) : exposed_(external), data_(data), bytes_(bytes) {}
  static void destroy(Storage* storage);
  size_t block_bytes() const {
    if (is_external()) return sizeof(Storage);
    return static_cast<size_t>(static_cast<const char*>(data_) - reinterpret_cast<const char*>(this)) +
           bytes_;
  }

  Count count_;
  std::atomic<uint32_t> version_{0};
  mutable std::atomic<bool> exposed_;
  void* data_;
  size_t bytes_;
  Deleter deleter_ = nullptr;
  void* context_ = nullptr;
};
static_assert(sizeof(Storage) == 64);

}  // namespace ember
