#include <algorithm>
#include <cmath>
#include <ember/autograd/create.hpp>
#include <ember/autograd/index.hpp>
#include <ember/autograd/pointwise.hpp>
#include <ember/autograd/reduce.hpp>
#include <ember/autograd/view.hpp>
#include <ember/rl/c51.hpp>

namespace ember::rl {

Tensor expected_value(const Tensor& p, const Tensor& z) { return sum(p * z, {2}); }

Tensor distribution_of(const Tensor& p, const Tensor& actions) {
  const int64_t batch = p.size(0), atoms = p.size(2);
  const Tensor index = expand(view(actions, {batch, 1, 1}), {batch, 1, atoms});
  return squeeze(gather(p, 1, index), 1);
}

Tensor categorical_projection(const Tensor& p, const Tensor& rewards, const Tensor& terminated,
                              const Tensor& discount, const Tensor& z) {
  const int64_t batch = rewards.numel(), atoms = z.numel();
  require<ValueError>(atoms >= 2, "categorical_projection: needs at least 2 atoms: ", atoms);
  require<ShapeError>(
      p.sizes() == IntArrayRef({batch, atoms}) && terminated.numel() == batch && discount.numel() == batch,
      "categorical_projection: shapes do not fit: p ", p.sizes(), ", rewards ", rewards.sizes(),
      ", terminated ", terminated.sizes(), ", discount ", discount.sizes(), ", z ", z.sizes());
  Tensor m = zeros({batch, atoms}, p.dtype());
  dispatch_floating("categorical_projection", p.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* grid = z.data_ptr<T>();
    const T v_min = grid[0], v_max = grid[atoms - 1], step = (v_max - v_min) / static_cast<T>(atoms - 1);
    for (int64_t i = 0; i < batch; ++i) {
      const T r = rewards.data_ptr<T>()[i],
              gamma = discount.data_ptr<T>()[i] * (1 - terminated.data_ptr<T>()[i]);
      const T* from = p.data_ptr<T>() + i * atoms;
      T* to = m.data_ptr<T>() + i * atoms;
      for (int64_t j = 0; j < atoms; ++j) {
        const T tz = std::clamp(r + gamma * grid[j], v_min, v_max);
        const T b = std::min((tz - v_min) / step, static_cast<T>(atoms - 1));
        const auto l = static_cast<int64_t>(b), u = std::min(l + 1, atoms - 1);
        const T share = b - static_cast<T>(l);
        to[l] += from[j] * (1 - share);
        to[u] += from[j] * share;
      }
    }
  });
  return m;
}

}  // namespace ember::rl
