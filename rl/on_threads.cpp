#include <algorithm>
#include <array>
#include <chrono>
#include <ember/autograd/kernels/parallel.hpp>
#include <ember/rl/on_threads.hpp>

namespace ember::rl {

envs::ParallelFor on_threads() {
  if (get_num_threads() == 1) return {};
  constexpr double worth_sharing = 15e-6;
  constexpr int64_t most_ranges = 8,
                    least_envs = 4;  // a thread's; fewer at once would leave SIMD lanes empty
  std::array<double, 11> seconds{};  // of the first calls: the median is no reset and no interrupted step
  size_t timed = 0;
  return [=](int64_t count, const auto& body) mutable {
    if (timed < seconds.size()) {
      const auto start = std::chrono::steady_clock::now();
      body(0, count);
      seconds[timed++] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      if (timed == seconds.size()) std::sort(seconds.begin(), seconds.end());
    } else if (seconds[timed / 2] < worth_sharing || in_parallel_region()) {
      body(0, count);
    } else {
      using Body = std::decay_t<decltype(body)>;
      const int64_t ranges = std::clamp<int64_t>(count / get_num_threads() / least_envs, 1, most_ranges);
      kernels::parallel_ranges(
          count, 1, &body,
          [](const void* self, int64_t first, int64_t last) {
            (*static_cast<const Body*>(self))(first, last);
          },
          ranges);
    }
  };
}

}  // namespace ember::rl
