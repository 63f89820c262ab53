#include <ember/autograd/kernels/isa/fill.hpp>
#include <ember/autograd/kernels/isa/gemm.hpp>

namespace ember::kernels::EMBER_ISA {

void fill_gemm(Kernels<float>& k) { k.gemm = gemm<float>; }

}  // namespace ember::kernels::EMBER_ISA
