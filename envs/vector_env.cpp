#include <ember/envs/vector_env.hpp>

#include <atomic>
#include <exception>

#include <ember/envs/registry.hpp>

namespace ember::envs {

void share_among_threads(const ParallelFor& parallel_for, std::int64_t count,
                         const std::function<void(std::int64_t, std::int64_t)>& before,
                         const std::function<void(std::int64_t&, std::int64_t)>& work) {
  std::exception_ptr error;
  std::int64_t where = count;
  std::atomic_flag taken;
  parallel_for(count, [&](std::int64_t first, std::int64_t last) {
    if (first < last) before(first, last);
    for (std::int64_t i = first; i < last; ++i) {
      try {
        work(i, last);
      } catch (...) {  // the others go on
        while (taken.test_and_set(std::memory_order_acquire)) {
        }
        if (i < where) {
          error = std::current_exception();
          where = i;
        }
        taken.clear(std::memory_order_release);
      }
    }
  });
  if (error) std::rethrow_exception(error);
}

VectorEnv<> make_vec(std::string_view id, std::int64_t n, VectorOptions options, const Settings& settings) {
  return VectorEnv<>(make(id, settings), n, std::move(options));
}

}  // namespace ember::envs
