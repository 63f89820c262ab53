// What each file of this folder adds to the table of its instruction set.
#pragma once

#include <ember/autograd/kernels/isa/lanes.hpp>
#include <ember/autograd/kernels/table.hpp>

namespace ember::kernels::EMBER_ISA {

void fill_unary(Kernels<float>& f32, Kernels<double>& f64);
void fill_binary(Kernels<float>& f32, Kernels<double>& f64);
void fill_arrays(Kernels<float>& f32, Kernels<double>& f64);
void fill_reductions(Kernels<float>& f32, Kernels<double>& f64);
void fill_softmax(Kernels<float>& f32, Kernels<double>& f64);
void fill_policies(Kernels<float>& f32, Kernels<double>& f64);
void fill_optimizers(Kernels<float>& f32, Kernels<double>& f64);
void fill_gemm(Kernels<float>& f32);
void fill_gemm(Kernels<double>& f64);
void fill(KernelTable& table);

}  // namespace ember::kernels::EMBER_ISA
