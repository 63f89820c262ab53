// Shared ownership by a count that lives inside the object.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>
#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#define EMBER_SINGLE_THREADED __libc_single_threaded
#else
#define EMBER_SINGLE_THREADED false
#endif

namespace ember {

/// Owns one count of a T. T may be incomplete where a Ref is only held; `retain(T*)` and `release(T*)` are
/// found beside T.
template <class T> class Ref {
 public:
  Ref() = default;
  explicit Ref(T* counted) : pointer_(counted) {
    if (pointer_ != nullptr) retain(pointer_);
  }
  Ref(const Ref& other) : Ref(other.pointer_) {}
  Ref(Ref&& other) noexcept : pointer_(std::exchange(other.pointer_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(pointer_, other.pointer_);
    return *this;
  }
  ~Ref() {
    if (pointer_ != nullptr) release(pointer_);
  }

  /// Takes over a count that the caller already holds.
  static Ref adopt(T* counted) {
    Ref ref;
    ref.pointer_ = counted;
    return ref;
  }

  T* get() const { return pointer_; }
  T* operator->() const { return pointer_; }
  T& operator*() const { return *pointer_; }
  explicit operator bool() const { return pointer_ != nullptr; }
  operator std::shared_ptr<T>() const {
    return pointer_ == nullptr ? nullptr : std::shared_ptr<T>(pointer_, [held = *this](T*) {});
  }
  friend bool operator==(const Ref& a, const Ref& b) { return a.pointer_ == b.pointer_; }

 private:
  T* pointer_ = nullptr;
};

/// The count itself. Increments need no order; the last decrement must see every write of the others. A
/// locked instruction costs as much as a small op, so none is used for a sole owner, nor as long as the
/// process has one thread (the C library knows).
class Count {
 public:
  void increment() {
    if (EMBER_SINGLE_THREADED)
      value_.store(value_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    else
      value_.fetch_add(1, std::memory_order_relaxed);
  }
  /// True when this was the last owner.
  bool decrement() {
    const uint32_t before = value_.load(std::memory_order_acquire);
    if (before == 1) return true;
    if (EMBER_SINGLE_THREADED) {
      value_.store(before - 1, std::memory_order_relaxed);
      return false;
    }
    return value_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  }
  uint32_t value() const { return value_.load(std::memory_order_acquire); }

 private:
  std::atomic<uint32_t> value_{1};
};

}  // namespace ember
