// The op table: every public op with what calls it, and the cases of tests/oracle/autograd/ops.py with their
// inputs and PyTorch's results.
#pragma once

#include <ember/autograd/gradient_check.hpp>
#include <string>
#include <vector>

namespace ember {

using autograd::variable_list;

/// One way to call an op. The part of the name before '/' is the public function.
struct OpRow {
  const char* name;
  variable_list (*call)(const variable_list& inputs);
  bool elementwise = false;  ///< each result depends on one element per input: compared in ulp
};

const std::vector<OpRow>& pointwise_rows();
const std::vector<OpRow>& structured_rows();
const std::vector<OpRow>& index_rows();
const std::vector<OpRow>& composed_rows();
/// All of the above.
const std::vector<OpRow>& op_rows();

/// How one input is made, as ops.py makes it.
struct InputSpec {
  ScalarType dtype;
  std::vector<int64_t> shape;
  double low, high;
  int64_t seed;
  char layout;  ///< c: row-major, t: transposed memory, s: every second element
  bool wants_grad;
  Tensor make() const;
};

/// A case of ops.txt. Undefined where PyTorch gave none.
struct OpCase {
  std::string name;
  ScalarType dtype;
  std::vector<InputSpec> inputs;
  variable_list outputs, gradients, second;
  variable_list make_inputs() const;
  const OpRow& row() const;
};

const std::vector<OpCase>& op_cases();

/// The weights by which ops.py sums results and gradients.
Tensor case_weights(const Tensor& like, int64_t seed);

}  // namespace ember
