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
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;
  ~Path() { running_ = outer_; }

  /// Whether the sweep of this thread asks for what goes along the edge; without one, whether anybody could.
  static bool wants(const Edge& edge);

  bool contains(const Node& node) const { return targets_ == nullptr || nodes_.contains(&node); }
  /// Takes the gradients of target outputs of `node`; true when the sweep has to go on through the node.
  bool passes_through(const Node& node, std::span<Tensor> grad_out) const;
  /// Takes the gradient of a leaf where it does not go into .grad(): a target that is captured, or no target.
  bool captures(TensorImpl& leaf, const Tensor& gradient) const;

 private:
  static thread_local const Path* running_;

  const Path* outer_;
  Targets* targets_;
  std::unordered_set<const TensorImpl*> leaves_;  ///< that are targets
  std::unordered_set<const Node*> nodes_;  ///< everything that leads to a target, and target nodes themselves
  std::unordered_set<const Node*> inner_;  ///< those with a target behind them
};

}  // namespace ember
