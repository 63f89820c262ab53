// The rules of kernels/rules.hpp without their types: one entry per rule, in the order of the lists, so that
// broadcasting, promotion, nodes and kernel calls are compiled once and not once per rule.
#pragma once

#include <ember/autograd/kernels/rules.hpp>
#include <ember/autograd/tensor.hpp>

namespace ember::detail {

/// Room for the parameters of any rule.
struct alignas(8) RuleValue {
  char bytes[16];
};

struct UnaryEntry {
  const char* name;
  rules::Saves saves;
  bool integral;
  uint32_t bytes;  ///< of parameters
  Tensor (*backward)(const void* rule, const Tensor& g, const Tensor& saved);
  int64_t (*whole)(const void* rule, int64_t x);  ///< the value for whole numbers; null unless integral
};

struct BinaryEntry {
  const char* name;
  bool integral;
  unsigned needs[2];  ///< what the derivative by a, by b reads: rules::Needs
  uint32_t bytes;
  Tensor (*backward[2])(const void* rule, const Tensor& g, const Tensor& a, const Tensor& b);
  int64_t (*whole)(const void* rule, int64_t a, int64_t b);
};

const UnaryEntry& unary_entry(size_t index);
const BinaryEntry& binary_entry(size_t index);

}  // namespace ember::detail
