// The streams of tests/oracle/random/torch_streams.py, each drawn again here and compared to the bit.

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <sstream>

#include <ember/autograd/generator.hpp>
#include <ember/autograd/random_fill.hpp>

namespace ember {
namespace {

using Bytes = std::vector<uint8_t>;

struct Drawn {
  size_t count;
  Bytes bytes;
};

template <class T> std::span<T> part(std::span<T> all, size_t at, size_t count) {
  return all.subspan(at, count);
}

// n elements of T as `fill` leaves them; std::vector<bool> has no memory of bools, hence the plain array.
template <class T, class Fill> Drawn drawn(size_t n, Fill fill) {
  const auto values = std::make_unique<T[]>(n);
  fill(std::span<T>(values.get(), n));
  Bytes bytes(n * sizeof(T));
  if (n != 0) std::memcpy(bytes.data(), values.get(), bytes.size());
  return {n, bytes};
}

template <class... Parts> std::string join(const Parts&... parts) {
  std::ostringstream text;
  (text << ... << parts);
  return text.str();
}

using Case = std::function<Drawn(Generator&)>;
using Cases = std::map<std::string, Case>;

template <class T> std::vector<T> weights(size_t rows) {
  std::vector<T> w(rows * 7);
  for (size_t i = 0; i < w.size(); ++i) w[i] = static_cast<T>((i * 37) % 11 + (i == 3 ? 1 : 0));
  return w;
}

template <class T> void add_real(Cases& cases, const std::string& type) {
  for (const size_t n : {1u, 5u, 15u, 16u, 17u, 31u, 32u, 40u, 10007u}) {
    const std::string suffix = join('_', n, '_', type);
    cases["rand" + suffix] = [n](Generator& g) {
      return drawn<T>(n, [&](auto x) { fill_uniform(x, 0, 1, g); });
    };
    cases["randn" + suffix] = [n](Generator& g) {
      return drawn<T>(n, [&](auto x) { fill_normal(x, 0, 1, g); });
    };
    cases["uniform" + suffix] = [n](Generator& g) {
      return drawn<T>(n, [&](auto x) { fill_uniform(x, -0.35, 0.77, g); });
    };
    cases["normal" + suffix] = [n](Generator& g) {
      return drawn<T>(n, [&](auto x) { fill_normal(x, -0.3, 1.7, g); });
    };
  }
  cases["mixed_" + type] = [](Generator& g) {
    return drawn<T>(31, [&](auto x) {
      fill_normal(part(x, 0, 3), 0, 1, g);
      fill_uniform(part(x, 3, 2), 0, 1, g);
      fill_normal(part(x, 5, 1), 0, 1, g);
      fill_normal(part(x, 6, 20), 0, 1, g);
      fill_normal(part(x, 26, 5), 0, 1, g);
    });
  };
  cases["exponential_" + type] = [](Generator& g) {
    return drawn<T>(1000, [&](auto x) { fill_exponential(x, 1.3, g); });
  };
  cases["geometric_" + type] = [](Generator& g) {
    return drawn<T>(1000, [&](auto x) { fill_geometric(x, 0.3, g); });
  };
  cases["cauchy_" + type] = [](Generator& g) {
    return drawn<T>(1000, [&](auto x) { fill_cauchy(x, 0.5, 1.25, g); });
  };
  cases["log_normal_" + type] = [](Generator& g) {
    return drawn<T>(1000, [&](auto x) { fill_log_normal(x, 0.5, 0.25, g); });
  };
  cases["bernoulli_tensor_" + type] = [](Generator& g) {
    std::vector<T> p(101);
    for (size_t i = 0; i < p.size(); ++i) p[i] = static_cast<T>(i) / 100;
    return drawn<float>(p.size(), [&](auto x) { fill_bernoulli(x, std::span<const T>(p), g); });
  };
  cases["multinomial_" + type] = [](Generator& g) {
    const auto w = weights<T>(5);
    return drawn<int64_t>(500, [&](auto x) { fill_multinomial(x, std::span<const T>(w), 7, g); });
  };
  cases["multinomial_once_" + type] = [](Generator& g) {
    const auto w = weights<T>(200);
    return drawn<int64_t>(200, [&](auto x) { fill_multinomial_once(x, std::span<const T>(w), 7, g); });
  };
  cases["categorical_" + type] = [](Generator& g) {
    auto w = weights<T>(200);
    for (size_t i = 0; i < w.size(); i += 7) {
      const T sum =
          std::accumulate(w.begin() + static_cast<long>(i), w.begin() + static_cast<long>(i) + 7, T{0});
      for (size_t j = i; j < i + 7; ++j) w[j] /= sum;
    }
    return drawn<int64_t>(200, [&](auto x) { fill_multinomial(x, std::span<const T>(w), 7, g); });
  };
}

template <class T> void add_integers(Cases& cases, const std::string& name, int64_t low, int64_t high) {
  cases["integers_" + name] = [=](Generator& g) {
    return drawn<T>(100, [&](auto x) { fill_integers(x, low, high, g); });
  };
}

template <class T> void add_any(Cases& cases, const std::string& type, int64_t low, int64_t high) {
  cases["random_" + type] = [](Generator& g) { return drawn<T>(100, [&](auto x) { fill_integers(x, g); }); };
  cases["bernoulli_" + type] = [](Generator& g) {
    return drawn<T>(100, [&](auto x) { fill_bernoulli(x, 0.3, g); });
  };
  add_integers<T>(cases, type, low, high);
}

void add_state(Cases& cases, const std::string& name, size_t uniforms, size_t normals) {
  cases["state_" + name] = [=](Generator& g) {
    drawn<float>(uniforms, [&](auto x) { fill_uniform(x, 0, 1, g); });
    drawn<float>(normals, [&](auto x) { fill_normal(x, 0, 1, g); });
    const Bytes state = g.state();
    return Drawn{state.size(), state};
  };
}

Cases all_cases() {
  Cases cases;
  add_real<float>(cases, "f32");
  add_real<double>(cases, "f64");
  add_any<int64_t>(cases, "i64", -5, 1000);
  add_any<int32_t>(cases, "i32", -5, 1000);
  add_any<uint8_t>(cases, "u8", 3, 100);
  add_any<bool>(cases, "bool", 0, 2);
  add_any<float>(cases, "f32", -5, 1000);
  add_any<double>(cases, "f64", -5, 1000);
  add_integers<int64_t>(cases, "wide_i64", -(int64_t{1} << 40), int64_t{1} << 62);
  add_integers<int64_t>(cases, "edge_i64", 0, int64_t{1} << 32);
  add_integers<int64_t>(cases, "below_edge_i64", 0, (int64_t{1} << 32) - 1);
  add_integers<int32_t>(cases, "full_i32", -(int64_t{1} << 31), int64_t{1} << 31);
  add_integers<float>(cases, "wide_f32", 0, (int64_t{1} << 24) + 1);
  add_integers<double>(cases, "wide_f64", -(int64_t{1} << 50), int64_t{1} << 50);
  for (const size_t n : {0u, 1u, 2u, 10u, 1000u})
    cases[join("randperm_", n)] = [n](Generator& g) {
      return drawn<int64_t>(n, [&](auto x) { fill_permutation(x, g); });
    };
  cases["linear_f32"] = [](Generator& g) {
    return drawn<float>(4 * 128 + 128, [&](auto x) {
      const double bound = std::sqrt(3.0) * (std::sqrt(2.0 / (1 + 5)) / std::sqrt(4.0));
      fill_uniform(part(x, 0, 512), -bound, bound, g);
      fill_uniform(part(x, 512, 128), -0.5, 0.5, g);
    });
  };
  add_state(cases, "fresh", 0, 0);
  add_state(cases, "after_randn_3", 0, 3);
  add_state(cases, "after_624", 624, 0);
  add_state(cases, "after_625", 625, 0);
  return cases;
}

uint64_t fnv(const Bytes& bytes) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3u;
  return hash;
}

std::string hex(const Bytes& bytes, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += "0123456789abcdef"[bytes[i] >> 4];
    text += "0123456789abcdef"[bytes[i] & 15];
  }
  return text.empty() ? "-" : text;
}

TEST(Random, EqualsPyTorchToTheBit) {
  std::ifstream file(EMBER_TEST_DATA "/random/torch_streams.txt");
  ASSERT_TRUE(file);
  const Cases cases = all_cases();
  std::set<std::string> met;
  std::string name, hash, head;
  uint64_t seed = 0;
  size_t count = 0;
  while (file >> name >> seed >> count >> hash >> head) {
    met.insert(name);
    const auto found = cases.find(name);
    ASSERT_NE(found, cases.end()) << name;
    Generator generator(seed);
    const Drawn got = found->second(generator);
    ASSERT_EQ(got.count, count) << name;
    const size_t width = count == 0 ? 0 : got.bytes.size() / count;
    EXPECT_EQ(hex(got.bytes, std::min<size_t>(count, 16) * width), head) << name << " seed " << seed;
    EXPECT_EQ(fnv(got.bytes), std::stoull(hash, nullptr, 16)) << name << " seed " << seed;
  }
  EXPECT_EQ(met.size(), cases.size());
}

}  // namespace
}  // namespace ember
