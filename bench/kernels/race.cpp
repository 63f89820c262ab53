#include "race.hpp"

#include <time.h>

#include <algorithm>
#include <chrono>
#include <ember/autograd/kernels/parallel.hpp>

namespace ember::bench {
namespace {

/// Processor time of this thread, which other programs cannot stretch by taking the core; wall time when
/// several threads work.
double now() {
  if (get_num_threads() == 1) {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double time_calls(const Contestant& c, int calls, int first) {
  const double start = now();
  for (int i = 0; i < calls; ++i) c.run(first + i);
  return (now() - start) / calls;
}

/// Calls that fill a window, found by doubling.
int calls_per_window(const Contestant& c, double window) {
  c.run(0);
  int calls = 1;
  while (calls < (1 << 24)) {
    const double t = time_calls(c, calls, 0) * calls;
    if (t >= window / 2) return std::max(1, static_cast<int>(calls * window / t));
    calls *= 2;
  }
  return calls;
}

}  // namespace

void race(std::vector<Contestant>& contestants, int windows, double window_seconds) {
  std::vector<int> calls;
  for (const Contestant& c : contestants) calls.push_back(calls_per_window(c, window_seconds));
  std::vector<std::vector<double>> times(contestants.size());
  for (int w = 0; w < windows; ++w) {
    for (size_t i = 0; i < contestants.size(); ++i) {
      times[i].push_back(time_calls(contestants[i], calls[i], w * calls[i]));
    }
  }
  for (size_t i = 0; i < contestants.size(); ++i) {
    std::sort(times[i].begin(), times[i].end());
    contestants[i].seconds = times[i][times[i].size() / 10];
  }
}

}  // namespace ember::bench
