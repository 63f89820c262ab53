#include <algorithm>
#include <cmath>
#include <ember/autograd/copy.hpp>
#include <ember/rl/finite.hpp>

namespace ember::rl {

bool all_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

void require_finite(const char* op, const char* what, const Tensor& tensor) {
  const Tensor rows = detail::contiguous_copy(tensor);
  dispatch_floating(op, rows.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* x = rows.data_ptr<T>();
    T sum = 0;  // 0 times a number is 0 unless the number is not finite
    for (int64_t i = 0; i < rows.numel(); ++i) sum += x[i] * 0;
    if (sum == 0) return;
    for (int64_t i = 0; i < rows.numel(); ++i)
      require<NonFiniteError>(std::isfinite(x[i]), op, ": ", what, " is not finite: ", x[i]);
  });
}

}  // namespace ember::rl
