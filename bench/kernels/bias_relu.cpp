// Compiled for this processor, as the rivals are.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "rivals.hpp"

namespace ember::bench {
namespace {

typedef float Sixteen __attribute__((vector_size(64), aligned(4), may_alias));

Sixteen ended(Sixteen c, Sixteen bias) {
  const Sixteen sum = c + bias;
  return sum > 0 ? sum : Sixteen{};
}

}  // namespace

void add_bias_relu(const float* bias, float* c, int m, int n) {
  const int64_t size = int64_t{m} * n;
  if (16 % n == 0) {  // several rows at once
    float repeated[16];
    for (int i = 0; i < 16; ++i) repeated[i] = bias[i % n];
    Sixteen b;
    std::memcpy(&b, repeated, sizeof b);
    int64_t i = 0;
    for (; i + 16 <= size; i += 16) {
      auto* at = reinterpret_cast<Sixteen*>(c + i);
      *at = ended(*at, b);
    }
    for (; i < size; ++i) c[i] = std::max(c[i] + repeated[i % 16], 0.0F);
    return;
  }
  for (int r = 0; r < m; ++r, c += n) {
    int i = 0;
    for (; i + 16 <= n; i += 16) {
      auto* at = reinterpret_cast<Sixteen*>(c + i);
      *at = ended(*at, *reinterpret_cast<const Sixteen*>(bias + i));
    }
    for (; i < n; ++i) c[i] = std::max(c[i] + bias[i], 0.0F);
  }
}

}  // namespace ember::bench
