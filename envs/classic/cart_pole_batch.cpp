#include <ember/envs/classic/cart_pole_batch.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <type_traits>

#include <ember/envs/classic/cart_pole_motion.hpp>
#include <ember/envs/environment.hpp>

namespace ember::envs {
namespace {

constexpr std::size_t block = 16;  // environments; whole vectors of every instruction set

template <class T> struct Columns {
  T *x, *x_dot, *theta, *theta_dot;
  std::int32_t* steps;
  const std::int64_t* actions;
  float* observations;  // [n, 4]
  std::uint8_t *terminated, *truncated;
};

// Taylor series whose first term left out is below 2^-57 of the result for |x| <= pi / 8.
template <class T> [[gnu::always_inline]] inline T sine(T x) {
  const T z = x * x;
  T p = z * T(-1.0 / 1307674368000) + T(1.0 / 6227020800);
  p = z * p - T(1.0 / 39916800);
  p = z * p + T(1.0 / 362880);
  p = z * p - T(1.0 / 5040);
  p = z * p + T(1.0 / 120);
  p = z * p - T(1.0 / 6);
  return x + x * (z * p);
}

template <class T> [[gnu::always_inline]] inline T cosine(T x) {
  const T z = x * x;
  T p = z * T(-1.0 / 87178291200) + T(1.0 / 479001600);
  p = z * p - T(1.0 / 3628800);
  p = z * p + T(1.0 / 40320);
  p = z * p - T(1.0 / 720);
  p = z * p + T(1.0 / 24);
  return T(1) - (T(0.5) * z - z * (z * p));
}

using Floats = float __attribute__((vector_size(4 * block)));
using Ints = std::int32_t __attribute__((vector_size(4 * block)));
using Bytes = std::uint8_t __attribute__((vector_size(block)));

// 1 where `condition` holds (all its bits are set), else 0.
[[gnu::always_inline]] inline void store_flags(std::uint8_t* to, const Ints& condition) {
  const Bytes flags = __builtin_convertvector(condition, Bytes) & 1;
  std::memcpy(to, &flags, sizeof flags);
}

// a0 b0 a1 b1 ...: those of the first halves into `low`, of the second into `high`.
[[gnu::always_inline]] inline void interleave(const Floats& a, const Floats& b, Floats& low, Floats& high) {
  low = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  high = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

// Loops without branches over a block, which the compiler turns into vectors.
template <class T>
[[gnu::always_inline]] inline void move_block(const Columns<T>& c, std::size_t first, std::int32_t limit) {
  alignas(64) float x[block], x_dot[block], theta[block], theta_dot[block];
  alignas(64) std::int32_t fallen[block];
  for (std::size_t l = 0; l < block; ++l) {
    const std::size_t i = first + l;
    CartPoleState<T> s{c.x[i], c.x_dot[i], c.theta[i], c.theta_dot[i]};
    const T force = c.actions[i] == 1 ? cart_pole_force<T> : -cart_pole_force<T>;
    move_cart_pole<T>(s, force, cosine(s.theta), sine(s.theta), Inverse<T>{1 / cart_pole_mass<T>});
    c.x[i] = s.x;
    c.x_dot[i] = s.x_dot;
    c.theta[i] = s.theta;
    c.theta_dot[i] = s.theta_dot;
    x[l] = static_cast<float>(s.x);
    x_dot[l] = static_cast<float>(s.x_dot);
    theta[l] = static_cast<float>(s.theta);
    theta_dot[l] = static_cast<float>(s.theta_dot);
    const T out =
        std::max(std::abs(s.x) - cart_pole_x_limit<T>, std::abs(s.theta) - cart_pole_theta_limit<T>);
    fallen[l] = out > 0 ? -1 : 0;
  }
  Ints ended, steps;
  std::memcpy(&ended, fallen, sizeof ended);
  store_flags(c.terminated + first, ended);
  std::memcpy(&steps, c.steps + first, sizeof steps);
  steps += 1;
  std::memcpy(c.steps + first, &steps, sizeof steps);
  store_flags(c.truncated + first, steps >= limit);

  Floats columns[4], halves[4], rows[4];
  std::memcpy(&columns[0], x, sizeof x);
  std::memcpy(&columns[1], x_dot, sizeof x);
  std::memcpy(&columns[2], theta, sizeof x);
  std::memcpy(&columns[3], theta_dot, sizeof x);
  interleave(columns[0], columns[2], halves[0], halves[1]);
  interleave(columns[1], columns[3], halves[2], halves[3]);
  interleave(halves[0], halves[2], rows[0], rows[1]);
  interleave(halves[1], halves[3], rows[2], rows[3]);
  std::memcpy(c.observations + 4 * first, rows, sizeof rows);
}

template <class T>
[[gnu::always_inline]] inline void move_all(const Columns<T>& c, std::size_t n, std::int32_t limit) {
  for (std::size_t i = 0; i < n; i += block) move_block<T>(c, i, limit);
}

template <class T> void move_baseline(const Columns<T>& c, std::size_t n, std::int32_t limit) {
  move_all<T>(c, n, limit);
}
#if defined(__x86_64__)
template <class T>
[[gnu::target("avx2")]] void move_avx2(const Columns<T>& c, std::size_t n, std::int32_t l) {
  move_all<T>(c, n, l);
}
template <class T>
[[gnu::target("avx512f,avx512dq,avx512bw,avx512vl")]] void move_avx512(const Columns<T>& c, std::size_t n,
                                                                       std::int32_t l) {
  move_all<T>(c, n, l);
}
#endif

// No instruction set contracts a product and a sum here: all give the same bits.
template <class T> auto best_move() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw")) {
    return &move_avx512<T>;
  }
  if (__builtin_cpu_supports("avx2")) return &move_avx2<T>;
#endif
  return &move_baseline<T>;
}

std::size_t whole_blocks(std::int64_t n) { return (static_cast<std::size_t>(n) + block - 1) / block * block; }

}  // namespace

template <class T> CartPoleBatch<T>::CartPoleBatch(std::int64_t n, std::int64_t max_episode_steps) : n_(n) {
  constexpr std::int64_t most = 1'000'000, longest = 1'000'000'000;
  if (n < 1 || n > most || max_episode_steps < 1 || max_episode_steps > longest) {
    throw ValueError("CartPoleBatch: need 1 to 1000000 environments of 1 to 1000000000 steps: " +
                     std::to_string(n) + " of " + std::to_string(max_episode_steps));
  }
  limit_ = static_cast<std::int32_t>(max_episode_steps);
  const std::size_t room = whole_blocks(n);
  for (auto* column : {&x_, &x_dot_, &theta_, &theta_dot_}) column->assign(room, T(0));
  steps_.assign(room, 0);
  actions_.assign(room, 0);
  observations_.assign(4 * room, 0);
  final_.assign(4 * room, 0);
  terminated_.assign(room, 0);
  truncated_.assign(room, 0);
  random_.resize(static_cast<std::size_t>(n));
}

template <class T> void CartPoleBatch<T>::reset(Seed seed, std::span<float> observations) {
  const auto n = static_cast<std::size_t>(n_);
  require_size("CartPoleBatch.reset: observations", observations.size(), 4 * n);
  for (std::size_t i = 0; i < n; ++i) {
    random_[i].seed(seed.offset(i));
    start(i, observations.subspan(4 * i, 4));
  }
  started_ = true;
}

template <class T> void CartPoleBatch<T>::start(std::size_t i, std::span<float> observation) {
  std::size_t k = 0;
  for (auto* column : {&x_, &x_dot_, &theta_, &theta_dot_}) {
    const double drawn = random_[i].uniform(-0.05, 0.05);
    (*column)[i] = static_cast<T>(drawn);
    observation[k++] = static_cast<float>(drawn);
  }
  steps_[i] = 0;
}

template <class T> void CartPoleBatch<T>::step(std::span<const std::int64_t> actions, VectorRows out) {
  const auto n = static_cast<std::size_t>(n_);
  require_size("CartPoleBatch.step: actions", actions.size(), n);
  require_size("CartPoleBatch.step: observations", out.observations.size(), 4 * n);
  require_size("CartPoleBatch.step: rewards", out.rewards.size(), n);
  require_size("CartPoleBatch.step: terminated", out.terminated.size(), n);
  require_size("CartPoleBatch.step: truncated", out.truncated.size(), n);
  if (!started_) throw StateError("CartPoleBatch.step: never reset: call reset first");
  std::int64_t bits = 0;
  for (const std::int64_t action : actions) bits |= action;
  if ((bits & ~std::int64_t{1}) != 0) [[unlikely]] {
    for (const std::int64_t action : actions) require_choice("CartPoleBatch.step", action, 2);
  }

  static const auto move = best_move<T>();
  Columns<T> columns{x_.data(),           x_dot_.data(),  theta_.data(),           theta_dot_.data(),
                     steps_.data(),       actions.data(), out.observations.data(), out.terminated.data(),
                     out.truncated.data()};
  const bool fits = n % block == 0;
  if (!fits) {  // through rows of this object, which have room for a whole block
    std::copy(actions.begin(), actions.end(), actions_.begin());
    columns.actions = actions_.data();
    columns.observations = observations_.data();
    columns.terminated = terminated_.data();
    columns.truncated = truncated_.data();
  }
  move(columns, whole_blocks(n_), limit_);
  if (!fits) {
    std::copy_n(observations_.begin(), 4 * n, out.observations.begin());
    std::copy_n(terminated_.begin(), n, out.terminated.begin());
    std::copy_n(truncated_.begin(), n, out.truncated.begin());
  }
  std::fill(out.rewards.begin(), out.rewards.end(), 1.0);

  for (std::size_t first = 0; first < n; first += block) {
    const std::size_t last = std::min(first + block, n);
    int ends = 0;
    for (std::size_t i = first; i < last; ++i) ends |= out.terminated[i] | out.truncated[i];
    if (ends == 0) continue;
    for (std::size_t i = first; i < last; ++i) {
      if ((out.terminated[i] | out.truncated[i]) == 0) continue;
      const auto observation = out.observations.subspan(4 * i, 4);
      std::copy_n(observation.data(), 4, &final_[4 * i]);
      start(i, observation);
    }
  }
}

template <class T> std::span<const float> CartPoleBatch<T>::final_observation(std::int64_t i) const {
  return std::span(final_).subspan(4 * static_cast<std::size_t>(i), 4);
}

template <class T> std::vector<double> CartPoleBatch<T>::state(std::int64_t i) const {
  const auto at = static_cast<std::size_t>(i);
  return {double(x_.at(at)), double(x_dot_.at(at)), double(theta_.at(at)), double(theta_dot_.at(at))};
}

template <class T> void CartPoleBatch<T>::set_state(std::int64_t i, std::span<const double> state) {
  require_size("CartPoleBatch.set_state: state", state.size(), 4);
  std::size_t k = 0;
  for (auto* column : {&x_, &x_dot_, &theta_, &theta_dot_}) {
    column->at(static_cast<std::size_t>(i)) = static_cast<T>(state[k++]);
  }
}

template class CartPoleBatch<double>;
template class CartPoleBatch<float>;

}  // namespace ember::envs
