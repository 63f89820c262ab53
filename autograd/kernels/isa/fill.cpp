#include <ember/autograd/kernels/isa/fill.hpp>

namespace ember::kernels::EMBER_ISA {

void fill(KernelTable& table) {
  fill_unary(table.f32, table.f64);
  fill_binary(table.f32, table.f64);
  fill_arrays(table.f32, table.f64);
  fill_reductions(table.f32, table.f64);
  fill_softmax(table.f32, table.f64);
  fill_policies(table.f32, table.f64);
  fill_optimizers(table.f32, table.f64);
  fill_gemm(table.f32);
  fill_gemm(table.f64);
}

}  // namespace ember::kernels::EMBER_ISA
