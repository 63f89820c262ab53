// Memory for tensors, nodes and their buffers: free lists by size class, one set per thread, grown in slabs.
//
// A steady training step asks for the same sizes again and again, so after the first steps every request is a
// pop from a list and nothing reaches the system allocator. Blocks may be released on another thread than the
// one that asked for them; a list that grows past its share passes blocks on to all threads.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ember::pool {

/// A block of at least `bytes` bytes, aligned to 64. Throws OutOfMemoryError when the system has none.
/// EMBER_POOL=off, read once, sends every request to the system allocator, for memory debuggers.
void* allocate(size_t bytes);

/// Gives back a block; `bytes` as asked for.
void release(void* block, size_t bytes) noexcept;

/// Memory of tensors and nodes, in bytes of the blocks that hold them.
struct Usage {
  int64_t alive = 0, peak = 0;
  uint64_t allocations = 0;
};

/// From here on counts what this thread asks for and gives back; null stops. Returns what was counted into
/// before.
Usage* count_into(Usage* usage);

/// How often the pool has asked the system allocator so far, over all threads.
uint64_t system_calls();

}  // namespace ember::pool
