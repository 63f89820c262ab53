// When only some gradients are asked for: which nodes lead to them, and collecting what arrives.
#pragma once

#include <ember/autograd/backward.hpp>
#include <unordered_set>

namespace ember {

/// The part of a graph that leads from the roots to the targets. Without targets it is the whole graph, and
/// free.
class Path {
 public:
  Path(std::span<Root> roots, Targets* targets);

  bool contains(const Node& node) const { return targets_ == nullptr || nodes_.contains(&node); }
  /// Takes the gradients of target outputs of `node`; true when the sweep has to go on through the node.
  bool passes_through(const Node& node, std::span<Tensor> grad_out) const;
  /// A gradient for a leaf.
  void arrive(TensorImpl& leaf, Tensor&& gradient) const;

 private:
  Targets* targets_;
  std::unordered_set<const Node*> nodes_;  ///< everything that leads to a target, and target nodes themselves
  std::unordered_set<const Node*> inner_;  ///< those with a target behind them
};

}  // namespace ember
