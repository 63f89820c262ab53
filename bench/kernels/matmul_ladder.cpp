// matmul_ladder [SIZE]: one square product in steps, from three loops to Ember's kernel. Each step is checked
// against the first, then timed. docs/matmul_ladder.md explains why each step wins.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ember/autograd/kernels/parallel.hpp>
#include <ember/autograd/kernels/table.hpp>
#include <random>
#include <vector>

#include "race.hpp"

namespace {

using Matrix = std::vector<float>;
using Multiply = void (*)(const float* a, const float* b, float* c, int n);

/// Row by column, as in the definition: B is read down its columns, one cache line per element.
void naive(const float* a, const float* b, float* c, int n) {
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      float sum = 0;
      for (int k = 0; k < n; ++k) sum += a[i * n + k] * b[k * n + j];
      c[i * n + j] = sum;
    }
  }
}

/// k before j: rows of B and C are read in order, and the compiler can use vector registers.
void reordered(const float* a, const float* b, float* c, int n) {
  std::fill(c, c + n * n, 0.0F);
  for (int i = 0; i < n; ++i) {
    for (int k = 0; k < n; ++k) {
      const float x = a[i * n + k];
      for (int j = 0; j < n; ++j) c[i * n + j] += x * b[k * n + j];
    }
  }
}

/// Rows i and i + 1 of C += four rows of B times 2 x 4 elements of A: eight products for four loads of B.
void add_block(float* __restrict c0, float* __restrict c1, const float* a0, const float* a1,
               const float* __restrict b, int b_row, int width) {
  const float p0 = a0[0], p1 = a0[1], p2 = a0[2], p3 = a0[3], q0 = a1[0], q1 = a1[1], q2 = a1[2], q3 = a1[3];
  for (int j = 0; j < width; ++j) {
    const float x0 = b[j], x1 = b[b_row + j], x2 = b[2 * b_row + j], x3 = b[3 * b_row + j];
    c0[j] += p0 * x0 + p1 * x1 + p2 * x2 + p3 * x3;
    c1[j] += q0 * x0 + q1 * x1 + q2 * x2 + q3 * x3;
  }
}

constexpr int block_rows = 256, block_columns = 128;  // 128 KiB of B

/// Rows of C += a block of B with `depth` rows and `width` columns times the columns of A that meet it.
void add_product(const float* a, const float* b, int b_row, float* c, int n, int depth, int width) {
  int i = 0;
  for (; i + 2 <= n; i += 2, a += 2 * n, c += 2 * n) {
    int k = 0;
    for (; k + 4 <= depth; k += 4) add_block(c, c + n, a + k, a + n + k, b + k * b_row, b_row, width);
    for (; k < depth; ++k) {
      for (int j = 0; j < width; ++j) c[j] += a[k] * b[k * b_row + j];
      for (int j = 0; j < width; ++j) c[n + j] += a[n + k] * b[k * b_row + j];
    }
  }
  for (int k = 0; i < n && k < depth; ++k) {
    for (int j = 0; j < width; ++j) c[j] += a[k] * b[k * b_row + j];
  }
}

/// Blocks of B that stay in L2 while all rows of A pass, and in them small blocks of C whose elements are
/// reused.
void blocked(const float* a, const float* b, float* c, int n) {
  std::fill(c, c + n * n, 0.0F);
  for (int k = 0; k < n; k += block_rows) {
    for (int j = 0; j < n; j += block_columns) {
      const int depth = std::min(block_rows, n - k), width = std::min(block_columns, n - j);
      add_product(a + k, b + k * n + j, n, c + j, n, depth, width);
    }
  }
}

/// Each block of B copied together first: its rows no longer fall on the same few sets of the cache.
void packed(const float* a, const float* b, float* c, int n) {
  std::fill(c, c + n * n, 0.0F);
  alignas(64) static thread_local float copy[block_rows * block_columns];
  for (int k = 0; k < n; k += block_rows) {
    for (int j = 0; j < n; j += block_columns) {
      const int depth = std::min(block_rows, n - k), width = std::min(block_columns, n - j);
      for (int r = 0; r < depth; ++r) std::copy_n(b + (k + r) * n + j, width, copy + r * block_columns);
      add_product(a + k, copy, block_columns, c + j, n, depth, width);
    }
  }
}

/// A tile of C stays in registers while k runs: two loads of B and one of A serve many fused multiply-adds.
void vectorised(const float* a, const float* b, float* c, int n) {
  ember::kernels::Gemm<float> g;
  g.m = g.n = g.k = n;
  g.a = a;
  g.a_row = n;
  g.a_col = 1;
  g.b = b;
  g.b_row = n;
  g.b_col = 1;
  g.c = c;
  g.c_row = n;
  ember::kernels::table().f32.gemm(g);
}

struct Step {
  const char* name;
  Multiply multiply;
  bool threads;
};

}  // namespace

int main(int argc, char** argv) {
  const int n = argc > 1 ? std::atoi(argv[1]) : 512;
  if (n < 1 || n > 4096) {
    std::fprintf(stderr, "matmul_ladder: size must be 1 to 4096: %s\n", argv[1]);
    return 2;
  }
  const auto size = static_cast<size_t>(n) * static_cast<size_t>(n);
  Matrix a(size), b(size), c(size), expected(size);
  std::mt19937 random(1);
  std::uniform_real_distribution<float> draw(-1, 1);
  for (float& x : a) x = draw(random);
  for (float& x : b) x = draw(random);

  const int threads = ember::get_num_threads();
  const Step steps[] = {{"naive", naive, false},           {"reordered", reordered, false},
                        {"blocked", blocked, false},       {"packed", packed, false},
                        {"vectorised", vectorised, false}, {"threaded", vectorised, true}};
  ember::set_num_threads(1);
  const double peak = ember::bench::fma_peak(false), flops = 2.0 * n * n * n;
  std::printf("%d x %d x %d, %s, peak of one core %.1f GFLOP/s\n", n, n, n, ember::kernels::table().name,
              peak * 1e-9);
  double before = 0;
  for (const Step& step : steps) {
    ember::set_num_threads(step.threads ? threads : 1);
    step.multiply(a.data(), b.data(), c.data(), n);
    if (before == 0) expected = c;
    float worst = 0;
    for (size_t i = 0; i < size; ++i) worst = std::max(worst, std::fabs(c[i] - expected[i]));
    if (!(worst <= 1e-4F * std::sqrt(static_cast<float>(n)))) {
      std::fprintf(stderr, "matmul_ladder: %s is wrong by %g\n", step.name, static_cast<double>(worst));
      return 1;
    }
    std::vector<ember::bench::Contestant> one{
        {step.name, [&](int) { step.multiply(a.data(), b.data(), c.data(), n); }}};
    ember::bench::race(one, 20, 2e-3);
    const double rate = flops / one[0].seconds;
    std::printf("%-15s %10.3f ms %8.2f GFLOP/s %6.1f %% of one core", step.name, one[0].seconds * 1e3,
                rate * 1e-9, 100 * rate / peak);
    if (before > 0) std::printf("   %5.2f x the step before", before / one[0].seconds);
    std::printf("\n");
    before = one[0].seconds;
  }
  return 0;
}
