// Writes the tensors of print_cases.inl as libtorch 1.13 prints them; its output is print.txt. Compile with
//   g++ -std=c++17 print.cpp -I/usr/include/torch/csrc/api/include -ltorch_cpu -lc10 -o print && ./print >
//   print.txt
#include <torch/torch.h>

#include <iostream>
#include <limits>

using torch::kDouble, torch::kLong, torch::kBool, torch::arange, torch::zeros, torch::ones, torch::tensor,
    torch::full, torch::Tensor;

int main() {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const Tensor cases[] = {
#include "print_cases.inl"
  };
  for (const Tensor& x : cases) std::cout << x << "\n====\n";
}
