#include <ember/autograd/kernels/isa/fill.hpp>
#include <ember/autograd/kernels/isa/gemm.hpp>

namespace ember::kernels::EMBER_ISA {

void fill_gemm(Kernels<double>& k) { k.gemm = gemm<double>; }

}  // namespace ember::kernels::EMBER_ISA
