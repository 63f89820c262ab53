#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ember/autograd/kernels/parallel.hpp>
#include <exception>
#include <mutex>
#include <thread>

#if defined __unix__ || defined __APPLE__
#include <pthread.h>
#endif
#if defined __linux__
#include <sched.h>

#include <vector>
#endif

namespace ember {

namespace {

constexpr int most_threads = 1024;

int threads_at_start() {
  if (const char* text = std::getenv("EMBER_THREADS")) {
    char* end = nullptr;
    const long n = std::strtol(text, &end, 10);
    if (end != text && *end == 0 && n >= 1 && n <= most_threads) return static_cast<int>(n);
  }
  const unsigned processors = std::thread::hardware_concurrency();
  return processors == 0 ? 1 : static_cast<int>(processors);
}

std::atomic<int>& thread_count() {
  static std::atomic<int> count{threads_at_start()};
  return count;
}

thread_local bool inside = false;

struct Inside {
  bool before = inside;
  Inside() { inside = true; }
  ~Inside() { inside = before; }
};

/// Keeps the threads of a crew off the processor of their caller. Linux wakes a thread where its waker runs,
/// although other processors idle, and there it waits until the caller is through: about 2 ms.
class Places {
 public:
#if defined __linux__
  void add(pthread_t member) {
    members_.push_back(member);
    caller_at_ = -1;
  }
  void keep_free_of_caller() {
    const int here = sched_getcpu();
    if (here == caller_at_ || here < 0) return;
    caller_at_ = here;
    cpu_set_t others;
    if (sched_getaffinity(0, sizeof others, &others) != 0) return;
    CPU_CLR(static_cast<size_t>(here), &others);
    if (CPU_COUNT(&others) == 0) return;
    for (const pthread_t member : members_) pthread_setaffinity_np(member, sizeof others, &others);
  }

 private:
  std::vector<pthread_t> members_;
  int caller_at_ = -1;
#else
  void add(std::thread::native_handle_type) {}
  void keep_free_of_caller() {}
#endif
};

/// Threads that wait for ranges of work. The caller takes ranges like everybody else and waits only for those
/// that somebody has begun: while other programs hold the processors, it does all of them itself and loses
/// nothing.
class Crew {
 public:
  /// Runs all ranges, or returns false when the crew works for another thread.
  bool run(int64_t ranges, int64_t members, void (*range)(void*, int64_t), void* work) {
    const std::unique_lock busy(in_use_, std::try_to_lock);
    if (!busy) return false;
    range_ = range;
    work_ = work;
    done_.store(0, std::memory_order_relaxed);
    places_.keep_free_of_caller();
    const uint64_t round = (open_.load(std::memory_order_relaxed) >> 32) + 1;
    open_.store(Open{round, 0, static_cast<uint64_t>(ranges)}.packed(), std::memory_order_release);
    open_.notify_all();
    try {
      for (; hired_ < members - 1; ++hired_) {
        std::thread member([this] { serve(); });
        const auto handle = member.native_handle();
        member.detach();
        places_.add(handle);
        places_.keep_free_of_caller();
      }
    } catch (const std::exception&) {  // no more threads or memory to be had: what is there will do
    }
    while (take<true>()) {
    }
    for (int64_t spins = 0; done_.load(std::memory_order_acquire) < ranges; ++spins) {
      if (spins > patience) std::this_thread::yield();
    }
    return true;
  }

 private:
  static constexpr int64_t patience = 10000;  // some 10 microseconds

  /// The number of the round, and the ranges [first, last) that nobody has taken.
  struct Open {
    uint64_t round, first, last;
    static Open of(uint64_t packed) { return {packed >> 32, packed >> 16 & UINT16_MAX, packed & UINT16_MAX}; }
    uint64_t packed() const { return round << 32 | first << 16 | last; }
    bool none() const { return first == last; }
  };

  /// Runs one range if one is open: the caller from the front and the others from the back, so that most
  /// ranges meet the core that had them in the last round. Its number comes with the number of the round, so
  /// that nobody takes a range of one round for one of another; the round cannot end, nor range_ change,
  /// before the range is done.
  template <bool is_caller> bool take() {
    uint64_t packed = open_.load(std::memory_order_acquire);
    Open rest{};
    do {
      rest = Open::of(packed);
      if (rest.none()) return false;
      is_caller ? ++rest.first : --rest.last;
    } while (!open_.compare_exchange_weak(packed, rest.packed(), std::memory_order_acq_rel,
                                          std::memory_order_acquire));
    range_(work_, static_cast<int64_t>(is_caller ? rest.first - 1 : rest.last));
    done_.fetch_add(1, std::memory_order_release);
    return true;
  }

  /// Takes ranges until none came for a millisecond: a thread that sleeps takes longer to wake than many
  /// regions last. Once another program wants this processor, which a yield that lasts shows, it goes to
  /// sleep at once.
  void look_for_ranges() {
    using Clock = std::chrono::steady_clock;
    constexpr std::chrono::microseconds longest_wait{1000}, longest_yield{20};
    Clock::time_point last_range = Clock::now();
    for (int64_t spins = 0;; ++spins) {
      if (take<false>()) {
        last_range = Clock::now();
        spins = 0;
      }
      if (spins < patience) continue;
      const Clock::time_point before = Clock::now();
      std::this_thread::yield();
      const Clock::time_point after = Clock::now();
      if (after - before > longest_yield || after - last_range > longest_wait) return;
    }
  }

  void serve() {
    for (;;) {
      look_for_ranges();
      const uint64_t open = open_.load(std::memory_order_acquire);
      if (Open::of(open).none()) open_.wait(open, std::memory_order_acquire);
    }
  }

  std::mutex in_use_;
  std::atomic<uint64_t> open_{0};  // an Open
  std::atomic<int64_t> done_{0};
  int64_t hired_ = 0;
  Places places_;
  void (*range_)(void*, int64_t) = nullptr;
  void* work_ = nullptr;
};

Crew& crew() {
  static Crew* const everybody = new Crew;  // never destroyed: its threads wait until the process ends
  return *everybody;
}

// Threads do not survive fork(): a child that asked for them would wait for nobody.
std::atomic<bool> is_forked_child{false};

bool crew_available() {
#if defined __unix__ || defined __APPLE__
  static const bool registered = [] {
    pthread_atfork(nullptr, nullptr, [] { is_forked_child.store(true, std::memory_order_relaxed); });
    return true;
  }();
  return registered && !is_forked_child.load(std::memory_order_relaxed);
#else
  return true;
#endif
}

/// What the ranges of one region share.
struct Region {
  const void* body;
  kernels::RangeBody run;
  int64_t count, grain, grains, ranges;
  std::exception_ptr first_error;
  std::mutex error_mutex;

  static void run_range(void* self, int64_t range) {
    Region& region = *static_cast<Region*>(self);
    const Inside mark;
    const int64_t begin = region.grains * range / region.ranges * region.grain,
                  end = region.grains * (range + 1) / region.ranges * region.grain;
    try {
      region.run(region.body, begin, end < region.count ? end : region.count);
    } catch (...) {
      const std::lock_guard lock(region.error_mutex);
      if (!region.first_error) region.first_error = std::current_exception();
    }
  }
};

}  // namespace

void set_num_threads(int n) { thread_count().store(n, std::memory_order_relaxed); }
int get_num_threads() { return thread_count().load(std::memory_order_relaxed); }
bool in_parallel_region() { return inside; }

namespace kernels {

void parallel_ranges(int64_t count, int64_t grain, const void* body, RangeBody run,
                     int64_t ranges_per_thread) {
  const int64_t grains = (count + grain - 1) / grain;
  const int64_t threads = std::min<int64_t>(get_num_threads(), grains);
  if (threads > 1 && crew_available()) {
    const int64_t ranges = std::min({threads * ranges_per_thread, grains, int64_t{UINT16_MAX}});
    Region region{body, run, count, grain, grains, ranges, {}, {}};
    if (crew().run(ranges, threads, Region::run_range, &region)) {
      if (region.first_error) std::rethrow_exception(region.first_error);
      return;
    }
  }
  const Inside mark;
  run(body, 0, count);
}

}  // namespace kernels
}  // namespace ember
