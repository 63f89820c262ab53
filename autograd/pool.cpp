#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <ember/autograd/error.hpp>
#include <ember/autograd/pool.hpp>
#include <mutex>
#include <utility>

#if defined(__SANITIZE_ADDRESS__)
#define EMBER_POOL_BY_DEFAULT false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EMBER_POOL_BY_DEFAULT false
#endif
#endif
#ifndef EMBER_POOL_BY_DEFAULT
#define EMBER_POOL_BY_DEFAULT true
#endif

namespace ember::pool {
namespace {

struct Block {
  Block* next;
};

// Classes 0..15 are multiples of 64 bytes up to 1024; above, four steps per doubling up to 32 MiB.
constexpr size_t fine_classes = 16, largest = size_t{1} << 25, slab_limit = size_t{1} << 16;
constexpr size_t class_count = fine_classes + 4 * 15;

constexpr size_t fine_class_of(size_t bytes) { return (bytes - (bytes != 0)) / 64; }

constexpr size_t class_of(size_t bytes) {
  if (bytes <= 1024) return fine_class_of(bytes);
  const auto power = static_cast<size_t>(std::bit_width(bytes - 1)) - 1;  // 2^power <= bytes - 1
  const size_t quarter = (bytes - 1 - (size_t{1} << power)) >> (power - 2);
  return fine_classes + (power - 10) * 4 + quarter;
}

constexpr size_t bytes_of(size_t size_class) {
  if (size_class < fine_classes) return (size_class + 1) * 64;
  const size_t power = 10 + (size_class - fine_classes) / 4, quarter = (size_class - fine_classes) % 4;
  return (size_t{1} << power) + (quarter + 1) * (size_t{1} << (power - 2));
}
static_assert(bytes_of(class_of(1025)) == 1280 && class_of(1280) == fine_classes &&
              bytes_of(class_of(2048)) == 2048);
static_assert(class_of(largest) == class_count - 1 && bytes_of(class_count - 1) == largest);

constexpr size_t block_bytes(size_t bytes) {
  return bytes > largest ? (bytes + 63) / 64 * 64 : bytes_of(class_of(bytes));
}

struct List {
  Block* head;
  uint32_t length;
  uint32_t share;  ///< 0 until the thread has pooled a block of the class
};
using Lists = std::array<List, class_count>;

// Plain and zero-initialised, so that reaching it needs no guard; Farewell passes the blocks on when the
// thread ends.
constinit thread_local Lists mine{};

struct Shared {
  std::mutex mutex;
  Lists lists{};
};
Shared& shared() {
  static Shared* lists = new Shared;  // never destroyed: tensors with static lifetime may outlive any order
  return *lists;
}

constinit thread_local Usage* counted = nullptr;

[[gnu::noinline]] void count(int64_t bytes) {
  counted->alive += bytes;
  counted->peak = std::max(counted->peak, counted->alive);
  if (bytes > 0) ++counted->allocations;
}

std::atomic<uint64_t> calls{0};
std::atomic<int> pooling{-1};  // -1 not decided yet, 0 off, 1 on

bool decide_pooling() {
  const char* wish = std::getenv("EMBER_POOL");
  bool on = EMBER_POOL_BY_DEFAULT;
  if (wish != nullptr) on = std::strcmp(wish, "off") != 0;
  pooling.store(on ? 1 : 0, std::memory_order_relaxed);
  return on;
}

bool pooled() {
  const int state = pooling.load(std::memory_order_relaxed);
  return state >= 0 ? state == 1 : decide_pooling();
}

void pass_on(size_t size_class, uint32_t count) {
  List& own = mine[size_class];
  Block* first = own.head;
  Block* last = first;
  for (uint32_t i = 1; i < count; ++i) last = last->next;
  own.head = last->next;
  own.length -= count;
  Shared& all = shared();
  const std::lock_guard lock(all.mutex);
  List& common = all.lists[size_class];
  last->next = common.head;
  common.head = first;
  common.length += count;
}

struct Farewell {
  bool armed = false;
  ~Farewell() {
    for (size_t c = 0; c < class_count; ++c) {
      if (mine[c].length > 0) pass_on(c, mine[c].length);
    }
  }
};
thread_local Farewell farewell;

[[gnu::noinline]] void* from_system(size_t bytes) {
  calls.fetch_add(1, std::memory_order_relaxed);
  const size_t rounded = (bytes + 63) / 64 * 64;
  void* block = rounded < bytes ? nullptr : std::aligned_alloc(64, rounded == 0 ? 64 : rounded);
  require<OutOfMemoryError>(block != nullptr, "allocate: out of memory: asked for ", bytes, " bytes");
  return block;
}

// How many blocks of a class a thread keeps for itself before it passes half of them on.
constexpr auto shares = [] {
  std::array<uint32_t, class_count> all{};
  for (size_t c = 0; c < class_count; ++c) {
    const size_t bytes = bytes_of(c);
    all[c] = bytes >= (size_t{1} << 20) ? 8 : static_cast<uint32_t>((size_t{8} << 20) / bytes);
  }
  return all;
}();

[[gnu::noinline]] void* refill(size_t size_class) {
  farewell.armed = true;
  const size_t bytes = bytes_of(size_class);
  List& own = mine[size_class];
  own.share = shares[size_class];
  {
    Shared& all = shared();
    const std::lock_guard lock(all.mutex);
    List& common = all.lists[size_class];
    if (Block* block = common.head; block != nullptr) {
      const uint32_t take = std::min(common.length, std::max(1U, shares[size_class] / 4));
      Block* last = block;
      for (uint32_t i = 1; i < take; ++i) last = last->next;
      common.head = last->next;
      common.length -= take;
      last->next = nullptr;
      own.head = block->next;
      own.length = take - 1;
      return block;
    }
  }
  if (bytes > slab_limit) return from_system(bytes);
  const size_t count = std::max<size_t>(4, slab_limit / bytes);
  auto* slab = static_cast<char*>(from_system(count * bytes));
  for (size_t i = count - 1; i > 0; --i) {
    own.head = new (slab + i * bytes) Block{own.head};
  }
  own.length += static_cast<uint32_t>(count - 1);
  return slab;
}

}  // namespace

namespace {

void* take(size_t size_class) {
  List& own = mine[size_class];
  Block* block = own.head;
  if (block == nullptr) [[unlikely]]
    return refill(size_class);
  own.head = block->next;
  --own.length;
  return block;
}

void give(void* block, size_t size_class) {
  List& own = mine[size_class];
  own.head = new (block) Block{own.head};
  own.share = shares[size_class];
  if (++own.length > own.share) [[unlikely]]
    pass_on(size_class, own.length / 2);
}

// What few requests come to: the first of a class, large ones, and all while they are counted or not pooled.
[[gnu::noinline]] void* allocate_slowly(size_t bytes) {
  if (counted != nullptr) count(static_cast<int64_t>(block_bytes(bytes)));
  return bytes > largest || !pooled() ? from_system(bytes) : take(class_of(bytes));
}

[[gnu::noinline]] void release_slowly(void* block, size_t bytes) noexcept {
  if (counted != nullptr) count(-static_cast<int64_t>(block_bytes(bytes)));
  if (bytes > largest || !pooled())
    std::free(block);
  else
    give(block, class_of(bytes));
}

constexpr size_t largest_small = 1024;

}  // namespace

Usage* count_into(Usage* usage) { return std::exchange(counted, usage); }

void* allocate(size_t bytes) {
  if (counted != nullptr || bytes > largest_small) [[unlikely]]
    return allocate_slowly(bytes);
  List& own = mine[fine_class_of(bytes)];
  Block* const block = own.head;
  if (block == nullptr) [[unlikely]]
    return allocate_slowly(bytes);
  own.head = block->next;
  --own.length;
  return block;
}

void release(void* block, size_t bytes) noexcept {
  if (counted != nullptr || bytes > largest_small) [[unlikely]]
    return release_slowly(block, bytes);
  List& own = mine[fine_class_of(bytes)];
  if (own.length >= own.share) [[unlikely]]
    return release_slowly(block, bytes);
  own.head = new (block) Block{own.head};
  ++own.length;
}

uint64_t system_calls() { return calls.load(std::memory_order_relaxed); }

}  // namespace ember::pool
