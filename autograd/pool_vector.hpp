// Vectors in memory of the pool, for lists that a training step makes and drops again.
#pragma once

#include <ember/autograd/pool.hpp>
#include <vector>

namespace ember {

template <class T> struct PoolAllocator {
  using value_type = T;
  PoolAllocator() = default;
  template <class U> PoolAllocator(const PoolAllocator<U>&) {}
  T* allocate(size_t count) { return static_cast<T*>(pool::allocate(count * sizeof(T))); }
  void deallocate(T* block, size_t count) noexcept { pool::release(block, count * sizeof(T)); }
  friend bool operator==(const PoolAllocator&, const PoolAllocator&) { return true; }
};
template <class T> using PoolVector = std::vector<T, PoolAllocator<T>>;

}  // namespace ember
