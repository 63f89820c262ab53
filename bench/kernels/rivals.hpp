// Other libraries' products behind one signature. Each is used when found on this machine.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rows.hpp"

namespace ember::bench {

/// C[m, n] = A B with contiguous row-major operands; with a_transposed, A is stored as [k, m]; with
/// b_transposed, B is stored as [n, k].
struct Product {
  int m, n, k;
  bool a_transposed, b_transposed;
};

using RunProduct = std::function<void(const float* a, const float* b, float* c)>;
/// The same followed by bias[n] and ReLU.
using RunLayer = std::function<void(const float* a, const float* b, const float* bias, float* c)>;

struct Rival {
  std::string name;
  /// A function for this product, or an empty one when the library has none. `threads` is set before.
  std::function<RunProduct(const Product&)> prepare;
  std::function<void(int threads)> set_threads;
  /// A product that ends with bias and ReLU, where the library has one.
  std::function<RunLayer(const Product&)> prepare_layer = {};
};

/// c = max(c + bias, 0) for rows of n, for libraries whose products end without.
void add_bias_relu(const float* bias, float* c, int m, int n);

/// Those that were found.
std::vector<Rival> rivals();
/// All, found or not.
std::vector<RivalName> rival_names();

RunLayer onednn_layer(const Product& p);
Rival libxsmm_rival();
Rival eigen_rival();
Rival libtorch_rival();

}  // namespace ember::bench
