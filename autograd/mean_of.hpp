// The mean of a pointwise op of two tensors as one node: what most losses are.
#pragma once

#include <ember/autograd/pointwise.hpp>

namespace ember {

namespace detail {
Tensor mean_of(size_t index, const void* rule, const Tensor& a, const Tensor& b);
}  // namespace detail

/// mean(binary<Rule>(a, b)), to the bit, with one node in the graph instead of two and nothing kept but a and
/// b.
template <class Rule> Tensor mean_of(const Tensor& a, const Tensor& b, const Rule& rule = {}) {
  return detail::mean_of(rules::BinaryRules::index_of<Rule>(), &rule, a, b);
}

}  // namespace ember
