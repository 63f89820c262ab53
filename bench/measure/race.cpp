#include "race.hpp"

#include <time.h>

#include <algorithm>
#include <cmath>
#include <ember/autograd/kernels/parallel.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <thread>

namespace ember::bench {
namespace {

volatile bool sink;

double read_clock(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Threads of other libraries look for work for some milliseconds after a product: the next contestant is not
/// to share its cores with them.
void wait_until_others_sleep() {
  for (int i = 0; i < 200; ++i) {
    const double before = read_clock(CLOCK_PROCESS_CPUTIME_ID);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (read_clock(CLOCK_PROCESS_CPUTIME_ID) - before < 1e-4) return;
  }
}

/// By processor time of this thread, which other programs cannot stretch by taking the core; by wall time
/// when several threads work.
double time_calls(const Contestant& c, int calls, int first) {
  const bool alone = get_num_threads() == 1;
  const clockid_t clock = alone ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC;
  if (!alone) {
    wait_until_others_sleep();
    if (!c.prepare) c.run(first);  // wakes the threads that are to work
  }
  if (c.prepare) {  // one call is not timed: the caches are then as in windows of many calls
    c.prepare();
    c.run(first);
    c.prepare();
  }
  const double start = read_clock(clock);
  for (int i = 0; i < calls; ++i) c.run(first + i);
  return (read_clock(clock) - start) / calls;
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
