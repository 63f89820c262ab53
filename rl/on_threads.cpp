#include <algorithm>
#include <chrono>
#include <ember/autograd/kernels/parallel.hpp>
#include <ember/rl/on_threads.hpp>
#include <limits>

namespace ember::rl {

envs::ParallelFor on_threads() {
  if (get_num_threads() == 1) return {};
  constexpr double worth_sharing = 40e-6;
  double seconds = std::numeric_limits<double>::infinity();
  int timed = 0;
  return [=](int64_t count, const auto& body) mutable {
    if (timed < 10) {  // the least of several: a step may be interrupted
      ++timed;
      const auto start = std::chrono::steady_clock::now();
      body(0, count);
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
      seconds = std::min(seconds, taken.count());
    } else {
      kernels::parallel_for(seconds < worth_sharing ? 0 : kernels::parallel_threshold, count, 1, body);
    }
  };
}

}  // namespace ember::rl
