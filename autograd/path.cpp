#include <algorithm>
#include <ember/autograd/gradient_hooks.hpp>
#include <ember/autograd/path.hpp>
#include <ember/autograd/pointwise.hpp>
#include <utility>

namespace ember {

thread_local const Path* Path::running_ = nullptr;

bool Path::wants(const Edge& edge) {
  if (running_ == nullptr || running_->targets_ == nullptr) return edge.wanted();
  return edge.node ? running_->contains(*edge.node) : running_->leaves_.contains(edge.leaf.get());
}

Path::Path(std::span<Root> roots, Targets* targets)
    : outer_(std::exchange(running_, this)), targets_(targets) {
  if (targets == nullptr) return;
  std::unordered_set<const Node*> target_nodes;
  for (const Edge& edge : targets->edges) {
    if (edge.node) target_nodes.insert(edge.node.get());
    if (edge.leaf) leaves_.insert(edge.leaf.get());
  }

  std::vector<const Node*> reached;
  std::unordered_set<const Node*> seen;
  const auto reach = [&](const Edge& edge) {
    if (edge.node && seen.insert(edge.node.get()).second) reached.push_back(edge.node.get());
  };
  for (const Root& root : roots) reach(root.edge);
  for (size_t i = 0; i < reached.size(); ++i) {
    for (const Edge& edge : reached[i]->edges) reach(edge);
  }
  // In the order of recording, what a node reads from is decided before the node itself.
  std::sort(reached.begin(), reached.end(),
            [](const Node* a, const Node* b) { return a->sequence < b->sequence; });
  for (const Node* node : reached) {
    const bool leads = std::any_of(node->edges.begin(), node->edges.end(), [&](const Edge& edge) {
      return (edge.node && nodes_.contains(edge.node.get())) ||
             (edge.leaf && leaves_.contains(edge.leaf.get()));
    });
    if (leads) inner_.insert(node);
    if (leads || target_nodes.contains(node)) nodes_.insert(node);
  }
}

bool Path::passes_through(const Node& node, std::span<Tensor> grad_out) const {
  if (targets_ == nullptr) return true;
  for (size_t i = 0; i < targets_->edges.size(); ++i) {
    const Edge& edge = targets_->edges[i];
    if (edge.node.get() == &node && grad_out[edge.output].defined())
      targets_->captured[i] = grad_out[edge.output];
  }
  return inner_.contains(&node);
}

bool Path::captures(TensorImpl& leaf, const Tensor& gradient) const {
  if (targets_ == nullptr) return false;
  if (targets_->accumulate) return !leaves_.contains(&leaf);
  for (size_t i = 0; i < targets_->edges.size(); ++i) {
    // Hooks of a leaf see the complete gradient, so they wait until the sweep is over (autograd::grad calls
    // them).
    if (targets_->edges[i].leaf.get() != &leaf) continue;
    Tensor share = gradient;
    add_share(targets_->captured[i], std::move(share));
  }
  return true;
}

}  // namespace ember
