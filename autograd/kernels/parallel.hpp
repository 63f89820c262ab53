// Where Ember decides whether work runs on several threads; parallel.cpp keeps the threads.
#pragma once

#include <cstdint>

namespace ember {

/// Number of threads that large work may use; 1 <= n <= 1024, else ValueError is for the caller to throw.
/// Default: EMBER_THREADS if set and valid, else the number of processors. PyTorch: torch::set_num_threads.
void set_num_threads(int n);
int get_num_threads();

/// Whether the caller already runs inside a parallel region; nested regions run inline.
bool in_parallel_region();

namespace kernels {

using RangeBody = void (*)(const void* body, int64_t begin, int64_t end);
/// Calls body(begin, end) for parts of [0, count) on all threads, whatever the work; several ranges a thread
/// even out work that takes longer in some places than in others.
void parallel_ranges(int64_t count, int64_t grain, const void* body, RangeBody run,
                     int64_t ranges_per_thread = 1);

/// Work below this many floating-point operations (about 40 us) runs on the calling thread alone.
inline constexpr double parallel_threshold = 4e6;

/// Splits [0, count) into ranges whose bounds are multiples of `grain` and calls body(begin, end) for each,
/// on several threads when `work` (floating-point operations of the whole) is large enough, else inline as
/// body(0, count). The split must only separate independent outputs: results are the same bits for every
/// number of threads. The first exception thrown by a body is rethrown to the caller after all threads have
/// finished.
template <class Body> void parallel_for(double work, int64_t count, int64_t grain, const Body& body) {
  if (count <= grain || work < parallel_threshold || get_num_threads() == 1 || in_parallel_region()) {
    if (count > 0) body(int64_t{0}, count);
    return;
  }
  parallel_ranges(count, grain, &body, [](const void* self, int64_t begin, int64_t end) {
    (*static_cast<const Body*>(self))(begin, end);
  });
}

}  // namespace kernels
}  // namespace ember
