// Reader of tests/oracle/ops/cases.py: ops of PyTorch with inputs, results, gradients and second gradients.
#pragma once

#include <ember/autograd/tensor.hpp>
#include <map>
#include <string>
#include <vector>

namespace ember::oracle {

/// The arguments of a case by name, as text.
class Arguments {
 public:
  Arguments() = default;
  explicit Arguments(const std::string& text);
  bool has(const std::string& name) const { return values_.contains(name); }
  double real(const std::string& name) const { return std::stod(values_.at(name)); }
  int64_t whole(const std::string& name) const { return std::stoll(values_.at(name)); }
  bool flag(const std::string& name) const { return has(name) && whole(name) != 0; }
  std::vector<int64_t> list(const std::string& name) const;
  const std::string& text(const std::string& name) const { return values_.at(name); }

 private:
  std::map<std::string, std::string> values_;
};

struct Case {
  std::string name, op;  ///< "matmul.f32.3", "matmul"
  Arguments arguments;
  std::vector<Tensor> inputs;
  Tensor out;
  std::map<size_t, Tensor> gradients, second_gradients;  ///< by input; what is missing is zero
};

/// All cases of a file of tests/oracle, such as "ops/cases.safetensors".
std::vector<Case> read_cases(const std::string& file);

/// The fixed weights e(i, k) in the shape and dtype of `like`.
Tensor fixed(const Tensor& like, int64_t k);

}  // namespace ember::oracle
