#include "rivals.hpp"
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <libxsmm.h>
#pragma GCC diagnostic pop

namespace ember::bench {

// libxsmm is column-major: C^T = B^T A^T, so the operands change places. It has no kernel for a transposed B.
Rival libxsmm_rival() {
  auto prepare = [](const Product& p) -> RunProduct {
    if (p.b_transposed || static_cast<double>(p.m) * p.n * p.k > 2e8) return {};
    const libxsmm_blasint lda = p.n, ldb = p.a_transposed ? p.m : p.k, ldc = p.n;
    const float alpha = 1, beta = 0;
    const int flags = p.a_transposed ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
    const libxsmm_smmfunction kernel =
        libxsmm_smmdispatch(p.n, p.m, p.k, &lda, &ldb, &ldc, &alpha, &beta, &flags, nullptr);
    if (!kernel) return {};
    return [kernel](const float* a, const float* b, float* c) { kernel(b, a, c); };
  };
  return {"libxsmm", prepare, [](int) {}};
}

}  // namespace ember::bench
