#include <algorithm>
#include <ember/autograd/copy.hpp>
#include <ember/autograd/create.hpp>
#include <ember/rl/acting.hpp>

namespace ember::rl {

Tensor as_batch(std::span<const float> rows, int64_t width, ScalarType dtype) {
  const auto count = static_cast<int64_t>(rows.size());
  require<ShapeError>(count % width == 0 && count > 0, "as_batch: ", count, " values are no rows of ", width);
  const Tensor batch = empty({count / width, width}, kFloat);
  std::copy(rows.begin(), rows.end(), batch.data_ptr<float>());
  return to(batch, dtype);
}

envs::Action action_of(const Tensor& action, const ActionSpace& space, std::vector<float>& row) {
  if (space.discrete) return action.item<int64_t>();
  const Tensor values = to(action.detach(), kFloat);
  row.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
  clip_to_bounds(row, space);
  return std::span<const float>(row);
}

void clip_to_bounds(std::span<float> rows, const ActionSpace& space) {
  if (space.low.empty()) return;
  for (size_t i = 0; i < rows.size(); ++i) {
    const size_t k = i % space.low.size();
    rows[i] = std::clamp(rows[i], static_cast<float>(space.low[k]), static_cast<float>(space.high[k]));
  }
}

}  // namespace ember::rl
