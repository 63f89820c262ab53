#include <atomic>
#include <cstdlib>
#include <ember/autograd/kernels/parallel.hpp>
#include <exception>
#include <mutex>
#include <thread>

#if defined __unix__ || defined __APPLE__
#include <pthread.h>
#endif
#if defined _OPENMP
#include <omp.h>
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

#if defined _OPENMP
// OpenMP's team does not survive fork(): a child that asked for it would wait for threads that do not exist.
std::atomic<bool> is_forked_child{false};

bool team_available() {
  static const bool registered = [] {
    pthread_atfork(nullptr, nullptr, [] { is_forked_child.store(true, std::memory_order_relaxed); });
    return true;
  }();
  return registered && !is_forked_child.load(std::memory_order_relaxed);
}
#endif

}  // namespace

void set_num_threads(int n) { thread_count().store(n, std::memory_order_relaxed); }
int get_num_threads() { return thread_count().load(std::memory_order_relaxed); }
bool in_parallel_region() { return inside; }

namespace kernels {

void parallel_ranges(int64_t count, int64_t grain, const void* body, RangeBody run) {
  const int64_t grains = (count + grain - 1) / grain;
  const int64_t threads = get_num_threads() < grains ? get_num_threads() : grains;
#if defined _OPENMP
  if (threads > 1 && team_available()) {
    std::exception_ptr first_error;
    std::mutex error_mutex;
#pragma omp parallel for num_threads(static_cast <int>(threads)) schedule(static, 1)
    for (int64_t t = 0; t < threads; ++t) {
      const Inside mark;
      const int64_t begin = grains * t / threads * grain, end = grains * (t + 1) / threads * grain;
      try {
        run(body, begin, end < count ? end : count);
      } catch (...) {
        const std::lock_guard lock(error_mutex);
        if (!first_error) first_error = std::current_exception();
      }
    }
    if (first_error) std::rethrow_exception(first_error);
    return;
  }
#endif
  (void)threads;
  const Inside mark;
  run(body, 0, count);
}

}  // namespace kernels
}  // namespace ember
