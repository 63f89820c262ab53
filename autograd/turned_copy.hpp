// Weights in the order that products read best, kept for as long as they do not change.
#pragma once

#include <atomic>
#include <cstdint>
#include <ember/autograd/pool.hpp>
#include <ember/autograd/storage.hpp>

namespace ember {

class Tensor;

/// A matrix of a storage with rows and columns exchanged. Kept with the version it was made of, so that every
/// in-place op makes it out of date. What writes to memory directly raises no version: a storage whose
/// address was handed out, or that belongs to somebody else, gets no copy.
class TurnedCopy {
 public:
  /// The elements of `weight` [out, in] as [in, out], row-major; null when reading the weight itself is as
  /// good: before its third use without a change, for few outputs, and for weights that are not row-major.
  static Ref<Storage> of(const Tensor& weight);

  static void* operator new(size_t bytes) { return pool::allocate(bytes); }
  static void operator delete(void* block, size_t bytes) { pool::release(block, bytes); }

 private:
  struct Source {
    const void* data;
    int64_t rows, columns;
    uint32_t version;
    bool operator==(const Source&) const = default;
  };
  Ref<Storage> use(const Tensor& weight, const Source& now);

  std::atomic_flag busy_;
  Source made_of_{};
  int uses_ = 0;
  Ref<Storage> elements_;
};

}  // namespace ember
