#include <ember/autograd/random_fill.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <type_traits>
#include <vector>

#include <ember/autograd/box_muller.hpp>
#include <ember/autograd/error.hpp>

namespace ember {
namespace {

template <class T> T unit_uniform(Generator& generator) {
  if constexpr (std::is_same_v<T, double>) return generator.uniform();
  return static_cast<T>(generator.random() & ((1u << 24) - 1)) * static_cast<T>(0x1p-24);
}

template <class T> constexpr bool wide = std::is_same_v<T, int64_t> || std::is_floating_point_v<T>;

// The largest integer range of a floating type keeps its ends exact, as PyTorch's random_ does: an end that
// the type rounds outward moves inward to the next value that it holds.
template <class T> void keep_representable(int64_t& low, int64_t& high) {
  const auto digits_of = [](int64_t value) {
    int n = 0;
    for (uint64_t rest = static_cast<uint64_t>(value < 0 ? -value : value); rest >>= 1;) ++n;
    return n;
  };
  const auto above = static_cast<int64_t>(static_cast<T>(low + 1));
  if (above < low) low = above + (int64_t{1} << (digits_of(low + 1) - std::numeric_limits<T>::digits + 1));
  const auto below = static_cast<int64_t>(static_cast<T>(high - 1));
  if (below >= high)
    high = below - (int64_t{1} << (digits_of(high - 1) - std::numeric_limits<T>::digits + 1));
}

// Categories and weights that fill_multinomial and fill_multinomial_once accept; returns the number of rows.
template <class T> size_t check_weights(const char* op, std::span<const T> weights, int64_t categories) {
  require<ValueError>(categories > 0, op, ": needs at least one category: ", categories);
  const auto width = static_cast<size_t>(categories);
  require<ValueError>(weights.size() % width == 0, op, ": weights are not whole rows: ", weights.size());
  for (size_t row = 0; row < weights.size(); row += width) {
    T sum = 0;
    for (const T weight : weights.subspan(row, width)) {
      require<ValueError>(weight >= 0 && std::isfinite(weight), op,
                          ": weights must be finite and >= 0: ", weight);
      sum += weight;
    }
    require<ValueError>(sum > 0, op, ": weights must have a sum > 0: ", sum);
  }
  return weights.size() / width;
}

}  // namespace

template <class T> void fill_uniform(std::span<T> out, double low, double high, Generator& generator) {
  require<ValueError>(low <= high, "uniform: low must not exceed high: ", low, " > ", high);
  require<ValueError>(high - low <= static_cast<double>(std::numeric_limits<T>::max()),
                      "uniform: range too wide: ", high - low);
  const T from = static_cast<T>(low), range = static_cast<T>(high) - from;
  for (T& x : out) x = std::fma(unit_uniform<T>(generator), range, from);
}

template <class T> void fill_normal(std::span<T> out, double mean, double std, Generator& generator) {
  require<ValueError>(std >= 0, "normal: std must be >= 0: ", std);
  if (out.size() < 16) {
    for (T& x : out) x = static_cast<T>(std::fma(generator.normal(), std, mean));
    return;
  }
  for (T& x : out) x = unit_uniform<T>(generator);
  for (size_t i = 0; i + 16 <= out.size(); i += 16)
    box_muller_16(&out[i], static_cast<T>(mean), static_cast<T>(std));
  if (out.size() % 16 == 0) return;
  const auto tail = out.last(16);  // the last 16 are drawn again, whole
  for (T& x : tail) x = unit_uniform<T>(generator);
  box_muller_16(tail.data(), static_cast<T>(mean), static_cast<T>(std));
}

template <class T> void fill_integers(std::span<T> out, int64_t low, int64_t high, Generator& generator) {
  if constexpr (std::is_floating_point_v<T>) {
    if (low < high) keep_representable<T>(low, high);
  } else {
    require<ValueError>(static_cast<int64_t>(std::numeric_limits<T>::lowest()) <= low,
                        "random: low does not fit the type: ", low);
    require<ValueError>(low >= high || high - 1 <= static_cast<int64_t>(std::numeric_limits<T>::max()),
                        "random: high does not fit the type: ", high);
  }
  require<ValueError>(low < high, "random: low must be below high: ", low, " >= ", high);
  const uint64_t range = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
  const bool draw64 = wide<T> && range >= (uint64_t{1} << 32);
  for (T& x : out) {
    const uint64_t bits = draw64 ? generator.random64() : generator.random();
    x = static_cast<T>(static_cast<int64_t>(bits % range + static_cast<uint64_t>(low)));
  }
}

template <class T> void fill_integers(std::span<T> out, Generator& generator) {
  for (T& x : out) {
    if constexpr (std::is_same_v<T, bool>) {
      x = (generator.random() & 1) != 0;
    } else if constexpr (std::is_same_v<T, double>) {
      x = static_cast<double>(generator.random64() % ((uint64_t{1} << 53) + 1));
    } else if constexpr (std::is_same_v<T, float>) {
      x = static_cast<float>(generator.random() % ((uint32_t{1} << 24) + 1));
    } else if constexpr (std::is_same_v<T, int64_t>) {
      x = static_cast<int64_t>(generator.random64() &
                               static_cast<uint64_t>(std::numeric_limits<int64_t>::max()));
    } else {
      x = static_cast<T>(generator.random() & static_cast<uint32_t>(std::numeric_limits<T>::max()));
    }
  }
}

void fill_permutation(std::span<int64_t> out, Generator& generator) {
  const size_t n = out.size();
  for (size_t i = 0; i < n; ++i) out[i] = static_cast<int64_t>(i);
  const bool draw64 = n >= std::numeric_limits<uint32_t>::max() / 20;  // where 32 bits would show a bias
  for (size_t i = 0; i + 1 < n; ++i) {
    const uint64_t bits = draw64 ? generator.random64() : generator.random();
    std::swap(out[i], out[i + bits % (n - i)]);
  }
}

template <class T> void fill_bernoulli(std::span<T> out, double probability, Generator& generator) {
  require<ValueError>(probability >= 0 && probability <= 1,
                      "bernoulli: probability must be in [0, 1]: ", probability);
  for (T& x : out) x = static_cast<T>(generator.uniform() < probability);
}

template <class T, class P>
void fill_bernoulli(std::span<T> out, std::span<const P> probability, Generator& generator) {
  require<ValueError>(out.size() == probability.size(), "bernoulli: sizes differ: ", out.size(),
                      " elements, ", probability.size(), " probabilities");
  for (const P p : probability)
    require<ValueError>(p >= 0 && p <= 1, "bernoulli: probability must be in [0, 1]: ", p);
  for (size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<T>(unit_uniform<P>(generator) < probability[i]);
}

template <class T> void fill_exponential(std::span<T> out, double rate, Generator& generator) {
  require<ValueError>(rate >= 0, "exponential: rate must be >= 0: ", rate);
  for (T& x : out) x = static_cast<T>(-1.0 / rate * std::log(1.0 - generator.uniform()));
}

template <class T> void fill_geometric(std::span<T> out, double probability, Generator& generator) {
  require<ValueError>(probability > 0 && probability < 1,
                      "geometric: probability must be in (0, 1): ", probability);
  for (T& x : out) x = static_cast<T>(std::ceil(std::log(generator.uniform()) / std::log(1.0 - probability)));
}

template <class T> void fill_cauchy(std::span<T> out, double median, double sigma, Generator& generator) {
  for (T& x : out)
    x = static_cast<T>(std::fma(sigma, std::tan(std::numbers::pi * (generator.uniform() - 0.5)), median));
}

template <class T> void fill_log_normal(std::span<T> out, double mean, double std, Generator& generator) {
  require<ValueError>(std > 0, "log_normal: std must be > 0: ", std);
  for (T& x : out) x = static_cast<T>(std::exp(std::fma(generator.normal(), std, mean)));
}

template <class T>
void fill_multinomial(std::span<int64_t> out, std::span<const T> weights, int64_t categories,
                      Generator& generator) {
  const size_t rows = check_weights("multinomial", weights, categories);
  require<ValueError>(rows != 0 ? out.size() % rows == 0 : out.empty(), "multinomial: rows differ: ", rows,
                      " rows of weights, ", out.size(), " draws");
  if (rows == 0) return;
  const size_t draws = out.size() / rows;
  // On the stack for few categories, so that drawing actions does not reach the heap.
  std::array<T, 64> few{};
  std::vector<T> many(static_cast<size_t>(categories) > few.size() ? static_cast<size_t>(categories) : 0);
  const std::span<T> cumulative =
      many.empty() ? std::span<T>(few).first(static_cast<size_t>(categories)) : std::span<T>(many);
  for (size_t row = 0; row < rows; ++row) {
    T sum = 0;
    for (size_t j = 0; j < cumulative.size(); ++j)
      cumulative[j] = sum += weights[row * cumulative.size() + j];
    for (T& c : cumulative) c /= sum;
    cumulative.back() = 1;
    for (size_t draw = 0; draw < draws; ++draw) {
      const double u = generator.uniform();
      const auto found = std::lower_bound(cumulative.begin(), cumulative.end(), u,
                                          [](T c, double x) { return static_cast<double>(c) < x; });
      out[row * draws + draw] = found - cumulative.begin();
    }
  }
}

template <class T>
void fill_multinomial_once(std::span<int64_t> out, std::span<const T> weights, int64_t categories,
                           Generator& generator) {
  const size_t rows = check_weights("multinomial", weights, categories),
               width = static_cast<size_t>(categories);
  require<ValueError>(out.size() == rows, "multinomial: rows differ: ", rows, " rows of weights, ",
                      out.size(), " draws");
  for (size_t row = 0; row < rows; ++row) {
    T best = -1;
    for (size_t j = 0; j < width; ++j) {
      T exponential;
      fill_exponential(std::span(&exponential, 1), 1.0, generator);
      const T quotient = weights[row * width + j] / exponential;
      if (!(quotient > best)) continue;
      best = quotient;
      out[row] = static_cast<int64_t>(j);
    }
  }
}

#define EMBER_INSTANTIATE_REAL(T)                                                              \
  template void fill_uniform(std::span<T>, double, double, Generator&);                        \
  template void fill_normal(std::span<T>, double, double, Generator&);                         \
  template void fill_exponential(std::span<T>, double, Generator&);                            \
  template void fill_geometric(std::span<T>, double, Generator&);                              \
  template void fill_cauchy(std::span<T>, double, double, Generator&);                         \
  template void fill_log_normal(std::span<T>, double, double, Generator&);                     \
  template void fill_multinomial(std::span<int64_t>, std::span<const T>, int64_t, Generator&); \
  template void fill_multinomial_once(std::span<int64_t>, std::span<const T>, int64_t, Generator&);
#define EMBER_INSTANTIATE_ANY(T)                                                  \
  template void fill_integers(std::span<T>, int64_t, int64_t, Generator&);        \
  template void fill_integers(std::span<T>, Generator&);                          \
  template void fill_bernoulli(std::span<T>, double, Generator&);                 \
  template void fill_bernoulli(std::span<T>, std::span<const float>, Generator&); \
  template void fill_bernoulli(std::span<T>, std::span<const double>, Generator&);

EMBER_INSTANTIATE_REAL(float)
EMBER_INSTANTIATE_REAL(double)
EMBER_INSTANTIATE_ANY(float)
EMBER_INSTANTIATE_ANY(double)
EMBER_INSTANTIATE_ANY(int64_t)
EMBER_INSTANTIATE_ANY(int32_t)
EMBER_INSTANTIATE_ANY(uint8_t)
EMBER_INSTANTIATE_ANY(int8_t)
EMBER_INSTANTIATE_ANY(int16_t)
EMBER_INSTANTIATE_ANY(bool)
#undef EMBER_INSTANTIATE_REAL
#undef EMBER_INSTANTIATE_ANY

}  // namespace ember
