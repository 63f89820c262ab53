// kernel_share: how much of an update is spent in kernels, and how much around them: making tensors and
// nodes, memory, checks, dispatch. The first is what a recorded and replayed update would still have to do;
// so the ratio of the whole to it is the most that recording could gain (docs/design/0005).
#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ember/autograd/kernels/table.hpp>
#include <ember/rl/sac.hpp>
#include <memory>

#include "race.hpp"
#include "updates.hpp"

namespace ember::bench {
namespace {

using kernels::Kernels, kernels::KernelTable;

KernelTable plain, watched;
uint64_t ticks = 0, calls = 0;

uint64_t clock_now() {
#if defined __x86_64__
  return __builtin_ia32_rdtsc();
#else
  return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

template <class T> Kernels<T>& kernels_in(KernelTable& table) {
  if constexpr (sizeof(T) == 4)
    return table.f32;
  else
    return table.f64;
}

/// Adds what passes while it lives.
struct Watch {
  uint64_t start = clock_now();
  ~Watch() {
    ticks += clock_now() - start;
    ++calls;
  }
};

/// Calls the kernel that was in the table, and adds what it took.
template <class T, auto member> struct Watched;
template <class T, class R, class... A, R (*Kernels<T>::*member)(A...)> struct Watched<T, member> {
  static R call(A... arguments) {
    const Watch watch;
    return (kernels_in<T>(plain).*member)(arguments...);
  }
};
/// The same for an array of kernels of one kind.
template <class T, auto member, size_t i> struct WatchedAt;
template <class T, class R, class... A, size_t n, R (*(Kernels<T>::*member)[n])(A...), size_t i>
struct WatchedAt<T, member, i> {
  static R call(A... arguments) {
    const Watch watch;
    return (kernels_in<T>(plain).*member)[i](arguments...);
  }
};

template <class T, auto... members> void watch(Kernels<T>& k) {
  ((k.*members = Watched<T, members>::call), ...);
}
template <class T, auto member, size_t... i> void watch_each(Kernels<T>& k, std::index_sequence<i...>) {
  (((k.*member)[i] = WatchedAt<T, member, i>::call), ...);
}

void watch_all() {
  using K = Kernels<float>;
  K& k = watched.f32;
  watch<float, &K::where, &K::fill, &K::axpy, &K::scale, &K::lerp, &K::transpose, &K::sum, &K::max, &K::min,
        &K::sum_of_squares, &K::all_finite, &K::softmax, &K::log_softmax, &K::logsumexp, &K::softmax_backward,
        &K::log_softmax_backward, &K::cross_entropy, &K::cross_entropy_backward, &K::categorical,
        &K::categorical_backward, &K::gaussian, &K::gaussian_backward, &K::squashed, &K::squashed_backward,
        &K::gemm, &K::adam, &K::sgd, &K::rmsprop>(k);
  watch_each<float, &K::unary>(k, std::make_index_sequence<rules::UnaryRules::size>());
  watch_each<float, &K::unary_backward>(k, std::make_index_sequence<rules::UnaryRules::size>());
  watch_each<float, &K::binary>(k, std::make_index_sequence<rules::BinaryRules::size>());
  watch_each<float, &K::binary_backward_a>(k, std::make_index_sequence<rules::BinaryRules::size>());
  watch_each<float, &K::binary_backward_b>(k, std::make_index_sequence<rules::BinaryRules::size>());
  watch_each<float, &K::compare>(k, std::make_index_sequence<6>());
}

/// SAC on Pendulum's sizes with the layers and batch of its short recipe.
Update sac() {
  rl::SACOptions options;
  options.hidden = {64, 64};
  options.batch_size = 100;
  options.buffer_size = 10'000;
  const rl::ActionSpace torque{1, false, {-2}, {2}};
  const auto agent = std::make_shared<rl::SACAgent>(options, 3, torque, 0);
  Generator random(1);
  std::array<float, 3> s{}, next{};
  std::array<float, 1> a{};
  for (int i = 0; i < 10'000; ++i) {
    for (float& v : s) v = static_cast<float>(2 * random.uniform() - 1);
    for (float& v : next) v = static_cast<float>(2 * random.uniform() - 1);
    a[0] = static_cast<float>(4 * random.uniform() - 2);
    agent->buffer.push({s, a, random.uniform(), next, false});
  }
  return {"sac/update_100", {}, [=] { agent->update(); }};
}

/// Ticks that the watch itself adds to a kernel's.
double empty_watch() {
  float x = 0;
  const uint64_t before = ticks;
  for (int i = 0; i < 100'000; ++i) watched.f32.fill(&x, 0, 0);
  return static_cast<double>(ticks - before) / 100'000;
}

double tenth_percentile(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 10];
}

void measure(const Update& update, double nanoseconds_per_tick, double watch_ticks) {
  constexpr int per_window = 2;
  std::vector<double> whole, inside;
  double kernels_called = 0;
  for (int window = 0; window < 1000; ++window) {
    for (const bool watching : {false, true}) {
      kernels::use_table(watching ? watched : plain);
      uint64_t sum = 0, kernel_ticks = 0, kernel_calls = 0;
      for (int i = 0; i < per_window; ++i) {
        if (update.prepare) update.prepare();
        ticks = calls = 0;
        const uint64_t start = clock_now();
        update.run();
        sum += clock_now() - start;
        kernel_ticks += ticks;
        kernel_calls += calls;
      }
      if (!watching) {
        whole.push_back(static_cast<double>(sum) / per_window);
        continue;
      }
      kernels_called = static_cast<double>(kernel_calls) / per_window;
      inside.push_back(static_cast<double>(kernel_ticks) / per_window - kernels_called * watch_ticks);
    }
  }
  kernels::use_table(plain);
  const double us = tenth_percentile(whole) * nanoseconds_per_tick / 1e3,
               in_kernels = tenth_percentile(inside) * nanoseconds_per_tick / 1e3;
  std::printf("%-22s %9.1f us  %9.1f us in %5.0f kernels  %5.1f us around them  at most %.2fx\n",
              update.name.c_str(), us, in_kernels, kernels_called, us - in_kernels, us / in_kernels);
}

void run() {
  plain = watched = kernels::table();
  watch_all();
  const auto start = std::chrono::steady_clock::now();
  const uint64_t first = clock_now();
  while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds(100)) {
  }
  const double nanoseconds_per_tick = 1e8 / static_cast<double>(clock_now() - first);
  const double watch_ticks = empty_watch();
  std::vector<Update> updates = ember_updates();
  updates.push_back(sac());
  for (const Update& update : updates) measure(update, nanoseconds_per_tick, watch_ticks);
}

}  // namespace
}  // namespace ember::bench

int main() { ember::bench::run(); }
