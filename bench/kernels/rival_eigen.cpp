#include <Eigen/Core>

#include "rivals.hpp"

namespace ember::bench {

Rival eigen_rival() {
  using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Map = Eigen::Map<RowMajor>;
  using ConstMap = Eigen::Map<const RowMajor>;
  auto prepare = [](const Product& p) -> RunProduct {
    return [p](const float* pa, const float* pb, float* pc) {
      Map c(pc, p.m, p.n);
      const ConstMap a(pa, p.a_transposed ? p.k : p.m, p.a_transposed ? p.m : p.k);
      const ConstMap b(pb, p.b_transposed ? p.n : p.k, p.b_transposed ? p.k : p.n);
      if (p.a_transposed)
        c.noalias() = a.transpose() * b;
      else if (p.b_transposed)
        c.noalias() = a * b.transpose();
      else
        c.noalias() = a * b;
    };
  };
  return {"eigen", prepare, [](int n) { Eigen::setNbThreads(n); }};
}

}  // namespace ember::bench
