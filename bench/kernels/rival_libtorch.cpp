#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "rivals.hpp"

namespace ember::bench {

// Matrices are wrapped once per address, as a program would hold them; the result is written in place.
Rival libtorch_rival() {
  auto prepare = [](const Product& p) -> RunProduct {
    struct Wrapped {
      const float *a = nullptr, *b = nullptr;
      at::Tensor ta, tb, tc;
    };
    auto known = std::make_shared<std::vector<Wrapped>>();
    return [p, known](const float* a, const float* b, float* c) {
      const c10::InferenceMode guard;
      for (Wrapped& w : *known) {
        if (w.a == a && w.b == b) {
          at::mm_out(w.tc, w.ta, w.tb);
          return;
        }
      }
      const auto wrap = [](const float* x, int rows, int columns, bool transposed) {
        auto* data = const_cast<float*>(x);
        return transposed ? at::from_blob(data, {columns, rows}).t() : at::from_blob(data, {rows, columns});
      };
      known->push_back({a, b, wrap(a, p.m, p.k, p.a_transposed), wrap(b, p.k, p.n, p.b_transposed),
                        wrap(c, p.m, p.n, false)});
    };
  };
  return {"libtorch", prepare, [](int n) { at::set_num_threads(n); }};
}

}  // namespace ember::bench
