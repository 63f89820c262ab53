#include "race.hpp"

#include <time.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ember/autograd/kernels/parallel.hpp>
#include <ember/autograd/kernels/table.hpp>

namespace ember::bench {
namespace {

volatile bool sink;

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
  if (c.prepare) {  // one call is not timed: the caches are then as in windows of many calls
    c.prepare();
    c.run(first);
    c.prepare();
  }
  const double start = now();
  for (int i = 0; i < calls; ++i) c.run(first + i);
  return (now() - start) / calls;
}

/// Calls that fill a window, found by doubling.
int calls_per_window(const Contestant& c, double window) {
  if (c.prepare) return 1;
  c.run(0);
  int calls = 1;
  while (calls < (1 << 24)) {
    const double t = time_calls(c, calls, 0) * calls;
    if (t >= window / 2) return std::max(1, static_cast<int>(calls * window / t));
    calls *= 2;
  }
  return calls;
}

double tenth_percentile(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 10];
}

}  // namespace

double read_rate(int64_t bytes) {
  const std::vector<float> x(static_cast<size_t>(bytes) / sizeof(float), 1);
  const auto n = static_cast<int64_t>(x.size());
  // Finite or not: one pass that only reads.
  std::vector<Contestant> reader{{"read", [&](int) { sink = kernels::table().f32.all_finite(x.data(), n); }}};
  race(reader, 50, 5e-4);
  return static_cast<double>(bytes) / reader[0].seconds;
}

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
    std::vector<double> halves[2];
    for (size_t w = 0; w < times[i].size(); ++w) halves[w % 2].push_back(times[i][w]);
    Contestant& c = contestants[i];
    c.seconds = tenth_percentile(times[i]);
    c.noise = std::abs(tenth_percentile(halves[0]) - tenth_percentile(halves[1])) / c.seconds;
  }
}

}  // namespace ember::bench
